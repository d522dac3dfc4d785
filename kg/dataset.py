"""A build as an RDF dataset: the named graphs that it is served and published as."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import OutputError
from kg.resources import ontology_path
from kg.vocab import DATA_BASE, ONTOLOGY

__all__ = ["EVIDENCE_GRAPH", "MAIN_GRAPH", "BuiltGraph", "built_graphs"]

MAIN_GRAPH = f"{DATA_BASE}graph"
EVIDENCE_GRAPH = f"{DATA_BASE}evidence"


@dataclass(frozen=True, slots=True)
class BuiltGraph:
    """A graph: the IRI that names it, and the Turtle file that holds it."""

    iri: str
    path: Path


def built_graphs(build: Path) -> Sequence[BuiltGraph]:
    """Return the graphs of the build in the folder `build`: papers and links, evidence, ontology.

    No triple is in two of them. Raises OutputError where one of them is missing.
    """
    graphs = (
        BuiltGraph(MAIN_GRAPH, build / "graph.ttl"),
        BuiltGraph(EVIDENCE_GRAPH, build / "evidence.ttl"),
        BuiltGraph(ONTOLOGY, ontology_path("kg.ttl")),
    )
    for graph in graphs:
        if not graph.path.is_file():
            raise OutputError(f"{graph.path}: no such graph; build it first: kg build PATH... -o {build}")
    return graphs
