"""N-Triples: one statement a line, for tools that read nothing else and for `sort` and `diff`."""

from collections.abc import Iterator
from pathlib import Path

from kg.export.statements import read_statements

__all__ = ["ntriples_lines"]


def ntriples_lines(build: Path) -> Iterator[str]:
    """Yield the statements of graph and evidence in the order of the files, without line ends.

    Raises OutputError where the folder holds no readable graph.
    """
    return (f"{triple} ." for triple in read_statements(build))
