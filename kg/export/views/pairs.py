"""Pairs of nodes: what two have in common, and which pairs are worth an edge (one-mode projections of the links)."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from kg.engine import LocalEngine
from kg.export.views.nodes import Measures
from kg.tables import Tables

__all__ = ["MILLION", "Pairs", "linked_pairs"]

MILLION = 1_000_000
"""Weights are whole millionths while they are compared and added up, so that no order of rows changes them."""

_BATCH = 10_000


def linked_pairs(tables: Tables, entities: Collection[str], engine: LocalEngine) -> Table:
    """Return paper_id and entity_id of the links to some entities, a table that expressions are written over."""
    rows = {(link.paper_id, link.entity_id) for link in tables.links if link.entity_id in entities}
    papers, linked = (pa.array([row[side] for row in sorted(rows)], pa.string()) for side in (0, 1))
    return engine.table(pa.table({"paper_id": papers, "entity_id": linked}), "links")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows with at least the columns a, b (a < b) and weight (millionths), sorted; how many and how much a node has."""

    table: pa.Table
    degree: Counter[str]
    strength: Counter[str]

    @classmethod
    def collect(cls, pairs: Table, engine: LocalEngine, *, per_node: int) -> "Pairs":
        """Run an expression, keeping the pairs among the `per_node` of most weight of one of their two nodes."""
        return cls.of(engine.collect(_strongest(pairs, per_node).order_by("a", "b")))

    @classmethod
    def of(cls, table: pa.Table) -> "Pairs":
        """Count what the rows of a table make of their nodes."""
        degree: Counter[str] = Counter()
        strength: Counter[str] = Counter()
        for row in _rows(table.select(["a", "b", "weight"])):
            for end in (row["a"], row["b"]):
                degree[end] += 1
                strength[end] += row["weight"]
        return cls(table, degree, strength)

    def edges(self) -> list[tuple[str, str, float]]:
        """Return the two nodes and the weight of every pair."""
        return [(row["a"], row["b"], row["weight"] / MILLION) for row in _rows(self.table.select(["a", "b", "weight"]))]

    def measures(self, node: str, place: tuple[float, float]) -> Measures:
        """Return what the pairs make of a node that stands at a place."""
        return Measures(self.degree[node], self.strength[node] / MILLION, *place)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows one after the other, without making Python objects of all at once."""
        return _rows(self.table)


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _strongest(pairs: Table, per_node: int) -> Table:
    sides = ibis.union(
        pairs.select(node="a", other="b", weight="weight", a="a", b="b"),
        pairs.select(node="b", other="a", weight="weight", a="a", b="b"),
    )
    rank = ibis.row_number().over(ibis.window(group_by="node", order_by=[ibis.desc("weight"), ibis.asc("other")]))
    kept = sides.mutate(rank=rank).filter(_.rank < per_node).select("a", "b").distinct()
    return pairs.semi_join(kept, ["a", "b"])
