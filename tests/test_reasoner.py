"""The ontology before a reasoner: it is OWL 2 DL, every class can have members, the example contradicts nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import owlready2
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from kg.resources import ontology_path
from kg.vocab import DATA_BASE, KG

pytestmark = pytest.mark.skipif(
    not shutil.which("java"), reason="java (Debian package default-jre-headless) is missing"
)

PROFILE = Path(__file__).parent / "dl_profile.py"


@pytest.fixture
def ontology() -> Graph:
    return Graph().parse(ontology_path("kg.ttl"))


def unsatisfiable(graph: Graph, folder: Path) -> set[str]:
    """Return the classes that can have no members, as HermiT finds them; raise where the graph contradicts itself."""
    path = folder / "graph.nt"
    path.write_text(graph.serialize(format="nt"), encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    owlready2.sync_reasoner_hermit(world, debug=0)
    return {found.iri for found in world.inconsistent_classes()}


def violations(graph: Graph, folder: Path) -> str:
    path = folder / "ontology.ttl"
    graph.serialize(path, format="turtle")
    done = subprocess.run([sys.executable, PROFILE, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_ontology_is_owl_2_dl(ontology: Graph, tmp_path: Path) -> None:
    assert violations(ontology, tmp_path) == ""


def test_what_is_not_owl_2_dl_is_found(ontology: Graph, tmp_path: Path) -> None:
    ontology.add((KG.relatedTo, RDF.type, OWL.TransitiveProperty))
    assert "relatedTo" in violations(ontology, tmp_path)


def test_every_class_can_have_members(ontology: Graph, tmp_path: Path) -> None:
    assert unsatisfiable(ontology, tmp_path) == set()


def test_a_class_that_can_have_none_is_found(ontology: Graph, tmp_path: Path) -> None:
    odd = URIRef(f"{DATA_BASE}odd")
    for axiom in ((RDF.type, OWL.Class), (RDFS.subClassOf, KG.Paper), (RDFS.subClassOf, KG.Entity)):
        ontology.add((odd, *axiom))
    assert str(odd) in unsatisfiable(ontology, tmp_path)


def test_the_example_graph_contradicts_nothing(ontology: Graph, tmp_path: Path, example_build: Path) -> None:
    graph = ontology.parse(example_build / "graph.ttl").parse(example_build / "evidence.ttl")
    assert unsatisfiable(graph, tmp_path) == set()


def test_a_graph_that_contradicts_the_ontology_is_found(ontology: Graph, tmp_path: Path) -> None:
    ontology.add((URIRef(f"{DATA_BASE}paper/a"), KG.usesDataset, URIRef(f"{DATA_BASE}paper/b")))
    ontology.add((URIRef(f"{DATA_BASE}paper/b"), KG.usesDataset, URIRef(f"{DATA_BASE}dataset/c")))
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(ontology, tmp_path)
