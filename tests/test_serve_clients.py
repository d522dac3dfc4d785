"""Clients that others wrote ask the server as they ask any endpoint, and many at once."""

import json
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from node import installed
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, N3, POST, POSTDIRECTLY, XML, SPARQLExceptions, SPARQLWrapper

from kg.query import named_queries, run_query

COMUNICA = Path(__file__).parent / "js" / "comunica"
KG = "PREFIX kg: <https://w3id.org/paper-kg/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>"
TITLES = f"{KG} SELECT ?title {{ ?paper a kg:Paper ; dcterms:title ?title }} ORDER BY ?title"
GRAPH = f"{KG} CONSTRUCT {{ ?paper a kg:Paper }} WHERE {{ ?paper a kg:Paper }}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def titles(example_build: Path) -> list[str]:
    return [str(row[0]) for row in run_query(example_build, TITLES).rows]


def wrapper(address: str, query: str, format: str) -> Any:
    asking = SPARQLWrapper(f"{address}sparql")
    asking.setQuery(query)
    asking.setReturnFormat(format)
    return asking


@pytest.mark.parametrize(("method", "request_method"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks(address: str, titles: list[str], method: str, request_method: str | None) -> None:
    asking = wrapper(address, TITLES, JSON)
    asking.setMethod(method)
    if request_method:
        asking.setRequestMethod(request_method)
    bindings = asking.queryAndConvert()["results"]["bindings"]
    assert [row["title"]["value"] for row in bindings] == titles


def test_sparqlwrapper_takes_the_other_formats(address: str, example_build: Path, titles: list[str]) -> None:
    document = wrapper(address, TITLES, XML).queryAndConvert().toxml()
    assert document.count("<result>") == len(titles)
    assert wrapper(address, TITLES, CSV).queryAndConvert().decode().startswith("title\r\n")
    assert wrapper(address, "ASK {}", JSON).queryAndConvert()["boolean"] is True
    given = Graph().parse(data=wrapper(address, GRAPH, N3).queryAndConvert(), format="turtle")
    assert isomorphic(given, Graph().parse(data=str(run_query(example_build, GRAPH).turtle), format="turtle"))


def test_sparqlwrapper_is_told_what_is_wrong(address: str) -> None:
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match="does not parse near line 1"):
        wrapper(address, "SELECT ?s { ?s ?p }", JSON).query()


def test_rdflib_asks_as_a_store(address: str, titles: list[str]) -> None:
    answer = Graph(SPARQLStore(f"{address}sparql")).query(TITLES)
    assert [str(row[0]) for row in answer] == titles  # type: ignore[index]


@pytest.fixture(scope="module")
def comunica() -> Path:
    return installed(COMUNICA)


def ask_comunica(comunica: Path, address: str, query: str) -> str:
    command = ["node", "ask.mjs", f"{address}sparql", query]
    done = subprocess.run(command, cwd=comunica, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_comunica_asks(comunica: Path, address: str, example_build: Path, titles: list[str]) -> None:
    bindings = json.loads(ask_comunica(comunica, address, TITLES))["results"]["bindings"]
    assert [row["title"]["value"] for row in bindings] == titles
    assert json.loads(ask_comunica(comunica, address, f"{KG} ASK {{ ?p a kg:Paper }}"))["boolean"] is True
    given = Graph().parse(data=ask_comunica(comunica, address, GRAPH), format="nt")
    assert isomorphic(given, Graph().parse(data=str(run_query(example_build, GRAPH).turtle), format="turtle"))


def test_eight_clients_lose_no_answer_while_a_ninth_asks_without_end(address: str, example_build: Path) -> None:
    """Five seconds of it; benchmarks/serve.py does so for a minute."""
    queries = {query.text: run_query(example_build, query.text) for query in named_queries()}
    expected = {text: len(answer.rows) for text, answer in queries.items() if answer.turtle is None}
    until = time.monotonic() + 5
    wrong: list[str] = []
    answered = [0] * 8
    ends: list[int] = []

    def ask(client: int) -> None:
        with httpx2.Client(timeout=60) as http:
            while time.monotonic() < until:
                for text, rows in expected.items():
                    response = http.post(f"{address}sparql", data={"query": text})
                    if response.status_code != 200 or len(response.json()["results"]["bindings"]) != rows:
                        wrong.append(response.text[:200])
                    answered[client] += 1

    def never_end() -> None:
        with httpx2.Client(timeout=60) as http:
            while time.monotonic() < until:
                ends.append(http.post(f"{address}sparql", data={"query": ENDLESS}).status_code)

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(8)]
    threads.append(threading.Thread(target=never_end))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert min(answered) > 0
    assert set(ends) == {504}
