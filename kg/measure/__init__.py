"""The map: communities of papers and entities, and a place for each.

Communities are Leiden's over papers joined to the entities that several papers share; places are where forces bring
the nodes, all at once in a small graph and community by community in a large one. Nodes and edges are sorted and the
generator is seeded, so the same links give the same map. What only one paper mentions stands around that paper.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import igraph
import numpy as np
from numpy.typing import NDArray

from kg.incidence import Incidence
from kg.measure.communities import find_communities
from kg.measure.layout import lay_out
from kg.model import Place

__all__ = ["measure_places"]

Numbers = NDArray[np.int32]

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_LEAF_RADIUS = 18.0


def measure_places(paper_ids: Iterable[str], incidence: Incidence, *, seed: int) -> dict[str, Place]:
    """Return the community and the position of every paper and every linked entity.

    Communities are numbered by size, the largest 0; positions are in layout units, about 100 between neighbours, the
    middle of the map at (0, 0).
    """
    papers_of = np.bincount(incidence.pairs[:, 1], minlength=len(incidence.entities))
    is_shared = papers_of[incidence.pairs[:, 1]] > 1
    shared = [entity for entity, papers in zip(incidence.entities, papers_of, strict=True) if papers > 1]
    papers = set(paper_ids)
    nodes = sorted({*papers, *shared})
    if not nodes:
        return {}
    graph = _graph(nodes, incidence, incidence.pairs[is_shared], papers_of.tolist(), paper_count=len(papers))
    communities = find_communities(graph, seed=seed)
    positions = lay_out(graph, communities, seed=seed)
    places = {
        node: Place(community, x, y) for node, community, (x, y) in zip(nodes, communities, positions, strict=True)
    }
    return places | _leaves(incidence, incidence.pairs[~is_shared], places)


def _graph(
    nodes: Sequence[str], incidence: Incidence, edges: Numbers, papers_of: Sequence[int], *, paper_count: int
) -> igraph.Graph:
    index = {node: number for number, node in enumerate(nodes)}
    papers = np.array([index[paper] for paper in incidence.papers])
    entities = np.array([index.get(entity, -1) for entity in incidence.entities])
    ends = np.column_stack([papers[edges[:, 0]], entities[edges[:, 1]]]) if len(edges) else edges
    graph = igraph.Graph(n=len(nodes), edges=ends)
    graph.es["weight"] = [1 + math.log(paper_count / papers_of[entity]) for entity in edges[:, 1].tolist()]
    return graph


def _leaves(incidence: Incidence, pairs: Numbers, places: Mapping[str, Place]) -> dict[str, Place]:
    """Place what only one paper mentions on a spiral around that paper."""
    leaves: dict[str, Place] = {}
    seen: Counter[int] = Counter()
    for paper, entity in pairs.tolist():
        seen[paper] += 1
        angle, radius = seen[paper] * _GOLDEN_ANGLE, _LEAF_RADIUS * math.sqrt(seen[paper])
        center = places[incidence.papers[paper]]
        leaves[incidence.entities[entity]] = Place(
            center.community,
            round(center.x + radius * math.cos(angle), 2),
            round(center.y + radius * math.sin(angle), 2),
        )
    return leaves
