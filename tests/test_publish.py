"""Publishing into a real Virtuoso, and into a small store of our own that fails on demand."""

import base64
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner
from fake_store import FakeStore, fake_store
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.cli import main
from kg.dataset import EVIDENCE_GRAPH, MAIN_GRAPH, built_graphs
from kg.errors import KgError, OutputError, PublishError
from kg.publish import Published, StoreAddresses, publish, store_addresses
from kg.query import named_queries, run_query
from kg.resources import ontology_path

USER, PASSWORD = "dba", "a secret: of sorts"
OLD = "<urn:old> <urn:is> <urn:here> ."


@pytest.fixture
def fake() -> Iterator[FakeStore]:
    with fake_store() as fake:
        yield fake


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A build of a few triples."""
    build = tmp_path / "build"
    build.mkdir()
    lines = "\n".join(f'<urn:paper:{number}> <urn:title> "Tïtle {number} \U0001f30a" .' for number in range(25))
    (build / "graph.ttl").write_text(lines, encoding="utf-8")
    (build / "evidence.ttl").write_text("<urn:link> <urn:evidence> <urn:mention> .", encoding="utf-8")
    return build


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def put(build: Path, fake: FakeStore, part: int = 10) -> tuple[Published, ...]:
    return publish(build, fake.address, part=part, attempts=3, wait=0.01)


def fails(
    status: int, *, method: str = "", path: str = "", after: int = 0, times: int = 10**6
) -> Callable[[str, str], int | None]:
    """Return a fault for `times` of the requests like that, after the first `after` of them."""
    seen = iter(range(10**9))

    def fault(asked: str, target: str) -> int | None:
        if method not in ("", asked) or path not in target:
            return None
        return status if after <= next(seen) < after + times else None

    return fault


@pytest.fixture
def old(fake: FakeStore) -> dict[str, int]:
    """What the store held before."""
    for graph in (MAIN_GRAPH, EVIDENCE_GRAPH, "urn:of:others"):
        fake.store.load(OLD, format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    return fake.graphs


# ---------------------------------------------------------------------------------------------------- a store at ease


def test_graphs_are_replaced_whole(small: Path, fake: FakeStore, old: dict[str, int]) -> None:
    done = put(small, fake)
    ontology = sum(1 for _ in parse(path=ontology_path("kg.ttl")))
    expected = {MAIN_GRAPH: 25, EVIDENCE_GRAPH: 1, "https://w3id.org/paper-kg/ontology": ontology}
    assert done == tuple(Published(graph, triples) for graph, triples in expected.items())
    assert fake.graphs == {**expected, "urn:of:others": 1}
    for graph in built_graphs(small):
        file = Store()
        file.load(path=graph.path, format=RdfFormat.TURTLE, to_graph=NamedNode(graph.iri))
        held, given = (
            store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph.iri)) for store in (fake.store, file)
        )
        assert isomorphic(Graph().parse(data=held, format="nt"), Graph().parse(data=given, format="nt"))


def test_a_graph_is_sent_in_parts_beside_the_old_one(small: Path, fake: FakeStore) -> None:
    told: list[tuple[str, int]] = []
    publish(small, fake.address, part=10, on_progress=lambda graph, triples: told.append((graph, triples)))
    assert told[:4] == [(MAIN_GRAPH, 10), (MAIN_GRAPH, 20), (MAIN_GRAPH, 25), (EVIDENCE_GRAPH, 1)]
    methods = [method for method, path, _ in fake.requests if path == "/papers/data"]
    assert methods[:3] == ["PUT", "POST", "POST"]
    assert methods[-3:] == ["DELETE"] * 3


def test_publishing_again_gives_the_same(small: Path, fake: FakeStore) -> None:
    first = put(small, fake)
    assert put(small, fake) == first


# ------------------------------------------------------------------------------------------------- a store that fails


@pytest.mark.parametrize("status", [0, 408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("path", ["/data", "/query", "/update"])
def test_what_fails_for_the_moment_is_tried_again(small: Path, fake: FakeStore, status: int, path: str) -> None:
    fake.faults.append(fails(status, path=path, times=2))
    assert len(put(small, fake)) == 3


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (fails(507, method="PUT"), "PUT was answered by 507 Insufficient Storage: the store says why"),
        (fails(500, method="POST", path="/data", after=1), "POST was answered by 500"),
        (fails(500, method="PUT", after=2), "PUT was answered by 500"),
        (fails(0, method="POST", path="/data"), "the store does not answer"),
        (fails(413, method="PUT"), "make the parts smaller with --part"),
        (fails(403, method="PUT"), "credentials may not do that"),
        (fails(404, path="/query"), "there is no such service: is the address right?"),
        (fails(405, method="PUT"), "is it the address of the Graph Store Protocol?"),
        (fails(301, method="PUT"), "the service is at http://elsewhere.example/data; give that address"),
        (fails(400, path="/update"), "POST was answered by 400 Bad Request: the store says why"),
    ],
)
def test_the_old_graphs_stay_where_anything_fails(
    small: Path, fake: FakeStore, old: dict[str, int], fault: Callable[[str, str], int | None], message: str
) -> None:
    fake.faults.append(fault)
    with pytest.raises(PublishError, match="(?s)" + message.replace("?", r"\?")):
        put(small, fake)
    assert fake.graphs == old


def test_a_count_that_is_wrong(small: Path, fake: FakeStore, old: dict[str, int]) -> None:
    fake.answer_count = b'{"results": {"bindings": [{"triples": {"value": "125"}}]}}'
    with pytest.raises(PublishError, match=r"the store counts 125 triples in <.*incoming.*>; expected the 25 that"):
        put(small, fake)
    assert fake.graphs == old


def test_a_graph_that_ends_in_the_middle(small: Path, fake: FakeStore, old: dict[str, int]) -> None:
    (small / "evidence.ttl").write_text("<urn:a> <urn:b>", encoding="utf-8")
    with pytest.raises(OutputError, match=r"evidence\.ttl: cannot be read as Turtle"):
        put(small, fake)
    assert fake.graphs == old


def test_blank_nodes_are_sent_together(small: Path, fake: FakeStore) -> None:
    blank = "\n".join(f"<urn:a> <urn:b> [ <urn:c> {number} ] . <urn:d> <urn:e> {number} ." for number in range(10))
    (small / "graph.ttl").write_text(blank, encoding="utf-8")
    assert put(small, fake, part=3)[0].triples == 30
    joined = "ASK { GRAPH ?g { <urn:a> <urn:b> ?x . ?x <urn:c> 7 FILTER NOT EXISTS { ?x <urn:c> 8 } } }"
    assert bool(fake.store.query(joined)) is True


def test_an_answer_that_is_no_count(small: Path, fake: FakeStore) -> None:
    fake.answer_count = b"<html>Welcome</html>"
    with pytest.raises(PublishError, match=r"got '<html>Welcome</html>'; .* give the right one with --query-url"):
        put(small, fake)


def test_nobody_there(small: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PublishError, match=r"the store does not answer .*; does it run there"):
        publish(small, f"http://127.0.0.1:{port}/papers/data", attempts=2, wait=0.01)


# --------------------------------------------------------------------------------------------- credentials, addresses


def test_credentials_come_from_the_environment(small: Path, fake: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.wanted = f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
    with pytest.raises(PublishError, match="401 Unauthorized: the store wants credentials"):
        put(small, fake)
    monkeypatch.setenv("KG_STORE_USER", USER)
    monkeypatch.setenv("KG_STORE_PASSWORD", PASSWORD)
    assert len(put(small, fake)) == 3
    monkeypatch.setenv("KG_STORE_PASSWORD", "another")
    with pytest.raises(PublishError, match="401") as raised:
        put(small, fake)
    assert "another" not in str(raised.value)


def test_a_token_is_sent_as_bearer(small: Path, fake: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.wanted = "Bearer abc"
    monkeypatch.setenv("KG_STORE_TOKEN", "abc")
    assert len(put(small, fake)) == 3


def test_credentials_are_not_sent_unasked(small: Path, fake: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_USER", USER)
    monkeypatch.setenv("KG_STORE_PASSWORD", PASSWORD)
    put(small, fake)
    assert {sent for _, _, sent in fake.requests} == {""}


def test_half_a_credential(small: Path, fake: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_USER", USER)
    with pytest.raises(PublishError, match="KG_STORE_USER is set but KG_STORE_PASSWORD is not"):
        put(small, fake)
    assert fake.requests == []


@pytest.mark.parametrize(
    ("url", "query", "update"),
    [
        ("http://h:8890/sparql-graph-crud-auth", "http://h:8890/sparql-auth", "http://h:8890/sparql-auth"),
        ("http://h:3030/papers/data", "http://h:3030/papers/query", "http://h:3030/papers/update"),
        ("http://h/repositories/p/rdf-graphs/service", "http://h/repositories/p", "http://h/repositories/p/statements"),
        ("https://h:7878/store/", "https://h:7878/query", "https://h:7878/update"),
    ],
)
def test_addresses_of_stores_that_are_known(url: str, query: str, update: str) -> None:
    assert store_addresses(url) == StoreAddresses(url, query, update)


def test_addresses_that_are_given() -> None:
    assert store_addresses("http://h/x", query="http://h/y", update="http://h/z").query == "http://h/y"
    assert store_addresses("http://h/store", update="http://h/z") == StoreAddresses(
        "http://h/store", "http://h/query", "http://h/z"
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://h/x", "name them with --query-url and --update-url"),
        ("ftp://h/data", "is no address of a store"),
        ("data", "is no address of a store"),
        ("http://[h/data", "is no address of a store"),
        ("http://me:secret@h/data", "set the environment variables KG_STORE_USER and KG_STORE_PASSWORD"),
        ("http://h/data?graph=x", r"without \? and #"),
    ],
)
def test_addresses_that_cannot_be(url: str, message: str) -> None:
    with pytest.raises(PublishError, match=message) as raised:
        store_addresses(url)
    assert "secret" not in str(raised.value)


def test_the_command(small: Path, fake: FakeStore) -> None:
    done = CliRunner().invoke(main, ["publish", fake.address, "-o", str(small), "--part", "10"])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].split() == ["25", "triples", "in", MAIN_GRAPH]
    assert f"{MAIN_GRAPH} 20 ..." in done.stderr
    quiet = CliRunner().invoke(main, ["publish", fake.address, "-o", str(small), "-q"])
    assert (quiet.exit_code, quiet.output) == (0, "")
    missing = CliRunner().invoke(main, ["publish", fake.address, "-o", str(small / "nothing")])
    assert missing.exit_code == 1
    assert "no such graph; build it first" in missing.stderr


# ------------------------------------------------------------------------------------------------------ real Virtuoso


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a Virtuoso of our own answers, with a slash at the end; its user is dba, its password is PASSWORD."""
    program = shutil.which("virtuoso-t")
    if not program:
        pytest.skip("virtuoso-t is not on the path: apt install virtuoso-opensource")
    folder = tmp_path_factory.mktemp("virtuoso")
    with socket.socket() as sql, socket.socket() as web:
        for free in (sql, web):
            free.bind(("127.0.0.1", 0))
        ports = sql.getsockname()[1], web.getsockname()[1]
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(*ports), encoding="utf-8")
    command = [program, "+configfile", "virtuoso.ini", "+foreground"]
    with (folder / "said").open("wb") as said:
        first = [*command, "+pwdold", "dba", "+pwddba", PASSWORD]
        subprocess.run(first, cwd=folder, stdout=said, stderr=said, check=True, timeout=120)
        with subprocess.Popen(command, cwd=folder, stdout=said, stderr=said) as process:
            address = f"http://127.0.0.1:{ports[1]}/"
            until = time.monotonic() + 60
            while not answers(f"{address}sparql") and process.poll() is None and time.monotonic() < until:
                time.sleep(0.2)
            yield address
            process.kill()


VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{}
ServerThreads = 20
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


def answers(address: str) -> bool:
    try:
        return httpx2.get(address).status_code == 200
    except httpx2.TransportError:
        return False


def publish_as_dba(build: Path, virtuoso: str) -> tuple[Published, ...]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KG_STORE_USER", "dba")
        environment.setenv("KG_STORE_PASSWORD", PASSWORD)
        return publish(build, f"{virtuoso}sparql-graph-crud-auth")


def ask_virtuoso(virtuoso: str, build: Path, query: str, accept: str) -> httpx2.Response:
    form = {"query": query, "default-graph-uri": [graph.iri for graph in built_graphs(build)]}
    response = httpx2.post(f"{virtuoso}sparql", data=form, headers={"Accept": accept}, timeout=120)
    assert response.status_code == 200, response.text
    return response


@pytest.fixture(scope="module")
def published(virtuoso: str, example_build: Path) -> tuple[Published, ...]:
    return publish_as_dba(example_build, virtuoso)


def test_virtuoso_holds_every_triple(
    virtuoso: str, published: tuple[Published, ...], example_build: Path, tmp_path: Path
) -> None:
    for graph, done in zip(built_graphs(example_build), published, strict=True):
        assert done.triples == sum(1 for _ in parse(path=graph.path))
    held = httpx2.get(f"{virtuoso}sparql-graph-crud", params={"graph-uri": MAIN_GRAPH}, timeout=120)
    returned = Graph().parse(data=held.text, format="turtle")
    assert len(returned) == published[0].triples
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?g), 'paper-kg')) } ORDER BY ?g"
    named = httpx2.post(f"{virtuoso}sparql", data={"query": graphs}, headers={"Accept": "text/csv"}, timeout=120)
    assert [line.strip('"') for line in named.text.split()[1:]] == sorted(done.graph for done in published)


