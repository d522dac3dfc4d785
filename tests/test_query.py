"""Questions asked of a built graph: the shipped ones with their answers, and what people type."""

from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.errors import OutputError, QueryError
from kg.export.turtle import write_evidence, write_graph
from kg.model import Run
from kg.query import QueryResult, find_query, run_query
from kg.resources import ontology_path
from kg.tables import EntityRow, LinkRow, MentionRow, PaperRow, RelatedRow, Tables
from kg.vocab import DATA_BASE

ABSTRACT = "We introduce GCN and test it on Cora."
A, B, C = "paper/a", "paper/b", "paper/c"
CORA, GCN, GAT = "dataset/Cora", "technique/GCN", "technique/GAT"
ACCURACY, TASK, CODE = "metric/accuracy", "task/node_classification", "repository/o/n"

TABLES = Tables(
    papers=(
        PaperRow(A, "Alpha", ABSTRACT, ("Ada B.",), 2017, "ICLR", "", ("a.jsonl",), 0, 0.0, 0.0),
        PaperRow(B, "Beta", "", (), 2018, "", "", (), 0, 0.0, 0.0),
        PaperRow(C, "Gamma", "", (), None, "", "", (), 1, 0.0, 0.0),
    ),
    entities=(
        EntityRow(CORA, "dataset", "Cora", ("cora",), 2, 0, 0.0, 0.0),
        EntityRow(ACCURACY, "metric", "accuracy", (), 2, 0, 0.0, 0.0),
        EntityRow(CODE, "repository", "o/n", (), 2, 1, 0.0, 0.0),
        EntityRow(TASK, "task", "node classification", (), 2, 0, 0.0, 0.0),
        EntityRow(GAT, "technique", "GAT", (), 1, 1, 0.0, 0.0),
        EntityRow(GCN, "technique", "GCN", (), 3, 0, 0.0, 0.0),
    ),
    links=(
        LinkRow(A, CORA, "dataset", "used", 0.9, 1),
        LinkRow(A, ACCURACY, "metric", "", 0.8, 1),
        LinkRow(A, CODE, "repository", "", 1.0, 1),
        LinkRow(A, TASK, "task", "", 0.7, 1),
        LinkRow(A, GCN, "technique", "introduced", 0.9, 1),
        LinkRow(B, CORA, "dataset", "introduced", 0.9, 1),
        LinkRow(B, ACCURACY, "metric", "", 0.8, 1),
        LinkRow(B, TASK, "task", "", 0.7, 1),
        LinkRow(B, GCN, "technique", "used", 0.9, 1),
        LinkRow(C, CODE, "repository", "", 1.0, 1),
        LinkRow(C, GAT, "technique", "introduced", 0.9, 1),
        LinkRow(C, GCN, "technique", "compared", 0.9, 1),
    ),
    mentions=(
        MentionRow(A, CORA, "dataset", "Cora", "abstract", 32, 36, "lexicon", 0.9),
        MentionRow(A, GCN, "technique", "GCN", "abstract", 13, 16, "model", 0.75),
    ),
    related=(
        RelatedRow(A, B, 2.5, (GCN, CORA)),
        RelatedRow(A, C, 1.25, (GCN,)),
    ),
    pages=(),
)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    write_graph(TABLES, folder / "graph.ttl")
    write_evidence(TABLES, folder / "evidence.ttl", Run("0.1.0", (), ()))
    return folder


@pytest.fixture(scope="module")
def by_rdflib(build: Path) -> Graph:
    return Graph().parse(build / "graph.ttl").parse(build / "evidence.ttl").parse(ontology_path("kg.ttl"))


def test_usual_prefixes_and_identifiers_need_no_declaration(build: Path) -> None:
    answer = run_query(build, f"SELECT ?title {{ ?p kg:usesDataset <{CORA}> ; dcterms:title ?title }} ORDER BY ?title")
    assert answer == QueryResult(("title",), (("Alpha",), ("Beta",)))


def test_a_declared_prefix_wins(build: Path) -> None:
    text = "PREFIX kg: <https://example.org/> ASK { ?paper kg:usesDataset ?dataset }"
    assert run_query(build, text) == QueryResult(("answer",), (("false",),))


def test_sub_properties_can_be_asked_for(build: Path) -> None:
    text = f"SELECT DISTINCT ?e {{ ?property rdfs:subPropertyOf+ kg:usesTechnique . <{C}> ?property ?e }} ORDER BY ?e"
    assert run_query(build, text).rows == ((DATA_BASE + GAT,), (DATA_BASE + GCN,))


