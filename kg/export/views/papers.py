"""The view `papers`: papers alone, joined by what they share."""

from collections.abc import Collection, Iterator, Sequence

import pyarrow as pa

from kg.engine import LocalEngine
from kg.export.html.arrange import Spot
from kg.export.views.layout import lay_out
from kg.export.views.nodes import Drawing, attributes_named, paper_size
from kg.export.views.pairs import MILLION, Pairs
from kg.export.views.view import Attribute, Edge, Node, View
from kg.ids import related_id
from kg.model import Related, Relation
from kg.relate import relate
from kg.settings import Settings
from kg.tables import Tables

__all__ = ["papers_view"]

_NODE_ATTRIBUTES = attributes_named(
    "title", "year", "venue", "authors", "community", "community_name", "degree", "strength", "url"
)
_EDGE_ATTRIBUTES = (
    Attribute("shared", tuple, "the labels of the entities that both papers mention, rarest first"),
    Attribute("shared_count", int, "how many these are"),
)
_RELATION = "related"
_LABELLED = 3


def papers_view(
    tables: Tables,
    *,
    kinds: Collection[str] = tuple(Relation),
    min_shared: int = 1,
    min_weight: float = 0.0,
    strongest: int = 10,
) -> View:
    """Return all papers, joined where they share at least `min_shared` entities of some kinds.

    The weight of an edge is that of related papers: the sum of ln(N / n) over what both mention, an entity that n of N
    papers mention; entities that more than a fifth of the papers mention do not count (`kg.relate`). An edge is kept
    where it is among the `strongest` of either paper and its weight is at least `min_weight`.
    """
    labels = {row.entity_id: row.label for row in tables.entities if row.kind in kinds}
    related = relate(
        (link for link in tables.links if link.entity_id in labels),
        engine=LocalEngine(),
        paper_count=len(tables.papers),
        max_share=Settings().related_max_share,
        per_paper=strongest,
        candidates=Settings().related_candidates,
    )
    pairs = Pairs.of(
        _table([pair for pair in related.pairs if len(pair.shared) >= min_shared and pair.weight >= min_weight])
    )
    spots = {
        row.paper_id: Spot(row.x, row.y, row.community, paper_size(pairs.degree[row.paper_id]) / 2)
        for row in tables.papers
    }
    places = lay_out(spots, pairs.edges())

    def nodes() -> Iterator[Node]:
        drawing = Drawing(tables, _NODE_ATTRIBUTES)
        return (drawing.paper(row, pairs.measures(row.paper_id, places[row.paper_id])) for row in tables.papers)

    def edges() -> Iterator[Edge]:
        for row in pairs.rows():
            a, b, shared = row["a"], row["b"], tuple(labels[entity] for entity in row["shared"])
            label = ", ".join(shared[:_LABELLED]) + ("…" if len(shared) > _LABELLED else "")
            yield Edge(related_id(a, b), a, b, _RELATION, label, row["weight"] / MILLION, (shared, len(shared)))

    return View("papers", _NODE_ATTRIBUTES, _EDGE_ATTRIBUTES, nodes, edges)


def _table(related: Sequence[Related]) -> pa.Table:
    return pa.table(
        {
            "a": pa.array([pair.paper_a for pair in related], pa.string()),
            "b": pa.array([pair.paper_b for pair in related], pa.string()),
            "weight": pa.array([round(pair.weight * MILLION) for pair in related], pa.int64()),
            "shared": pa.array([pair.shared for pair in related], pa.list_(pa.string())),
        }
    )
