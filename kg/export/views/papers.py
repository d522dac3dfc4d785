"""The view `papers`: papers alone, joined by what they share."""

from collections.abc import Collection, Iterator

from kg.engine import LocalEngine
from kg.export.views.nodes import Drawing, attributes_named, paper_size
from kg.export.views.pairs import measure_pairs
from kg.export.views.view import Attribute, Edge, Node, View
from kg.ids import related_id
from kg.incidence import Incidence
from kg.model import Relation
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
    """Return all papers, joined by the entities of some kinds that they share.

    The weight of an edge is that of related papers: the sum of ln(N / n) over what both mention, an entity that n of N
    papers mention; entities that more than a fifth of the papers mention do not count (`kg.relate`). An edge is among
    the `strongest` of either paper, weighs at least `min_weight` and stands for at least `min_shared` entities.
    """
    labels = {row.entity_id: row.label for row in tables.entities if row.kind in kinds}
    related = relate(
        Incidence.of(link for link in tables.links if link.entity_id in labels),
        engine=LocalEngine(),
        paper_count=len(tables.papers),
        max_share=Settings().related_max_share,
        per_paper=strongest,
        candidates=Settings().related_candidates,
    )
    kept = [pair for pair in related.pairs if pair.weight >= min_weight and len(pair.shared) >= min_shared]
    measures = measure_pairs(
        {row.paper_id: row for row in tables.papers},
        [(pair.paper_a, pair.paper_b, pair.weight) for pair in kept],
        size=lambda _, degree: paper_size(degree),
    )

    def nodes() -> Iterator[Node]:
        drawing = Drawing(tables, _NODE_ATTRIBUTES)
        return (drawing.paper(row, measures[row.paper_id]) for row in tables.papers)

    def edges() -> Iterator[Edge]:
        for pair in kept:
            shared = tuple(labels[entity] for entity in pair.shared)
            label = ", ".join(shared[:_LABELLED]) + ("…" if len(shared) > _LABELLED else "")
            identifier = related_id(pair.paper_a, pair.paper_b)
            told = shared, len(shared)
            yield Edge(identifier, pair.paper_a, pair.paper_b, _RELATION, label, pair.weight, told)

    return View("papers", _NODE_ATTRIBUTES, _EDGE_ATTRIBUTES, nodes, edges)
