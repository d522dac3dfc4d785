"""The map: communities of papers and entities, and a place for each.

Communities are Leiden's (Traag, Waltman, van Eck, "From Louvain to Leiden", 2019) with modularity over papers joined
to the entities that several papers share; positions are
Fruchterman and Reingold's (1991). Nodes and edges are sorted and the generator is seeded, so the same links give the
same map. What only one paper mentions stands around that paper.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import igraph

from kg.model import Link, Place

__all__ = ["measure_places"]

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_NODE_SPACING = 100.0
_LEAF_RADIUS = 18.0
_LAYOUT_STEPS = 500
_LEIDEN_ROUNDS = 20  # without a bound it can swap two equally good partitions for ever
_PULL_INSIDE = 3.0
_PULL_BETWEEN = 0.3


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
    communities = _communities(graph, nodes, seed=seed)
    positions = _positions(graph, [communities[node] for node in nodes], seed=seed)
    places = {node: Place(communities[node], x, y) for node, (x, y) in zip(nodes, positions, strict=True)}
    return places | _leaves(joined, places, papers_of)


def _graph(
    nodes: Sequence[str], edges: Sequence[tuple[str, str]], papers_of: Mapping[str, int], *, paper_count: int
) -> igraph.Graph:
    index = {node: number for number, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(index[paper], index[entity]) for paper, entity in edges])
    graph.es["weight"] = [1 + math.log(paper_count / papers_of[entity]) for _, entity in edges]
    return graph


def _communities(graph: igraph.Graph, nodes: Sequence[str], *, seed: int) -> dict[str, int]:
    igraph.set_random_number_generator(random.Random(seed))
    found = graph.community_leiden(
        objective_function="modularity", weights="weight", n_iterations=_LEIDEN_ROUNDS
    ).membership
    members: dict[int, list[str]] = defaultdict(list)
    for node, number in zip(nodes, found, strict=True):
        members[number].append(node)
    by_size = sorted(members.values(), key=lambda group: (-len(group), group[0]))
    return {node: number for number, group in enumerate(by_size) for node in group}


def _positions(graph: igraph.Graph, communities: Sequence[int], *, seed: int) -> list[tuple[float, float]]:
    """Return where forces bring the nodes, edges inside a community pulling harder than those between two."""
    generator = random.Random(seed)
    start = [[generator.uniform(-1, 1), generator.uniform(-1, 1)] for _ in range(graph.vcount())]
    pull = [
        edge["weight"] * (_PULL_INSIDE if communities[edge.source] == communities[edge.target] else _PULL_BETWEEN)
        for edge in graph.es
    ]
    layout = graph.layout_fruchterman_reingold(weights=pull, niter=_LAYOUT_STEPS, seed=start, grid=False)
    return [(round(x * _NODE_SPACING, 2), round(y * _NODE_SPACING, 2)) for x, y in layout.coords]


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
