"""The SPARQL 1.1 Protocol, asked over real connections; the cases follow the W3C's test suite for it.

https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/
"""

import asyncio
import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml import etree
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.dataset import EVIDENCE_GRAPH, MAIN_GRAPH, built_graphs
from kg.errors import OutputError, ServeError
from kg.query import explain_syntax, load, named_queries, run_query
from kg.serve import create_app
from kg.serve.answer import SOLUTION_TYPES, TRIPLE_TYPES, query_keywords
from kg.serve.engine import Engine
from kg.serve.limits import Limits
from kg.serve.question import Question
from kg.vocab import ONTOLOGY

JSON = "application/sparql-results+json"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
TITLES = "SELECT ?title { ?paper a kg:Paper ; dcterms:title ?title } ORDER BY ?title"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def endpoint(address: str) -> str:
    return f"{address}sparql"


def ask(endpoint: str, query: str, accept: str = JSON, dataset: Mapping[str, Any] | None = None) -> httpx2.Response:
    return httpx2.post(endpoint, data={"query": query, **(dataset or {})}, headers={"Accept": accept}, timeout=30)


def number(response: httpx2.Response) -> int:
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def refused(response: httpx2.Response, status: int, message: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/plain")
    assert message in response.text
    assert response.text.count("\n") == 1


# ------------------------------------------------------------------------------------------------ the three forms


def test_query_get(endpoint: str) -> None:
    response = httpx2.get(endpoint, params={"query": "ASK {}"})
    assert response.status_code == 200
    assert response.json()["boolean"] is True


def test_query_post_form(endpoint: str) -> None:
    assert httpx2.post(endpoint, data={"query": "ASK {}"}).json()["boolean"] is True


def test_query_post_direct(endpoint: str) -> None:
    for content_type in ("application/sparql-query", "application/sparql-query; charset=utf-8"):
        response = httpx2.post(endpoint, content="ASK {}", headers={"Content-Type": content_type})
        assert response.json()["boolean"] is True


def test_the_three_forms_agree_on_every_letter(endpoint: str) -> None:
    query = 'SELECT ("Élan + naïve & 100 % 🌊" AS ?text) {}'
    answers = [
        httpx2.get(endpoint, params={"query": query}),
        httpx2.post(endpoint, data={"query": query}),
        httpx2.post(endpoint, content=query.encode(), headers=DIRECT),
    ]
    assert {answer.json()["results"]["bindings"][0]["text"]["value"] for answer in answers} == {
        "Élan + naïve & 100 % 🌊"
    }


def test_head_is_get_without_a_body(endpoint: str) -> None:
    response = httpx2.head(endpoint, params={"query": "ASK {}"})
    assert (response.status_code, response.content) == (200, b"")


# ---------------------------------------------------------------------------------------------------- the dataset


def size(build: Path, iri: str) -> int:
    return sum(1 for graph in built_graphs(build) if graph.iri == iri for _ in parse(path=graph.path))


def test_without_a_dataset_all_graphs_are_asked(endpoint: str, example_build: Path) -> None:
    assert number(ask(endpoint, COUNT)) == len(load(example_build))
    assert len(load(example_build)) == sum(size(example_build, graph.iri) for graph in built_graphs(example_build))


@pytest.mark.parametrize("iri", [MAIN_GRAPH, EVIDENCE_GRAPH, ONTOLOGY])
def test_query_dataset_default_graph(endpoint: str, example_build: Path, iri: str) -> None:
    expected = size(example_build, iri)
    assert number(ask(endpoint, COUNT, dataset={"default-graph-uri": iri})) == expected
    assert number(httpx2.get(endpoint, params={"query": COUNT, "default-graph-uri": iri})) == expected
    address = f"{endpoint}?{httpx2.QueryParams({'default-graph-uri': iri})}"
    assert number(httpx2.post(address, content=COUNT, headers=DIRECT)) == expected
    assert number(ask(endpoint, COUNT.replace("{", f"FROM <{iri}> {{", 1))) == expected


def test_query_dataset_default_graphs(endpoint: str, example_build: Path) -> None:
    assert number(ask(endpoint, COUNT, dataset={"default-graph-uri": [MAIN_GRAPH, ONTOLOGY]})) == size(
        example_build, MAIN_GRAPH
    ) + size(example_build, ONTOLOGY)


def test_query_dataset_named_graphs(endpoint: str) -> None:
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
    named = ask(endpoint, graphs, dataset={"named-graph-uri": [MAIN_GRAPH, ONTOLOGY]}).json()
    assert [row["g"]["value"] for row in named["results"]["bindings"]] == [MAIN_GRAPH, ONTOLOGY]
    assert len(ask(endpoint, graphs).json()["results"]["bindings"]) == 3
    assert number(ask(endpoint, COUNT, dataset={"named-graph-uri": MAIN_GRAPH})) == 0


def test_query_dataset_full(endpoint: str) -> None:
    query = "ASK { ?term rdfs:isDefinedBy ?o FILTER NOT EXISTS { ?p a kg:Paper } GRAPH ?g { ?q a kg:Paper } }"
    dataset = {"default-graph-uri": ONTOLOGY, "named-graph-uri": MAIN_GRAPH}
    assert ask(endpoint, query, dataset=dataset).json()["boolean"] is True


def test_query_multiple_dataset(endpoint: str, example_build: Path) -> None:
    """The dataset of the protocol wins over that of the query."""
    query = COUNT.replace("{", f"FROM <{EVIDENCE_GRAPH}> {{", 1)
    assert number(ask(endpoint, query, dataset={"default-graph-uri": ONTOLOGY})) == size(example_build, ONTOLOGY)


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_graphs_that_are_not_there(endpoint: str, parameter: str) -> None:
    refused(
        ask(endpoint, COUNT, dataset={parameter: "file:///etc/passwd"}),
        400,
        f"there are {MAIN_GRAPH}, {EVIDENCE_GRAPH}",
    )


# -------------------------------------------------------------------------------------------- the types of answers


def read_solutions(media_type: str, text: str) -> list[str]:
    if "json" in media_type:
        return [row["title"]["value"] for row in json.loads(text)["results"]["bindings"]]
    if "xml" in media_type:
        return [node.text or "" for node in etree.fromstring(text.encode()).iter("{*}literal")]
    rows = list(csv.reader(io.StringIO(text), delimiter="," if "csv" in media_type else "\t"))
    return [row[0] for row in rows[1:]]


@pytest.mark.parametrize("media_type", SOLUTION_TYPES)
def test_query_content_type_select(endpoint: str, example_build: Path, media_type: str) -> None:
    response = ask(endpoint, TITLES, media_type)
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert read_solutions(media_type, response.text) == [str(row[0]) for row in run_query(example_build, TITLES).rows]
    assert response.headers["vary"] == "Accept, Origin"


@pytest.mark.parametrize("media_type", SOLUTION_TYPES)
def test_query_content_type_ask(endpoint: str, media_type: str) -> None:
    assert "true" in ask(endpoint, "ASK { ?p a kg:Paper }", media_type).text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD
@pytest.mark.parametrize("form", ["CONSTRUCT { ?p a kg:Paper } WHERE { ?p a kg:Paper }", "DESCRIBE <dataset/ImageNet>"])
@pytest.mark.parametrize("media_type", TRIPLE_TYPES)
def test_query_content_type_describe_and_construct(
    endpoint: str, example_build: Path, media_type: str, form: str
) -> None:
    response = ask(endpoint, form, media_type)
    assert response.headers["content-type"].partition(";")[0] == media_type
    format = {RdfFormat.N_TRIPLES: "nt", RdfFormat.TURTLE: "turtle", RdfFormat.RDF_XML: "xml"}
    given = Graph().parse(data=response.text, format=format.get(TRIPLE_TYPES[media_type], "json-ld"))
    assert isomorphic(given, Graph().parse(data=str(run_query(example_build, form).turtle), format="turtle"))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        ("text/*", "text/xml"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
    ],
)
def test_the_best_type_wins(endpoint: str, accept: str, expected: str) -> None:
    assert ask(endpoint, "ASK {}", accept).headers["content-type"].partition(";")[0] == expected


