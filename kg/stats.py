"""Numbers that describe a graph as a whole."""

from collections import Counter
from dataclasses import dataclass

import networkx as nx

from kg.export.communities import community_names
from kg.model import Relation
from kg.resolve import Reason
from kg.rows import Rows
from kg.tables import EntityRow, Tables

__all__ = ["CommunityStatistics", "GraphStatistics", "KindStatistics", "graph_statistics", "statistics_rows"]


@dataclass(frozen=True, slots=True)
class KindStatistics:
    """A relation: its links, the entities of this kind, those that join papers, and the most shared of them."""

    links: int
    entities: int
    shared: int
    top: tuple[EntityRow, ...]


@dataclass(frozen=True, slots=True)
class CommunityStatistics:
    """A community: its number, the entities that tell it from the others, and how many papers it has."""

    community: int
    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class GraphStatistics:
    """A graph: its size, how it hangs together, its kinds, and how many names its biggest entities left apart.

    `largest_communities` has the largest first, `years` how many papers are of which year, in order.
    """

    papers: int
    papers_in_several_sources: int
    related: int
    communities: int
    components: int
    largest_component_papers: int
    kinds: dict[str, KindStatistics]
    left_apart: int
    largest_communities: tuple[CommunityStatistics, ...]
    years: dict[int, int]


def graph_statistics(tables: Tables, *, top: int = 5, communities: int = 12) -> GraphStatistics:
    """Return the statistics of a graph, with the `top` most shared of each kind and the largest communities."""
    links = Counter(link.relation for link in tables.links)
    papers = {paper.paper_id for paper in tables.papers}
    joined: nx.Graph[str] = nx.Graph((link.paper_id, link.entity_id) for link in tables.links)
    joined.add_nodes_from(papers)
    components = list(nx.connected_components(joined))
    sizes, names = Counter(paper.community for paper in tables.papers), community_names(tables)
    return GraphStatistics(
        papers=len(papers),
        papers_in_several_sources=sum(len(paper.sources) > 1 for paper in tables.papers),
        related=len(tables.related),
        communities=len(sizes),
        components=len(components),
        largest_component_papers=max((len(papers & nodes) for nodes in components), default=0),
        kinds={relation.value: _kind(tables, relation, links[relation], top) for relation in Relation},
        left_apart=sum(merge.reason == Reason.LEFT_APART for merge in tables.merges),
        largest_communities=tuple(
            CommunityStatistics(community, names[community], sizes[community])
            for community in sorted(sizes, key=lambda community: (-sizes[community], community))[:communities]
        ),
        years=dict(sorted(Counter(paper.year for paper in tables.papers if paper.year is not None).items())),
    )


def statistics_rows(statistics: GraphStatistics) -> Rows:
    """Return the statistics as rows that say what is counted, of which kind, community or year, and how many."""
    counts: list[tuple[str, str, int]] = [
        ("papers", "", statistics.papers),
        ("papers in several sources", "", statistics.papers_in_several_sources),
        ("related pairs", "", statistics.related),
        ("communities", "", statistics.communities),
        ("components", "", statistics.components),
        ("papers in the largest component", "", statistics.largest_component_papers),
        ("names left apart", "", statistics.left_apart),
    ]
    for kind, found in statistics.kinds.items():
        counts += [("links", kind, found.links), ("entities", kind, found.entities)]
        counts += [("shared entities", kind, found.shared)]
        counts += [(f"papers with {kind}", entity.label, entity.paper_count) for entity in found.top]
    counts += [("papers in community", found.name, found.papers) for found in statistics.largest_communities]
    counts += [("papers of year", str(year), papers) for year, papers in statistics.years.items()]
    return Rows(("what", "of", "count"), counts)


def _kind(tables: Tables, relation: Relation, links: int, top: int) -> KindStatistics:
    entities = [entity for entity in tables.entities if entity.kind == relation]
    shared = [entity for entity in entities if entity.paper_count > 1]
    best = sorted(shared, key=lambda entity: (-entity.paper_count, entity.entity_id))[:top]
    return KindStatistics(links, len(entities), len(shared), tuple(best))
