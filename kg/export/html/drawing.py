"""The drawn network: a pyvis `Network` of the papers and the entities that can stand on the map."""

from collections import Counter
from collections.abc import Iterable
from math import sqrt

from pyvis.network import Network

from kg.export.html.arrange import Spot, arrange
from kg.export.html.data import EntityCard, PageData
from kg.model import Relation
from kg.tables import Tables

__all__ = ["draw_network"]

_MOST_NODES = 5000
_SMALLEST, _SMALLEST_KEYWORD, _LARGEST = 2.6, 1.2, 26.0
_GROWTH = 1.9
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": False,
        "selectable": False,
        "keyboard": {"enabled": False},
    },
    "nodes": {"shape": "custom"},
    "edges": {"smooth": False},
}


def draw_network(data: PageData, tables: Tables) -> Network:
    """Return a pyvis network with a node a paper and entity, placed, and an edge a pair that is joined.

    What joins too few papers for the first view is in it too, as far as the page carries it (5,000 nodes): readers ask
    for it by a filter. Nodes are called by the numbers of `data`; sizes are radii in pixels at a zoom of one.
    """
    everything = len(data.papers) + len(data.entities) <= _MOST_NODES
    first = len(data.papers)
    entities = [
        (number, card, row)
        for number, (card, row) in enumerate(zip(data.entities, tables.entities, strict=True), start=first)
        if card.drawn or everything
    ]
    numbers = [*range(first), *(number for number, _, _ in entities)]
    joined = {(number, link.entity) for number, card in enumerate(data.papers) for link in card.links}
    drawable = set(numbers)
    edges = sorted((paper, entity) for paper, entity in joined if entity in drawable)
    degrees = Counter(paper for paper, _ in edges)
    spots = [
        Spot(row.x, row.y, row.community, _paper_size(degrees[number])) for number, row in enumerate(tables.papers)
    ]
    growth = _entity_growth(card for _, card, _ in entities)
    spots += [Spot(row.x, row.y, row.community, _entity_size(card, growth), card.drawn) for _, card, row in entities]
    network = Network(cdn_resources="in_line")
    network.nodes = [
        {"id": number, "x": x, "y": y, "size": spot.size}
        for number, spot, (x, y) in zip(numbers, spots, arrange(spots), strict=True)
    ]
    network.edges = [{"from": paper, "to": entity} for paper, entity in edges]
    network.options = _OPTIONS
    return network


def _paper_size(degree: int) -> float:
    return round(min(5 + 0.8 * sqrt(degree), 11), 1)


def _entity_growth(cards: Iterable[EntityCard]) -> float:
    """Return how much an entity grows with the root of its papers: less where the largest would be too large."""
    most = max((card.papers for card in cards), default=1)
    return min(_GROWTH, (_LARGEST - _SMALLEST) / sqrt(most))


def _entity_size(card: EntityCard, growth: float) -> float:
    smallest = _SMALLEST_KEYWORD if card.kind == Relation.KEYWORD else _SMALLEST
    return round(smallest + growth * sqrt(card.papers), 1)
