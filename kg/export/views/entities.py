"""The view `entities`: entities alone, joined where papers mention both (co-occurrence).

How much more often than by chance two occur together is told in two ways. With c papers that mention both, n_a and n_b
that mention each, of N papers:

- association strength, c N / (n_a n_b): 1 is as often as by chance (van Eck and Waltman, "How to normalize cooccurrence
  data?", 2009);
- normalised pointwise mutual information, ln(c N / (n_a n_b)) / -ln(c / N): -1 never, 0 as by chance, 1 always (Bouma,
  "Normalized (pointwise) mutual information in collocation extraction", 2009).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
from ibis import _

from kg.engine import LocalEngine
from kg.export.palette import community_colour
from kg.export.views.nodes import Drawing, attributes_named, entity_size
from kg.export.views.pairs import measure_pairs
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

    An edge has a `weight` (one of `WEIGHTS`) above 0 and of at least `min_weight`, among the `strongest` of either
    entity. Entities that keep no edge are left out. Nodes have the colour of their community.
    """
    rows = {row.entity_id: row for row in tables.entities if row.kind in kinds and row.paper_count >= min_papers}
    kept = [
        pair
        for pair in _strongest(_cooccurrences(tables, rows, min_shared), weight, strongest)
        if getattr(pair, weight) >= min_weight
    ]
    ends = {end for pair in kept for end in (pair.a, pair.b)}
    shown = {entity: row for entity, row in rows.items() if entity in ends}
    measures = measure_pairs(
        shown,
        [(pair.a, pair.b, getattr(pair, weight)) for pair in kept],
        size=lambda entity, _: entity_size(shown[entity].paper_count),
    )

    def nodes() -> Iterator[Node]:
        drawing = Drawing(tables, _NODE_ATTRIBUTES)
        for entity, row in shown.items():
            yield drawing.entity(row, measures[entity], colour=community_colour(row.community))

    def edges() -> Iterator[Edge]:
        for pair in kept:
            identifier, label = cooccurrence_id(pair.a, pair.b), f"{pair.papers} papers"
            yield Edge(identifier, pair.a, pair.b, _RELATION, label, float(getattr(pair, weight)), pair[2:])

    return View("entities", _NODE_ATTRIBUTES, _EDGE_ATTRIBUTES, nodes, edges)


class _Cooccurrence(NamedTuple):
    """Two entities (a < b), the papers that mention both, and how far that is from chance."""

    a: str
    b: str
    papers: int
    association_strength: float
    npmi: float


def _cooccurrences(tables: Tables, entities: Collection[str], min_shared: int) -> list[_Cooccurrence]:
    """Return the pairs of some entities that at least `min_shared` papers mention, sorted."""
    engine, total = LocalEngine(), len(tables.papers)
    rows = sorted({(link.paper_id, link.entity_id) for link in tables.links if link.entity_id in entities})
    papers, mentioned = (pa.array([row[side] for row in rows], pa.string()) for side in (0, 1))
    linked = engine.table(pa.table({"paper": papers, "entity": mentioned}), "links")
    often = linked.join(linked.group_by("entity").agg(n=_.count()).filter(_.n >= min_shared), "entity")
    other = often.select(paper="paper", b="entity", n_b="n")
    both = often.select(paper="paper", a="entity", n_a="n").join(other, "paper").filter(_.a < _.b)
    counted = both.group_by("a", "b", "n_a", "n_b").agg(papers=_.count()).filter(_.papers >= min_shared)
    return [
        _Cooccurrence(row["a"], row["b"], row["papers"], *_measures(row["papers"], row["n_a"], row["n_b"], total))
        for row in engine.collect(counted.order_by("a", "b")).to_pylist()
    ]


def _measures(both: int, of_a: int, of_b: int, total: int) -> tuple[float, float]:
    """Return association strength and normalised pointwise mutual information.

    >>> _measures(2, 4, 5, 100)
    (10.0, 0.588592)
    """
    strength = both * total / (of_a * of_b)
    npmi = math.log(strength) / -math.log(both / total) if both < total else 1.0
    return round(strength, 6), round(npmi, 6)


def _strongest(pairs: Sequence[_Cooccurrence], weight: str, most: int) -> list[_Cooccurrence]:
    """Keep the pairs that weigh more than nothing and are among the `most` strongest of either entity."""
    sides: dict[str, list[tuple[float, str, _Cooccurrence]]] = defaultdict(list)
    for pair in pairs:
        if getattr(pair, weight) > 0:
            sides[pair.a].append((-getattr(pair, weight), pair.b, pair))
            sides[pair.b].append((-getattr(pair, weight), pair.a, pair))
    return sorted({pair for found in sides.values() for _, _, pair in sorted(found)[:most]})
