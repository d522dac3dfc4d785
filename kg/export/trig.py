"""TriG: one file, with the evidence in a named graph, so that a store can ask with or without it."""

from collections.abc import Iterator
from pathlib import Path

from kg.errors import OutputError
from kg.export.statements import GRAPH_FILES
from kg.vocab import DATA_BASE

__all__ = ["trig_lines"]

_DIRECTIVES = ("@base ", "@prefix ")


def trig_lines(build: Path) -> Iterator[str]:
    """Yield the lines of one TriG document: the graph as the default graph, the evidence as `<evidence>`.

    Raises OutputError where the folder holds no graph.
    """
    graph, evidence = (build / name for name in GRAPH_FILES)
    seen: set[str] = set()
    for path in (graph, evidence):
        for line in _directives(path):
            if line not in seen:
                seen.add(line)
                yield line
    yield from _body(graph)
    yield ""
    yield f"<{DATA_BASE}evidence> {{"
    yield from _body(evidence)
    yield "}"


def _directives(path: Path) -> Iterator[str]:
    for line in _lines(path):
        if not line.startswith(_DIRECTIVES):
            return
        yield line


def _body(path: Path) -> Iterator[str]:
    return (line for line in _lines(path) if not line.startswith(_DIRECTIVES))


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line.removesuffix("\n")
    except OSError:
        raise OutputError(f"{path}: no such graph; build it first: kg build PATH... -o {path.parent}") from None