@pytest.mark.parametrize(
    ("query", "accept"),
    [("ASK {}", "image/png"), ("ASK {}", "text/turtle"), ("DESCRIBE <x>", JSON), ("ASK {}", "nonsense")],
)
def test_unknown_types(endpoint: str, query: str, accept: str) -> None:
    refused(ask(endpoint, query, accept), 406, "there are")


def test_every_named_query_answers_as_in_process(endpoint: str, example_build: Path) -> None:
    for query in named_queries():
        expected = run_query(example_build, query.text)
        if expected.turtle is not None:
            given = Graph().parse(data=ask(endpoint, query.text, "text/turtle").text, format="turtle")
            assert isomorphic(given, Graph().parse(data=expected.turtle, format="turtle"))
            continue
        bindings = ask(endpoint, query.text).json()["results"]["bindings"]
        rows = [tuple(row[name]["value"] if name in row else None for name in expected.columns) for row in bindings]
        assert tuple(rows) == expected.rows


# ----------------------------------------------------------------------------------------------------- bad requests


def test_bad_query_method(endpoint: str) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        response = httpx2.request(method, endpoint, params={"query": "ASK {}"})
        assert response.status_code == 405
        assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))


def test_bad_multiple_queries(endpoint: str) -> None:
    refused(httpx2.get(endpoint, params={"query": ["ASK {}", "SELECT * {}"]}), 400, "found 2 parameters `query`")
    refused(httpx2.post(f"{endpoint}?query=ASK+%7B%7D", content="ASK {}", headers=DIRECT), 400, "given twice")


