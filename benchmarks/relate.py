"""Relate the papers of a build with kg and with one plain join of all pairs, each in a process of its own.

    python benchmarks/relate.py BUILD [CANDIDATES ...]

Printed are, for the plain join in DuckDB and for kg with each number of papers that a paper is compared with at most
(5,000 by default), seconds of processor time, the peak of memory beyond the links, the pairs, and how many of the plain
join's are among them.
"""

import resource
import sys
import time
from collections.abc import Set
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import duckdb

from kg.engine import LocalEngine
from kg.incidence import Incidence
from kg.relate import relate
from kg.settings import Settings
from kg.tables import load

Pairs = Set[tuple[str, str]]

PLAIN = """
with linked as (select distinct paper_id, entity_id from links),
weighed as (
  select paper_id, entity_id, round(ln($papers / n) * 1000000)::bigint as idf
  from linked join (select entity_id, count(*) as n from linked group by all) using (entity_id)
  where n > 1 and n <= greatest(2, $share * $papers)
),
pairs as (
  select a.paper_id as a, b.paper_id as b, sum(a.idf) as weight, list(a.entity_id order by a.idf desc, a.entity_id)
  from weighed a join weighed b on a.entity_id = b.entity_id and a.paper_id < b.paper_id group by all
),
sides as (select a as own, b as other, * from pairs union all select b, a, * from pairs)
select distinct a, b from sides
qualify row_number() over (partition by own order by weight desc, other) <= $most
"""


def main() -> None:
    """Print both."""
    build = Path(sys.argv[1])
    limits = [int(limit) for limit in sys.argv[2:]] or [Settings().related_candidates]
    print("| | seconds | MiB | pairs | of the plain join's |\n|---|--:|--:|--:|--:|")
    plain = _print("one plain join", build, None, None)
    for limit in limits:
        _print(f"kg, at most {limit:,} a paper", build, limit, plain)


def _print(name: str, build: Path, candidates: int | None, plain: Pairs | None) -> Pairs:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        seconds, memory, pairs = pool.submit(_measured, build, candidates).result()
    kept = f"{len(pairs & plain) / len(plain):.1%}" if plain else ""
    print(f"| {name} | {seconds:.1f} | {memory:,.0f} | {len(pairs):,} | {kept} |")
    return pairs


def _measured(build: Path, candidates: int | None) -> tuple[float, float, Pairs]:
    tables, settings = load(build), Settings()
    papers = len(tables.papers)
    incidence = Incidence.of(tables.links)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    if candidates is None:
        pairs = _joined(build, papers, settings)
    else:
        related = relate(
            incidence,
            engine=LocalEngine(),
            paper_count=papers,
            max_share=settings.related_max_share,
            per_paper=settings.related_per_paper,
            candidates=candidates,
        )
        pairs = {(pair.paper_a, pair.paper_b) for pair in related.pairs}
    seconds = time.process_time() - start
    return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, pairs


def _joined(build: Path, papers: int, settings: Settings) -> Pairs:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    links = connection.read_parquet(str(build / "tables" / "links.parquet"))
    chosen = {"papers": papers, "share": settings.related_max_share, "most": settings.related_per_paper}
    return set(links.query("links", f"select * from ({_with_values(PLAIN, chosen)})").fetchall())


def _with_values(query: str, values: dict[str, float]) -> str:
    for name, value in values.items():
        query = query.replace(f"${name}", str(value))
    return query


if __name__ == "__main__":
    main()
