"""The map: communities of papers and entities, and a place for each.

Communities are Leiden's over papers joined to the entities that several papers share; places are where forces bring
the nodes, all at once in a small graph and community by community in a large one. Nodes and edges are sorted and the
generator is seeded, so the same links give the same map. What only one paper mentions stands around that paper.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import igraph

from kg.measure.communities import find_communities
from kg.measure.layout import lay_out
from kg.model import Link, Place

__all__ = ["measure_places"]

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_LEAF_RADIUS = 18.0


def measure_places(paper_ids: Sequence[str], links: Iterable[Link], *, seed: int) -> dict[str, Place]:
    """Return the community and the position of every paper and every linked entity.

    Communities are numbered by size, the largest 0; positions are in layout units, about 100 between neighbours, the
    middle of the map at (0, 0).
    """
    joined = sorted({(link.paper_id, link.entity_id) for link in links})
    papers_of = Counter(entity for _, entity in joined)
    shared = [pair for pair in joined if papers_of[pair[1]] > 1]
    nodes = sorted({*paper_ids, *(entity for _, entity in shared)})
    if not nodes:
        return {}
    graph = _graph(nodes, shared, papers_of, paper_count=len(paper_ids))
    communities = find_communities(graph, seed=seed)
    positions = lay_out(graph, communities, seed=seed)
    places = {
        node: Place(community, x, y) for node, community, (x, y) in zip(nodes, communities, positions, strict=True)
    }
    return places | _leaves(joined, places, papers_of)


def _graph(
    nodes: Sequence[str], edges: Sequence[tuple[str, str]], papers_of: Mapping[str, int], *, paper_count: int
) -> igraph.Graph:
    index = {node: number for number, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(index[paper], index[entity]) for paper, entity in edges])
    graph.es["weight"] = [1 + math.log(paper_count / papers_of[entity]) for _, entity in edges]
    return graph


def _leaves(
    joined: Iterable[tuple[str, str]], places: Mapping[str, Place], papers_of: Mapping[str, int]
) -> dict[str, Place]:
    """Place what only one paper mentions on a spiral around that paper."""
    leaves: dict[str, Place] = {}
    seen: Counter[str] = Counter()
    for paper, entity in joined:
        if papers_of[entity] == 1:
            seen[paper] += 1
            angle, radius = seen[paper] * _GOLDEN_ANGLE, _LEAF_RADIUS * math.sqrt(seen[paper])
            center = places[paper]
            leaves[entity] = Place(
                center.community,
                round(center.x + radius * math.cos(angle), 2),
                round(center.y + radius * math.sin(angle), 2),
            )
    return leaves
