"""The view `all`: papers and entities, joined as the links say, on the map of the build."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain

from kg.export.palette import KIND_COLOURS
from kg.export.views.nodes import Drawing, Measures, attributes_named
from kg.export.views.view import Attribute, Edge, Node, View
from kg.ids import link_id
from kg.model import Relation
from kg.tables import EntityRow, LinkRow, PaperRow, Tables, pick

__all__ = ["whole_view"]

_NODE_ATTRIBUTES = attributes_named(
    "title",
    "year",
    "venue",
    "authors",
    "aliases",
    "community",
    "community_name",
    "degree",
    "paper_count",
    "url",
)
_EDGE_ATTRIBUTES = (
    Attribute("role", str, "what the paper does with a technique or dataset: introduced, used, compared"),
    Attribute("mentions", int, "how many mentions in the paper the link rests on"),
)


def whole_view(tables: Tables, *, kinds: Collection[str] = tuple(Relation), min_papers: int = 1) -> View:
    """Return papers, the entities of some kinds that at least `min_papers` papers mention, and the links between them.

    Papers have the colour of their community, entities that of their kind. The weight of an edge is the score of the
    link.
    """
    shown = {
        entity
        for entity, kind, paper_count in pick(tables.entities, "entity_id", "kind", "paper_count")
        if kind in kinds and paper_count >= min_papers
    }

    def nodes() -> Iterator[Node]:
        drawing = Drawing(tables, _NODE_ATTRIBUTES)
        ends = (link for link in pick(tables.links, "paper_id", "entity_id") if link[1] in shown)
        degrees = Counter(chain.from_iterable(ends))

        def measures(row: PaperRow | EntityRow, node: str) -> Measures:
            return Measures(degrees[node], 0.0, row.x, row.y)

        for paper in tables.papers:
            yield drawing.paper(paper, measures(paper, paper.paper_id))
        for entity in tables.entities:
            if entity.entity_id in shown:
                yield drawing.entity(entity, measures(entity, entity.entity_id), colour=KIND_COLOURS[entity.kind])

    def edges() -> Iterator[Edge]:
        return (_edge(link) for link in tables.links if link.entity_id in shown)

    return View("all", _NODE_ATTRIBUTES, _EDGE_ATTRIBUTES, nodes, edges)


def _edge(link: LinkRow) -> Edge:
    paper, entity, relation, role, score, mentions = link
    identifier = link_id(paper, relation, entity)
    return Edge(identifier, paper, entity, relation, relation, score, (role, mentions))
