"""The statements of a built graph, read as a stream from its Turtle: what the other RDF formats are made of."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import OutputError

__all__ = ["GRAPH_FILES", "read_statements"]

GRAPH_FILES = ("graph.ttl", "evidence.ttl")
"""The files of a build that hold its graph; no statement is in both."""


def read_statements(build: Path) -> Iterator[Triple]:
    """Yield the statements of the build in the folder `build`, those of one subject together, as the files have them.

    Raises OutputError where a file is missing or not Turtle.
    """
    for name in GRAPH_FILES:
        path = build / name
        if not path.is_file():
            raise OutputError(f"{path}: no such graph; build it first: kg build PATH... -o {build}")
        try:
            for quad in parse(path=path, format=RdfFormat.TURTLE):
                yield quad.triple
        except (SyntaxError, OSError) as error:
            raise OutputError(f"{path}: cannot be read as Turtle ({error}); build the graph again") from None