def test_no_query(endpoint: str) -> None:
    refused(httpx2.get(endpoint, params={"default-graph-uri": MAIN_GRAPH}), 400, "found 0 parameters `query`")


@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, {"Content-Type": "nonsense"}, {}])
def test_bad_query_wrong_or_missing_media_type(endpoint: str, headers: dict[str, str]) -> None:
    refused(
        httpx2.post(endpoint, content="query=ASK%20%7B%7D", headers=headers), 415, "expected application/x-www-form"
    )


def test_bad_query_non_utf8(endpoint: str) -> None:
    latin = 'SELECT ("é" AS ?x) {}'.encode("latin-1")
    refused(httpx2.post(endpoint, content=latin, headers=DIRECT), 400, "not UTF-8 at byte 9")
    refused(httpx2.get(f"{endpoint}?query=%E9"), 400, "not percent-encoded UTF-8")


def test_bad_query_syntax(endpoint: str, example_build: Path) -> None:
    query = "SELECT ?s\nWHERE { ?s ?p }"
    with pytest.raises(SyntaxError) as raised:
        load(example_build).query(query)
    refused(ask(endpoint, query), 400, explain_syntax(query, str(raised.value)))
    refused(ask(endpoint, "ASK { ?s a foo:Bar }"), 400, "a prefix is not declared")


@pytest.mark.parametrize("update", ["INSERT DATA { <a> <b> <c> }", "LOAD <file:///etc/passwd>", "drop all"])
def test_updates_are_refused(endpoint: str, update: str) -> None:
    refused(ask(endpoint, update), 403, "this endpoint only reads")
    refused(httpx2.post(endpoint, data={"update": update}), 403, "no updates")
    direct = httpx2.post(endpoint, content=update, headers={"Content-Type": "application/sparql-update"})
    refused(direct, 403, "no updates")


