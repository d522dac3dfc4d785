"""Compute what builds of a million papers and more take, from what was measured of smaller ones.

    python benchmarks/plan.py

Printed are the tables of docs/scale.md, in Markdown. The constants hold what was measured, and of how many papers; the
rest is arithmetic. A test compares the tables with the page.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["MEASURED", "SIZES", "plan"]

SIZES = (1_000_000, 10_000_000, 250_000_000)
CORES = (2, 64, 1000)
_HOUR = 3600.0
_MEASURED_AT = 85_543


Row = tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of a stage, ms a paper; `spreads` where parts of it run on many cores, machines too."""

    milliseconds: float
    spreads: bool
    with_logarithm: bool = False

    def hours(self, papers: int) -> float:
        """Return processor hours for so many papers; the work grows as they do, or as n log n."""
        growth = math.log(papers) / math.log(_MEASURED_AT) if self.with_logarithm else 1.0
        return self.milliseconds * growth * papers / 1000 / _HOUR


MEASURED: Mapping[str, Cost] = {
    "extract": Cost(35.1, spreads=True),
    "resolve": Cost(0.51, spreads=False),
    "relate": Cost(4.5, spreads=True),
    "measure": Cost(0.38, spreads=False, with_logarithm=True),
    "tables": Cost(0.25, spreads=True),
    "graph.ttl, evidence.ttl": Cost(0.67, spreads=True),
    "graph.graphml": Cost(0.22, spreads=False),
    "graph.html and its pages": Cost(0.92, spreads=True),
}
"""Stages, at 85,543 papers. Relating is at its limit: 5,000 papers to compare a paper with, 0.9 microseconds each."""

BYTES: Mapping[str, float] = {
    "tables, Parquet": 1_429,
    "graph.ttl": 10_344,
    "evidence.ttl": 20_873,
    "graph.graphml": 6_748,
    "pages of communities": 4_115,
}
"""Bytes a paper of the outputs, at 85,543 papers."""

TRIPLES = {"graph": 179, "evidence": 480}
"""Triples a paper, at 5,000 papers."""

MEMORY: Mapping[str, float] = {"papers": 3_000, "measure": 4_900}
"""Bytes a paper: the papers as they were read, and what the map holds at its peak, at 85,541 papers."""

A_FORM = 1_600
"""Bytes that resolving holds for a form of a name at its peak."""

FORMS = {5_000: 43_740, 85_541: 395_322}
"""How many forms of names so many papers have."""

ENTITIES = {5_000: 18_452, 85_541: 167_072}
"""How many entities so many papers have."""

PAGE_BASE, PAGE_A_NAME, PAPERS_A_PAGE = 5_130_000, 37.6, 972
"""Bytes of the overview without the index of all names, bytes of the index a name (the overview has 6.0 MB at 5,000
papers, 14.6 MB at 85,541), and papers that a page of a community has (88 pages at 85,541)."""


def plan() -> str:
    """Return the tables of the plan, in Markdown."""
    return "\n\n".join([_hours(), _on_cores(), _memory(), _storage(), _page()]) + "\n"


def _hours() -> str:
    rows: list[Row] = [
        (stage, *map(cost.hours, SIZES), "yes" if cost.spreads else "one core") for stage, cost in MEASURED.items()
    ]
    rows.append(("all", *(sum(cost.hours(papers) for cost in MEASURED.values()) for papers in SIZES), ""))
    return _table(["processor hours", *_size_names(), "on many cores"], rows)


def _on_cores() -> str:
    """Return hours from start to end: what spreads on all cores, what does not on one of them, after that."""
    rows: list[Row] = [(f"{cores:,} cores", *(_elapsed(papers, cores) for papers in SIZES)) for cores in CORES]
    return _table(["hours from start to end", *_size_names()], rows)


def _elapsed(papers: int, cores: int) -> float:
    return sum(cost.hours(papers) / (cores if cost.spreads else 1) for cost in MEASURED.values())


def _memory() -> str:
    rows: list[Row] = [("forms of names, millions", *(_grown(FORMS, papers) / 1e6 for papers in SIZES))]
    rows += [("resolve, GB", *(A_FORM * _grown(FORMS, papers) / 1e9 for papers in SIZES))]
    rows += [(f"{stage}, GB", *(bytes_ * papers / 1e9 for papers in SIZES)) for stage, bytes_ in MEMORY.items()]
    return _table(["memory of one machine", *_size_names()], rows)


def _storage() -> str:
    rows: list[Row] = [(f"{name}, GB", *(bytes_ * papers / 1e9 for papers in SIZES)) for name, bytes_ in BYTES.items()]
    rows += [
        (f"triples of the {name}, millions", *(each * papers / 1e6 for papers in SIZES))
        for name, each in TRIPLES.items()
    ]
    return _table(["storage", *_size_names()], rows)


def _page() -> str:
    rows: list[Row] = [
        ("entities, millions", *(_grown(ENTITIES, papers) / 1e6 for papers in SIZES)),
        (
            "overview with all names in it, MB",
            *((PAGE_BASE + PAGE_A_NAME * (papers + _grown(ENTITIES, papers))) / 1e6 for papers in SIZES),
        ),
        ("pages of communities, thousands", *(papers / PAPERS_A_PAGE / 1e3 for papers in SIZES)),
    ]
    return _table(["page", *_size_names()], rows)


def _grown(measured: Mapping[int, int], papers: int) -> float:
    """Return how many there are in so many papers, by Heaps' law through the two sizes measured."""
    (few, of_few), (many, of_many) = measured.items()
    exponent = math.log(of_many / of_few) / math.log(many / few)
    return float(of_many * (papers / many) ** exponent)


def _size_names() -> list[str]:
    return [f"{papers // 1_000_000:,} M papers" for papers in SIZES]


def _table(head: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


if __name__ == "__main__":
    print(plan(), end="")
