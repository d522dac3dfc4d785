"""The view `papers`: papers alone, joined by what they share."""

from collections.abc import Collection, Iterator

from ibis import _

from kg.engine import LocalEngine
from kg.export.html.arrange import Spot
from kg.export.views.layout import lay_out
from kg.export.views.nodes import Drawing, attributes_named, paper_size
from kg.export.views.pairs import MILLION, Pairs, linked_pairs
from kg.export.views.view import Attribute, Edge, Node, View
from kg.ids import related_id
from kg.model import Relation
from kg.relate import related_papers
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
    where its weight is at least `min_weight` and among the `strongest` of either paper.
    """
    engine, labels = LocalEngine(), {row.entity_id: row.label for row in tables.entities if row.kind in kinds}
    related = related_papers(
        linked_pairs(tables, labels, engine),
        paper_count=len(tables.papers),
        max_share=Settings().related_max_share,
        per_paper=max(1, len(tables.papers)),
    ).rename(a="paper_a", b="paper_b")
    enough = related.filter((_.shared.length() >= min_shared) & (_.weight >= round(min_weight * MILLION)))
    pairs = Pairs.collect(enough, engine, per_node=strongest)
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
