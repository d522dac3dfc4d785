"""Write the same graph as Turtle with kg and with rdflib's serializer, in one run.

    python benchmarks/turtle.py BUILD [TIMES]

With TIMES the tables are written that many times over, under other identifiers, to see whether memory grows with them.
Printed are seconds of processor time, the best of three for kg, triples a second, and the peak of memory that Python
allocates while writing.
"""

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from kg.export.turtle import write_evidence, write_graph
from kg.model import Run
from kg.tables import Tables, load

RUN = Run("0.1.0", (), ())


def main() -> None:
    """Measure both writers, then kg's memory on a larger graph."""
    tables = load(Path(sys.argv[1]))
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    with tempfile.TemporaryDirectory() as folder:
        triples = _write(tables, Path(folder))
        ours = min(_seconds(lambda: _write_only(tables, Path(folder))) for _ in range(3))
        graph = Graph()
        for path in Path(folder).glob("*.ttl"):
            graph.parse(path)
        theirs = _seconds(lambda: graph.serialize(Path(folder) / "rdflib.out", format="turtle"))
        print(f"{len(tables.papers):,} papers, {triples:,} triples\n")
        print("| | kg | rdflib |\n|---|--:|--:|")
        print(f"| seconds | {ours:.2f} | {theirs:.2f} |")
        print(f"| triples a second | {triples / ours:,.0f} | {len(graph) / theirs:,.0f} |")
        print(f"| times faster | {theirs / ours:.1f} | |\n")
        for many in (1, times):
            larger = _repeated(tables, many)
            tracemalloc.start()
            _write_only(larger, Path(folder))
            peak = tracemalloc.get_traced_memory()[1] / 2**20
            tracemalloc.stop()
            print(f"{many * triples:,} triples: {peak:.1f} MiB at most while writing")


def _write_only(tables: Tables, folder: Path) -> None:
    write_graph(tables, folder / "graph.ttl")
    write_evidence(tables, folder / "evidence.ttl", RUN)


def _write(tables: Tables, folder: Path) -> int:
    """Write both files and return how many triples they hold."""
    _write_only(tables, folder)
    return sum(1 for path in folder.glob("*.ttl") for _ in parse(path=path, format=RdfFormat.TURTLE))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _repeated(tables: Tables, times: int) -> Tables:
    """Return `times` copies of the papers with their rows, each copy under identifiers of its own."""
    if times == 1:
        return tables

    def copies(rows: object, *columns: str) -> list[object]:
        return [
            row._replace(**{column: f"{getattr(row, column)}-{copy}" for column in columns})
            for copy in range(times)
            for row in rows  # type: ignore[attr-defined]
        ]

    def ordered(rows: list[object], column: str) -> list[object]:
        return sorted(rows, key=lambda row: str(getattr(row, column)))

    return Tables(
        papers=ordered(copies(tables.papers, "paper_id"), "paper_id"),  # type: ignore[arg-type]
        entities=tables.entities,
        links=ordered(copies(tables.links, "paper_id"), "paper_id"),  # type: ignore[arg-type]
        mentions=ordered(copies(tables.mentions, "paper_id"), "paper_id"),  # type: ignore[arg-type]
        related=ordered(copies(tables.related, "paper_a", "paper_b"), "paper_a"),  # type: ignore[arg-type]
        pages=ordered(copies(tables.pages, "paper_id"), "paper_id"),  # type: ignore[arg-type]
        merges=tables.merges,
    )


if __name__ == "__main__":
    main()
