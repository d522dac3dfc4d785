"""Papers that share entities: how strongly, and which entities make it.

The weight of a pair is the sum of the inverse document frequencies of what both mention, ln(N / n) for an entity that n
of N papers mention (Spärck Jones, "A statistical interpretation of term specificity", 1972). It is kept in whole
millionths while it is added up, so that no order of rows changes it.
"""

from collections.abc import Iterable

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from kg.engine import Engine
from kg.model import Link, Related

__all__ = ["relate", "related_papers"]

_MILLION = 1_000_000


def related_papers(links: Table, *, paper_count: int, max_share: float, per_paper: int) -> Table:
    """Return the expression of related papers over a table of links (paper_id, entity_id).

    Columns: paper_a < paper_b, weight (millionths), shared (list of entity_id, rarest first). A pair is kept where it
    is among the `per_paper` strongest of either paper; entities that more than `max_share` of the papers mention do
    not count, unless only two papers do.
    """
    pairs = links.select("paper_id", "entity_id").distinct()
    frequency = pairs.group_by("entity_id").agg(papers=_.count())
    most = max(2, int(max_share * paper_count))
    telling = frequency.filter((_.papers > 1) & (_.papers <= most))
    idf = (paper_count / telling.papers.cast("float64")).ln() * _MILLION
    weighted = pairs.join(telling.mutate(idf=idf.round().cast("int64")), "entity_id").select(
        "paper_id", "entity_id", "idf"
    )
    other = weighted.view()
    shared = weighted.join(other, [weighted.entity_id == other.entity_id, weighted.paper_id < other.paper_id]).select(
        paper_a=weighted.paper_id, paper_b=other.paper_id, entity_id=weighted.entity_id, idf=weighted.idf
    )
    related = shared.group_by("paper_a", "paper_b").agg(
        weight=_.idf.sum().cast("int64"), shared=ibis.struct({"rank": -_.idf, "entity_id": _.entity_id}).collect()
    )
    related = related.mutate(shared=_.shared.sort().map(lambda entity: entity.entity_id))
    return related.join(_strongest(related, per_paper), ["paper_a", "paper_b"]).order_by("paper_a", "paper_b")


def relate(
    links: Iterable[Link], *, engine: Engine, paper_count: int, max_share: float, per_paper: int
) -> list[Related]:
    """Return the related papers, sorted; see `related_papers`."""
    rows = [(link.paper_id, link.entity_id) for link in links]
    table = pa.table(
        {
            "paper_id": pa.array([row[0] for row in rows], pa.string()),
            "entity_id": pa.array([row[1] for row in rows], pa.string()),
        }
    )
    expression = related_papers(
        engine.table(table, "links"), paper_count=paper_count, max_share=max_share, per_paper=per_paper
    )
    found = engine.collect(expression).select(["paper_a", "paper_b", "weight", "shared"]).to_pylist()
    return [Related(row["paper_a"], row["paper_b"], row["weight"] / _MILLION, tuple(row["shared"])) for row in found]


def _strongest(related: Table, per_paper: int) -> Table:
    """Return the pairs that are among the `per_paper` strongest of one of their papers."""
    sides = ibis.union(
        related.select(paper="paper_a", other="paper_b", weight="weight", paper_a="paper_a", paper_b="paper_b"),
        related.select(paper="paper_b", other="paper_a", weight="weight", paper_a="paper_a", paper_b="paper_b"),
    )
    rank = ibis.row_number().over(ibis.window(group_by="paper", order_by=[ibis.desc("weight"), ibis.asc("other")]))
    return sides.mutate(rank=rank).filter(_.rank < per_paper).select("paper_a", "paper_b").distinct()