def test_cors(endpoint: str) -> None:
    origin = {"Origin": "https://editor.example"}
    assert ask(endpoint, "ASK {}").status_code == 200
    assert (
        httpx2.get(endpoint, params={"query": "ASK {}"}, headers=origin).headers["access-control-allow-origin"] == "*"
    )
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,authorization"}
    preflight = httpx2.options(endpoint, headers=origin | wanted)
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["access-control-allow-methods"]


# --------------------------------------------------------------------------------------------- description, in Python


def test_the_endpoint_describes_itself(endpoint: str) -> None:
    response = httpx2.get(endpoint, headers={"Accept": "text/turtle"})
    described = Graph().parse(data=response.text, format="turtle")
    service = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT ?e ?g { "
    service += "?s a sd:Service ; sd:endpoint ?e ; sd:defaultDataset/sd:namedGraph/sd:name ?g }"
    assert {(str(e), str(g)) for e, g in described.query(service)} == {  # type: ignore[misc]
        (endpoint, iri) for iri in (MAIN_GRAPH, EVIDENCE_GRAPH, ONTOLOGY)
    }
    browser = httpx2.get(endpoint, headers={"Accept": "text/html"})
    assert (browser.status_code, browser.headers["location"]) == (303, "/query")
    assert httpx2.get(endpoint, headers={"Accept": "image/png"}).status_code == 406


def test_the_application_runs_in_any_asgi_server(example_build: Path) -> None:
    async def run() -> object:
        app = create_app(example_build, origins=("https://only.example",))
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://kg.test") as client:
                response = await client.get(
                    "/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://x.example"}
                )
                assert "access-control-allow-origin" not in response.headers
                return response.json()["boolean"]

    assert asyncio.run(run()) is True


def test_the_pages_of_a_big_graph_are_served(example_build: Path, tmp_path: Path) -> None:
    build = shutil.copytree(example_build, tmp_path / "build")
    (build / "graph").mkdir()
    (build / "graph" / "community-0.html").write_text("<title>rope</title>")

    async def ask(*paths: str) -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(create_app(build))
        async with httpx2.AsyncClient(transport=transport, base_url="http://kg.test") as client:
            return [await client.get(path) for path in paths]

    leaf, back, missing, outside = asyncio.run(
        ask("/graph/community-0.html", "/graph.html", "/graph/community-9.html", "/graph/..%2Fgraph.html")
    )
    assert (leaf.text, leaf.headers["content-type"]) == ("<title>rope</title>", "text/html; charset=utf-8")
    assert back.content == (build / "graph.html").read_bytes()
    assert (missing.status_code, outside.status_code) == (404, 404)


def test_an_engine_that_was_not_started(example_build: Path) -> None:
    with pytest.raises(ServeError, match="has not been started"):
        asyncio.run(Engine(example_build, Limits()).ask(Question("ASK {}", solutions=JSON)))


def test_a_folder_without_a_build(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"graph\.html: no such page; build it first: kg build"):
        create_app(tmp_path)
    (tmp_path / "graph.html").touch()
    with pytest.raises(OutputError, match=r"graph\.ttl: no such graph; build it first"):
        create_app(tmp_path)


def test_a_graph_that_is_broken(tmp_path: Path) -> None:
    for name in ("graph.ttl", "evidence.ttl"):
        (tmp_path / name).write_text("<a> <b>", encoding="utf-8")
    engine = Engine(tmp_path, Limits())
    with pytest.raises(ServeError, match="cannot be read as Turtle"):
        engine.start()


@pytest.mark.parametrize(
    ("query", "keywords"),
    [
        ("select*from<urn:x>{service<urn:y>{}}", {"SELECT", "FROM", "SERVICE"}),
        ("ASK { ?service <service> 'SERVICE' } # SERVICE", {"ASK"}),
        ("PREFIX service: <urn:x> ASK { ?s service:from service:load }", {"PREFIX", "ASK"}),
        ('ASK { ?s ?p """it\'s "SERVICE" """ }', {"ASK"}),
    ],
)
def test_keywords_are_told_from_names(query: str, keywords: set[str]) -> None:
    assert query_keywords(query) == keywords
