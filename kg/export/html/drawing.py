"""The drawn network: a pyvis `Network` of the papers and of the entities that join enough of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt

from pyvis.network import Network

from kg.export.html.data import EntityCard, PageData, PaperCard
from kg.export.palette import community_colour
from kg.model import Relation
from kg.tables import Tables
from kg.text import clip

__all__ = ["draw_network"]

_PAPER_SHAPE = "circle"
_SHAPES = {
    Relation.DATASET: "square",
    Relation.TECHNIQUE: "triangle",
    Relation.TASK: "diamond",
    Relation.METRIC: "star",
    Relation.KEYWORD: "circle",
    Relation.REPOSITORY: "hexagon",
}
_SPACING = 62
_PAPER_LABEL_WIDTH = 44
_ENTITY_LABEL_WIDTH = 32
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
    },
    "nodes": {"shape": "custom"},
    "edges": {"smooth": False, "width": 1.5, "hoverWidth": 0, "selectionWidth": 0},
}


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps layout units to drawing units, so that a node has the same room on every map."""

    factor: float
    centre_x: float
    centre_y: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.centre_x) * self.factor, 1), round((y - self.centre_y) * self.factor, 1)


def draw_network(data: PageData, tables: Tables) -> Network:
    """Return a pyvis network with a node a paper and drawn entity, placed, and an edge a pair that is joined.

    Nodes are called by the numbers of `data`; sizes are radii in pixels at a zoom of one.
    """
    entity_numbers = range(len(data.papers), len(data.papers) + len(data.entities))
    drawn = {number for number, card in zip(entity_numbers, data.entities, strict=True) if card.drawn}
    edges = _joined_pairs(data, drawn)
    degrees = Counter(paper for paper, _ in edges)
    scale = _fit_scale(
        [
            *((row.x, row.y) for row in tables.papers),
            *((row.x, row.y) for row, card in zip(tables.entities, data.entities, strict=True) if card.drawn),
        ]
    )
    papers = (
        _paper_node(number, card, row.title, degrees[number], scale.place(row.x, row.y))
        for number, (card, row) in enumerate(zip(data.papers, tables.papers, strict=True))
    )
    entities = (
        _entity_node(number, card, scale.place(row.x, row.y))
        for number, card, row in zip(entity_numbers, data.entities, tables.entities, strict=True)
        if card.drawn
    )
    network = Network(cdn_resources="in_line")
    network.nodes = list(chain(papers, entities))
    network.edges = [{"from": paper, "to": entity} for paper, entity in edges]
    network.options = _OPTIONS
    return network


def _joined_pairs(data: PageData, drawn: set[int]) -> list[tuple[int, int]]:
    return sorted(
        {
            (number, link.entity)
            for number, card in enumerate(data.papers)
            for link in card.links
            if link.entity in drawn
        }
    )


def _fit_scale(places: Sequence[tuple[float, float]]) -> _Scale:
    if not places:
        return _Scale(1, 0, 0)
    left, right = _extent(x for x, _ in places)
    top, bottom = _extent(y for _, y in places)
    side = sqrt((right - left) * (bottom - top)) or max(right - left, bottom - top) or 1.0
    return _Scale(_SPACING * sqrt(len(places)) / side, (left + right) / 2, (top + bottom) / 2)


def _extent(values: Iterable[float]) -> tuple[float, float]:
    listed = list(values)
    return min(listed), max(listed)


def _paper_node(number: int, card: PaperCard, title: str, degree: int, place: tuple[float, float]) -> dict[str, object]:
    return {
        "id": number,
        "kind": "paper",
        "label": clip(title, _PAPER_LABEL_WIDTH),
        "shape": _PAPER_SHAPE,
        "size": round(min(5 + 1.1 * sqrt(degree), 12), 1),
        "color": community_colour(card.community),
        "x": place[0],
        "y": place[1],
    }


def _entity_node(number: int, card: EntityCard, place: tuple[float, float]) -> dict[str, object]:
    smallest = 1.2 if card.kind == Relation.KEYWORD else 2.6
    return {
        "id": number,
        "kind": card.kind,
        "label": clip(card.label, _ENTITY_LABEL_WIDTH),
        "shape": _SHAPES[Relation(card.kind)],
        "size": round(min(smallest + 1.9 * sqrt(card.papers), 26), 1),
        "color": community_colour(card.community),
        "x": place[0],
        "y": place[1],
    }
