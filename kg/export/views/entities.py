"""The view `entities`: entities alone, joined where papers mention both (co-occurrence).

How much more often than by chance two occur together is told in two ways. With c papers that mention both, n_a and n_b
that mention each, of N papers:

- association strength, c N / (n_a n_b): 1 is as often as by chance (van Eck and Waltman, "How to normalize cooccurrence
  data?", 2009);
- normalised pointwise mutual information, ln(c N / (n_a n_b)) / -ln(c / N): -1 never, 0 as by chance, 1 always (Bouma,
  "Normalized (pointwise) mutual information in collocation extraction", 2009).
"""

from collections.abc import Collection, Iterator

import ibis
from ibis import _
from ibis.expr.types import Table

from kg.engine import LocalEngine
from kg.export.html.arrange import Spot
from kg.export.palette import community_colour
from kg.export.views.layout import lay_out
from kg.export.views.nodes import Drawing, attributes_named, entity_size
from kg.export.views.pairs import MILLION, Pairs, linked_pairs
from kg.export.views.view import Attribute, Edge, Node, View
from kg.ids import cooccurrence_id
from kg.model import Relation
from kg.tables import Tables

__all__ = ["WEIGHTS", "entities_view"]

_NODE_ATTRIBUTES = attributes_named(
    "title", "aliases", "community", "community_name", "degree", "strength", "paper_count", "url"
)
_EDGE_ATTRIBUTES = (
    Attribute("papers", int, "papers that mention both"),
    Attribute("association_strength", float, "how many times as often as by chance that is"),
    Attribute("npmi", float, "normalised pointwise mutual information of the two, -1 to 1"),
)
_RELATION = "co-occurrence"
WEIGHTS = ("papers", "association_strength", "npmi")
"""What an edge may weigh: an attribute of edges."""


def entities_view(
    tables: Tables,
    *,
    kinds: Collection[str] = tuple(Relation),
    min_papers: int = 2,
    min_shared: int = 2,
    min_weight: float = 0.0,
    strongest: int = 10,
    weight: str = "papers",
) -> View:
    """Return the entities of some kinds that `min_papers` papers mention, joined where `min_shared` mention both.

    An edge is kept where its `weight` (one of `WEIGHTS`) is above 0, at least `min_weight`, and among the `strongest`
    of either entity. Entities that keep no edge are left out. Nodes have the colour of their community.
    """
    engine, total = LocalEngine(), len(tables.papers)
    counted = {row.entity_id: row for row in tables.entities if row.kind in kinds and row.paper_count >= min_papers}
    together = _cooccurrences(linked_pairs(tables, counted, engine), total, min_shared)
    weighed = together.mutate(weight=(_[weight] * MILLION).round().cast("int64"))
    enough = weighed.filter((_.weight > 0) & (_.weight >= round(min_weight * MILLION)))
    pairs = Pairs.collect(enough, engine, per_node=strongest)
    rows = [row for row in tables.entities if pairs.degree[row.entity_id]]
    spots = {row.entity_id: Spot(row.x, row.y, row.community, entity_size(row.paper_count) / 2) for row in rows}
    places = lay_out(spots, pairs.edges())

    def nodes() -> Iterator[Node]:
        drawing = Drawing(tables, _NODE_ATTRIBUTES)
        for row in rows:
            measures = pairs.measures(row.entity_id, places[row.entity_id])
            yield drawing.entity(row, measures, colour=community_colour(row.community))

    def edges() -> Iterator[Edge]:
        for row in pairs.rows():
            told = row["papers"], round(row["association_strength"], 6), round(row["npmi"], 6)
            label = f"{row['papers']} papers"
            yield Edge(
                cooccurrence_id(row["a"], row["b"]),
                row["a"],
                row["b"],
                _RELATION,
                label,
                row["weight"] / MILLION,
                told,
            )

    return View("entities", _NODE_ATTRIBUTES, _EDGE_ATTRIBUTES, nodes, edges)


def _cooccurrences(linked: Table, total: int, min_shared: int) -> Table:
    """Return the pairs of entities (a < b) that at least `min_shared` papers mention, with the measures of both."""
    counts = linked.group_by("entity_id").agg(n=_.count())
    often = linked.join(counts, "entity_id").filter(_.n >= min_shared).select("paper_id", "entity_id", "n")
    other = often.view()
    joined = often.join(other, [often.paper_id == other.paper_id, often.entity_id < other.entity_id]).select(
        a=often.entity_id, b=other.entity_id, n_a=often.n, n_b=other.n
    )
    together = joined.group_by("a", "b", "n_a", "n_b").agg(papers=_.count()).filter(_.papers >= min_shared)
    strength = _.papers * float(total) / (_.n_a * _.n_b)
    share = _.papers / float(total)
    measured = together.mutate(association_strength=strength)
    return measured.mutate(npmi=ibis.ifelse(_.papers < total, _.association_strength.ln() / -share.ln(), 1.0))
