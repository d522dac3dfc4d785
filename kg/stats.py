"""Numbers that describe a graph as a whole."""

from collections import Counter
from dataclasses import dataclass

import networkx as nx

from kg.model import Relation
from kg.resolve import Reason
from kg.tables import EntityRow, Tables

__all__ = ["GraphStatistics", "KindStatistics", "graph_statistics"]


@dataclass(frozen=True, slots=True)
class KindStatistics:
    """A relation: its links, the entities of this kind, those that join papers, and the most shared of them."""

    links: int
    entities: int
    shared: int
    top: tuple[EntityRow, ...]


@dataclass(frozen=True, slots=True)
class GraphStatistics:
    """A graph: its size, how it hangs together, its kinds, and how many names its biggest entities left apart."""

    papers: int
    papers_in_several_sources: int
    related: int
    communities: int
    components: int
    largest_component_papers: int
    kinds: dict[str, KindStatistics]
    left_apart: int


def graph_statistics(tables: Tables, *, top: int = 5) -> GraphStatistics:
    """Return the statistics of a graph, with the `top` most shared entities of each kind."""
    links = Counter(link.relation for link in tables.links)
    papers = {paper.paper_id for paper in tables.papers}
    joined: nx.Graph[str] = nx.Graph((link.paper_id, link.entity_id) for link in tables.links)
    joined.add_nodes_from(papers)
    components = list(nx.connected_components(joined))
    return GraphStatistics(
        papers=len(papers),
        papers_in_several_sources=sum(len(paper.sources) > 1 for paper in tables.papers),
        related=len(tables.related),
        communities=len({paper.community for paper in tables.papers}),
        components=len(components),
        largest_component_papers=max((len(papers & nodes) for nodes in components), default=0),
        kinds={relation.value: _kind(tables, relation, links[relation], top) for relation in Relation},
        left_apart=sum(merge.reason == Reason.LEFT_APART for merge in tables.merges),
    )


def _kind(tables: Tables, relation: Relation, links: int, top: int) -> KindStatistics:
    entities = [entity for entity in tables.entities if entity.kind == relation]
    shared = [entity for entity in entities if entity.paper_count > 1]
    best = sorted(shared, key=lambda entity: (-entity.paper_count, entity.entity_id))[:top]
    return KindStatistics(links, len(entities), len(shared), tuple(best))
