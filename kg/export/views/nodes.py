"""How papers and entities are drawn and what they tell, the same in every view."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.export.communities import community_names
from kg.export.palette import community_colour
from kg.export.views.view import Attribute, Node, Value
from kg.tables import EntityRow, PaperRow, Tables
from kg.text import clip
from kg.vocab import DATA_BASE

__all__ = ["NODE_ATTRIBUTES", "Drawing", "Measures", "attributes_named", "entity_size", "paper_size"]

_LABEL_WIDTH = 40

NODE_ATTRIBUTES = (
    Attribute("title", str, "the title of a paper, the label of an entity, whole"),
    Attribute("year", int, "the year of the paper, where a source gives one"),
    Attribute("venue", str, "the venue of the paper, where a source gives one"),
    Attribute("authors", tuple, "the authors of the paper"),
    Attribute("aliases", tuple, "other names of the entity"),
    Attribute("community", int, "the number of the community in the whole graph, 0 the largest"),
    Attribute("community_name", str, "its name: what its papers mention and others do not"),
    Attribute("degree", int, "edges at the node, in this view"),
    Attribute("strength", float, "the sum of the weights of these edges"),
    Attribute("paper_count", int, "papers that mention the entity, in the whole graph"),
    Attribute("url", str, "the address of the paper, the identifier of the entity in the RDF"),
)
"""All that a node may tell; a view declares some of it."""


def attributes_named(*names: str) -> tuple[Attribute, ...]:
    """Return node attributes by their names, in the order of `NODE_ATTRIBUTES`.

    >>> [attribute.name for attribute in attributes_named("year", "title")]
    ['title', 'year']
    """
    return tuple(attribute for attribute in NODE_ATTRIBUTES if attribute.name in names)


def paper_size(degree: int) -> float:
    """Return the size of a paper with so many edges.

    >>> paper_size(0), paper_size(9)
    (8.0, 14.0)
    """
    return round(8 + 2 * math.sqrt(degree), 2)


def entity_size(paper_count: int) -> float:
    """Return the size of an entity that so many papers mention.

    >>> entity_size(1), entity_size(9)
    (7.0, 13.0)
    """
    return round(4 + 3 * math.sqrt(paper_count), 2)


class Measures(NamedTuple):
    """What a view makes of a node: its edges, the sum of their weights, its place."""

    degree: int
    strength: float
    x: float
    y: float


class Drawing:
    """Makes nodes of rows of the tables, with the attributes that a view declares."""

    def __init__(self, tables: Tables, attributes: Sequence[Attribute]) -> None:
        self._names = community_names(tables)
        self._told = [attribute.name for attribute in attributes]

    def paper(self, row: PaperRow, measures: Measures) -> Node:
        """Return the node of a paper: coloured by its community, sized by its degree."""
        size = paper_size(measures.degree)
        told: dict[str, Value] = {
            "title": row.title,
            "year": row.year,
            "venue": row.venue,
            "authors": tuple(row.authors),
            "url": row.url,
        }
        return self._node(
            row.paper_id, "paper", row.title, row.community, size, community_colour(row.community), told, measures
        )

    def entity(self, row: EntityRow, measures: Measures, *, colour: str) -> Node:
        """Return the node of an entity, sized by its papers."""
        size = entity_size(row.paper_count)
        told: dict[str, Value] = {
            "title": row.label,
            "aliases": tuple(row.aliases),
            "paper_count": row.paper_count,
            "url": DATA_BASE + row.entity_id,
        }
        return self._node(row.entity_id, row.kind, row.label, row.community, size, colour, told, measures)

    def _node(
        self,
        node: str,
        kind: str,
        title: str,
        community: int,
        size: float,
        colour: str,
        told: Mapping[str, Value],
        measures: Measures,
    ) -> Node:
        values = {
            **told,
            "community": community,
            "community_name": self._names.get(community, ""),
            "degree": measures.degree,
            "strength": measures.strength,
        }
        return Node(
            node,
            kind,
            clip(title, _LABEL_WIDTH),
            measures.x,
            measures.y,
            size,
            colour,
            tuple(values.get(name) for name in self._told),
        )