@pytest.mark.parametrize(("text", "answer"), [("ASK { ?p a kg:Paper }", "true"), ("ASK { ?p a kg:Nothing }", "false")])
def test_ask(build: Path, text: str, answer: str) -> None:
    assert run_query(build, text) == QueryResult(("answer",), ((answer,),))


def test_the_small_graph_is_asked_by_name(build: Path) -> None:
    answers = {
        "baselines": (("GCN", "1"),),
        "introduced": (
            ("technique", "GCN", "Alpha", "2"),
            ("dataset", "Cora", "Beta", "1"),
            ("technique", "GAT", "Gamma", "0"),
        ),
        "shared-repositories": (("o/n", "https://github.com/o/n", "Alpha", "Gamma"),),
        "communities": (("0", "2", "4", "GCN", "3"), ("1", "1", "2", "o/n", "2")),
    }
    assert {name: run_query(build, name).rows for name in answers} == answers
    words = run_query(build, "evidence", {"paper": "Alpha", "entity": "GCN"}).rows
    assert words == (("technique", "abstract", "We introduce ", "GCN", " and test it on Cora.", "model", "0.75"),)


def test_construct_gives_the_same_turtle_every_time(build: Path, by_rdflib: Graph) -> None:
    text = "CONSTRUCT { ?d kg:paper ?p } WHERE { ?p kg:usesDataset ?d }"
    turtle = run_query(build, text).turtle
    assert turtle == run_query(build, text).turtle
    expected = by_rdflib.query(text, initNs={"kg": "https://w3id.org/paper-kg/ontology#"}).graph
    assert expected
    assert isomorphic(Graph().parse(data=turtle, format="turtle"), expected)


def test_describe(build: Path) -> None:
    assert 'skos:prefLabel "Cora"' in str(run_query(build, f"DESCRIBE <{CORA}>").turtle)


def test_blank_nodes_are_marked(build: Path) -> None:
    (row,) = run_query(build, "SELECT ?domain { kg:community rdfs:domain ?domain }").rows
    assert str(row[0]).startswith("_:")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <b> <c> }",
        "# comment\nPREFIX x: <urn:x> \n delete where { ?s ?p ?o }",
        "BASE <urn:x>\nWITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DROP ALL",
        "LOAD <file:///etc/passwd>",
    ],
)
def test_updates_are_refused(build: Path, text: str) -> None:
    with pytest.raises(QueryError, match="changes a graph; ask with SELECT"):
        run_query(build, find_query(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?s\nWHERE { ?s ?p }", "near line 2, column 16, at its end"),
        ("SELCT ?s {\n ?s ?p ?o\n}", "near line 1, column 10, before '{ ?s ?p ?o }'"),
        ("SELECT ?s WHERE { ?s a kg:Paper", "near line 1, column 32, at its end"),
        ("SELECT ?s { ?s a foo:Bar }", "a prefix is not declared; declare it or use one of bibo, cito, dc, dcat"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "The SELECT contains a variable that is unbound"),
    ],
)
def test_syntax_errors_are_one_clear_line(build: Path, text: str, message: str) -> None:
    with pytest.raises(QueryError) as raised:
        run_query(build, text)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_query_that_fails_while_it_runs(build: Path) -> None:
    with pytest.raises(QueryError, match="fails while it runs"):
        run_query(build, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("ASK {}", encoding="utf-8")
    assert find_query(str(path)) == "ASK {}"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"mine\.rq: cannot be read"):
        find_query(str(tmp_path / "mine.rq"))
    (tmp_path / "latin.rq").write_bytes(b"# \xe9")
    with pytest.raises(QueryError, match=r"latin\.rq: not UTF-8 at byte 2"):
        find_query(str(tmp_path / "latin.rq"))


@pytest.mark.parametrize("text", ["select ?s where { ?s ?p ?o }", "DESCRIBE <paper/a>", "PREFIX x: <urn:x> ASK {}"])
def test_sparql_is_taken_as_it_is(text: str) -> None:
    assert find_query(text) == text


@pytest.mark.parametrize("text", ["papers-by-datasets", "papers by dataset"])
def test_near_names_are_offered(text: str) -> None:
    with pytest.raises(QueryError, match=r"did you mean papers-by-dataset( or [a-z-]+)*\? there are: baselines, "):
        find_query(text)


def test_unknown_names_list_what_there_is() -> None:
    with pytest.raises(QueryError, match=r"'xyz' is neither .* SPARQL; there are: baselines, "):
        find_query("xyz")


def test_a_folder_without_a_graph(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such graph; build it first"):
        run_query(tmp_path, "ASK {}")


def test_a_graph_that_is_broken(tmp_path: Path) -> None:
    for name in ("graph.ttl", "evidence.ttl"):
        (tmp_path / name).write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be read as Turtle"):
        run_query(tmp_path, "ASK {}")