@pytest.mark.parametrize("name", [query.name for query in named_queries()])
def test_virtuoso_answers_the_named_queries_the_same(
    virtuoso: str, published: tuple[Published, ...], example_build: Path, name: str
) -> None:
    text = next(query.text for query in named_queries() if query.name == name)
    expected = run_query(example_build, text)
    if expected.turtle is not None:
        given = Graph().parse(data=ask_virtuoso(virtuoso, example_build, text, "text/turtle").text, format="turtle")
        assert isomorphic(given, Graph().parse(data=expected.turtle, format="turtle"))
        return
    answer = ask_virtuoso(virtuoso, example_build, text, "application/sparql-results+json").json()
    rows = [
        tuple(row[name]["value"] if name in row else None for name in expected.columns)
        for row in answer["results"]["bindings"]
    ]
    assert tuple(rows) == expected.rows


def test_virtuoso_keeps_the_old_graph_where_the_new_one_is_broken(
    virtuoso: str, published: tuple[Published, ...], example_build: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(example_build, broken)
    with (broken / "evidence.ttl").open("a", encoding="utf-8") as file:
        file.write("<urn:a> <urn:b>")
    with pytest.raises(OutputError, match="cannot be read as Turtle"):
        publish_as_dba(broken, virtuoso)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    answer = ask_virtuoso(virtuoso, example_build, count, "application/sparql-results+json").json()
    assert int(answer["results"]["bindings"][0]["n"]["value"]) == sum(done.triples for done in published)


def test_virtuoso_refuses_strangers(virtuoso: str, small: Path) -> None:
    with pytest.raises(KgError, match="401 Unauthorized: the store wants credentials"):
        publish(small, f"{virtuoso}sparql-graph-crud-auth", attempts=1)
    assert "KG_STORE_USER" not in os.environ
