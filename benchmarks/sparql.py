"""Ask every named question of the same graph with kg and with rdflib, in one run.

    python benchmarks/sparql.py BUILD [SECONDS]

Entity and paper parameters are asked with the most mentioned entity of their kind and the papers that have most links.
rdflib gets SECONDS (default 20) a question. Printed is a table in Markdown: milliseconds of processor time, which other
programs on the machine do not change much, the best of five for kg, and how many times less that is; where rdflib was
ended, a lower bound.
"""

import signal
import sys
import time
from collections import Counter
from pathlib import Path

from pyoxigraph import Store
from rdflib import Graph

from kg.query import answer, load
from kg.questions import NamedQuery, bind_parameters, named_queries
from kg.resources import ontology_path
from kg.tables import Tables
from kg.tables import load as load_tables


def main() -> None:
    """Measure loading and every question."""
    build, limit = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20
    tables = load_tables(build)
    start = time.process_time()
    store = load(build)
    loaded = time.process_time() - start
    start = time.process_time()
    graph = Graph().parse(build / "graph.ttl").parse(build / "evidence.ttl").parse(ontology_path("kg.ttl"))
    parsed = time.process_time() - start
    print(f"{len(tables.papers):,} papers, {len(store):,} triples\n")
    print("| question | kg, ms | rdflib, ms | ratio |\n|---|--:|--:|--:|")
    print(f"| (load) | {1000 * loaded:,.0f} | {1000 * parsed:,.0f} | {parsed / loaded:,.0f} |")
    slowest = 0.0
    for query in named_queries():
        text = bind_parameters(query.text, _values(query, tables), store)
        ours = min(_timed(store, text) for _ in range(5))
        theirs, whole = _timed_by_rdflib(graph, text, limit)
        slowest = max(slowest, ours)
        sign = "" if whole else "over "
        print(
            f"| {query.name} | {1000 * ours:.1f} | {sign}{1000 * theirs:,.0f} | {sign}{theirs / ours:,.0f} |",
            flush=True,
        )
    print(f"\nSlowest by kg: {1000 * slowest:.0f} ms")


def _values(query: NamedQuery, tables: Tables) -> dict[str, str]:
    linked = [paper for paper, _ in Counter(link.paper_id for link in tables.links).most_common(2)]
    values = {}
    for parameter in query.parameters:
        if parameter.type == "paper":
            values[parameter.name] = linked[1 if parameter.name == "other" else 0]
        elif parameter.type == "entity":
            values[parameter.name] = next(link.entity_id for link in tables.links if link.paper_id == linked[0])
        elif parameter.type in ("technique", "dataset", "task"):
            of_kind = [entity for entity in tables.entities if entity.kind == parameter.type]
            values[parameter.name] = max(of_kind, key=lambda entity: entity.paper_count).entity_id
    return values


def _timed(store: Store, text: str) -> float:
    start = time.process_time()
    answer(store, text)
    return time.process_time() - start


def _timed_by_rdflib(graph: Graph, text: str, limit: int) -> tuple[float, bool]:
    """Return seconds, and whether the whole answer came in time."""
    signal.signal(signal.SIGALRM, _end)
    signal.alarm(limit)
    start = time.process_time()
    try:
        list(graph.query(text))
        whole = True
    except TimeoutError:
        whole = False
    finally:
        signal.alarm(0)
    return time.process_time() - start, whole


def _end(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    main()
