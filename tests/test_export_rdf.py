"""JSON-LD, N-Triples and TriG: other readers make of them the graph of the build, to the last triple.

Without blank nodes two graphs are isomorphic where their sets of triples are the same.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner
from rdflib import RDF, Dataset, Graph, URIRef

from kg.cli import main
from kg.errors import OutputError
from kg.export.formats import LINE_FORMATS
from kg.export.jsonld import load_context
from kg.resources import ontology_path
from kg.vocab import DATA_BASE, KG

RDF_FORMATS = ("jsonld", "ntriples", "trig")
OXIGRAPH = {
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "turtle": pyoxigraph.RdfFormat.TURTLE,
}
RDFLIB = {"jsonld": "json-ld", "ntriples": "nt", "trig": "trig"}
FILES = ("graph.ttl", "evidence.ttl")
RDFLIB_WARNS = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
RAPPER = pytest.mark.skipif(not shutil.which("rapper"), reason="rapper (Debian package raptor2-utils) is not installed")


def exported(build: Path, format: str) -> str:
    return "".join(f"{line}\n" for line in LINE_FORMATS[format](build))


def by_oxigraph(data: bytes, format: str) -> set[str]:
    return {str(quad.triple) for quad in pyoxigraph.parse(data, format=OXIGRAPH[format])}


@pytest.fixture(scope="module")
def statements(example_build: Path) -> set[str]:
    """The statements of both files, each as N-Triples writes it."""
    return set().union(*(by_oxigraph((example_build / name).read_bytes(), "turtle") for name in FILES))


@pytest.fixture(scope="module")
def graph(example_build: Path) -> Graph:
    return Graph().parse(example_build / "graph.ttl").parse(example_build / "evidence.ttl")


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_oxigraph_reads_every_statement(example_build: Path, statements: set[str], format: str) -> None:
    assert by_oxigraph(exported(example_build, format).encode(), format) == statements


@RDFLIB_WARNS
@pytest.mark.parametrize("format", RDF_FORMATS)
def test_rdflib_reads_an_isomorphic_graph(example_build: Path, graph: Graph, format: str) -> None:
    read = Dataset(default_union=True)
    read.parse(data=exported(example_build, format), format=RDFLIB[format])
    assert union(read) == set(graph)


def union(dataset: Dataset) -> set[object]:
    return {quad[:3] for quad in dataset.quads()}


@RAPPER
def test_all_readers_count_the_same(example_build: Path, graph: Graph, statements: set[str]) -> None:
    counts = [triples_by_rapper(example_build / name) for name in FILES]
    store = pyoxigraph.Store()
    for name in FILES:
        store.bulk_load(path=example_build / name, format=pyoxigraph.RdfFormat.TURTLE)
    assert sum(counts) == len(graph) == len(statements) == len(store)


def triples_by_rapper(path: Path) -> int:
    done = subprocess.run(["rapper", "--count", "-i", "turtle", path], capture_output=True, text=True, check=True)
    return int(re.findall(r"returned (\d+) triples", done.stderr)[0])


@RAPPER
def test_what_rapper_writes_is_the_same_graph(example_build: Path, graph: Graph) -> None:
    written = Graph()
    for name in FILES:
        command = ["rapper", "--quiet", "-i", "turtle", "-o", "turtle", str(example_build / name)]
        written.parse(data=subprocess.run(command, capture_output=True, check=True).stdout, format="turtle")
    assert set(written) == set(graph)


def test_what_rdflib_writes_is_the_same_graph(graph: Graph, statements: set[str]) -> None:
    assert by_oxigraph(graph.serialize(format="turtle", encoding="utf-8"), "turtle") == statements


def test_what_oxigraph_writes_is_the_same_graph(example_build: Path, graph: Graph) -> None:
    written = Graph()
    for name in FILES:
        quads = pyoxigraph.parse(path=example_build / name, format=pyoxigraph.RdfFormat.TURTLE)
        data = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.TURTLE)
        written.parse(data=data, format="turtle")
    assert set(written) == set(graph)


def test_no_blank_nodes_and_absolute_iris(statements: set[str]) -> None:
    for statement in statements:
        assert not re.search(r"(^|\s)_:", statement.partition('"')[0])
        assert statement.startswith(f"<{DATA_BASE}")


@RDFLIB_WARNS
def test_the_evidence_is_a_graph_of_its_own_in_trig(example_build: Path) -> None:
    read = Dataset()
    read.parse(data=exported(example_build, "trig"), format="trig")
    sizes = {str(part.identifier): len(part) for part in read.graphs()}
    assert sizes[f"{DATA_BASE}evidence"] == len(Graph().parse(example_build / "evidence.ttl"))
    assert len(read.default_graph) == len(Graph().parse(example_build / "graph.ttl"))


def test_json_ld_is_plain_json(example_build: Path) -> None:
    document = json.loads(exported(example_build, "jsonld"))
    nodes = {node["id"]: node for node in document["@graph"] if "type" in node}
    paper = nodes["paper/mask-r-cnn"]
    assert (paper["title"], paper["type"], paper["issued"]) == ("Mask R-CNN", ["Paper", "ScholarlyArticle"], "2017")
    assert "dataset/MS-COCO" in paper["usesDataset"]
    assert nodes["dataset/MS-COCO"]["prefLabel"] == "MS-COCO"
    assert isinstance(nodes["dataset/MS-COCO"]["paperCount"], int)


def test_every_term_of_the_ontology_has_a_name_in_the_context() -> None:
    context = load_context()
    ontology = Graph().parse(ontology_path("kg.ttl"))
    terms = {term for term in ontology.subjects(RDF.type) if str(term).startswith(str(KG))}
    assert {context.term(str(term)) for term in terms} == {str(term).removeprefix(str(KG)) for term in terms}
    for term in (KG.usesDataset, KG.entity):
        assert context.definitions[context.term(str(term))] == {"@id": f"kg:{context.term(str(term))}", "@type": "@id"}
    assert context.term(str(URIRef("http://www.w3.org/ns/dcat#Dataset"))) == "dcat:Dataset"


@pytest.mark.parametrize("format", LINE_FORMATS)
def test_the_command_writes_what_it_prints(example_build: Path, tmp_path: Path, format: str) -> None:
    asked = ["export", "--format", format, "-o", str(example_build)]
    assert CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "file")]).output == ""
    printed = CliRunner().invoke(main, asked).stdout
    assert (tmp_path / "file").read_text(encoding="utf-8") == printed == exported(example_build, format)


def lines_of(build: Path, format: str) -> Iterable[str]:
    return list(LINE_FORMATS[format](build))


@pytest.mark.parametrize("format", LINE_FORMATS)
def test_where_there_is_no_build(tmp_path: Path, format: str) -> None:
    with pytest.raises(OutputError, match=r"build (it|the graph) first: kg build"):
        lines_of(tmp_path, format)


@pytest.mark.parametrize("format", ["jsonld", "ntriples"])
def test_a_graph_that_is_damaged(tmp_path: Path, format: str) -> None:
    (tmp_path / "graph.ttl").write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be read as Turtle"):
        lines_of(tmp_path, format)
