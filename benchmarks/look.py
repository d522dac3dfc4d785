"""What the tables answer, beside the question in SPARQL that gives the same, in one run.

    python benchmarks/look.py BUILD

Milliseconds of processor time: of the first call, which reads what it needs, and the median of five more.
"""

import statistics
import sys
import time
from collections.abc import Callable

import kg

REPEATS = 5


def main(folder: str) -> None:
    """Print a row for each call and for the question beside it."""
    title = str(kg.load(folder).papers["title"].iloc[0])
    other = str(kg.load(folder).papers["title"].iloc[1])
    calls: dict[str, Callable[[kg.KnowledgeGraph], object]] = {
        "similar": lambda graph: graph.similar(title),
        "query related-papers": lambda graph: graph.query("related-papers", paper=title),
        "explain": lambda graph: graph.explain(title, other),
        "query shared-by-two-papers": lambda graph: graph.query("shared-by-two-papers", paper=title, other=other),
        "gaps": lambda graph: graph.gaps(papers=6),
        "query gaps": lambda graph: graph.query("gaps", papers=6),
        "trends": lambda graph: graph.trends(since=2020),
        "query rising-terms": lambda graph: graph.query("rising-terms", since=2020),
        "path": lambda graph: graph.path(title, other),
        "paper": lambda graph: graph.paper(title),
    }
    print(f"{'call':28} {'first':>9} {'then':>9}")
    for name, call in calls.items():
        graph = kg.load(folder)
        first, *more = [_milliseconds(call, graph) for _ in range(1 + REPEATS)]
        print(f"{name:28} {first:>9,.0f} {statistics.median(more):>9,.0f}")


def _milliseconds(call: Callable[[kg.KnowledgeGraph], object], graph: kg.KnowledgeGraph) -> float:
    start = time.process_time()
    call(graph)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main(sys.argv[1])
