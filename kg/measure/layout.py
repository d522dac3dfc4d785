"""Places for the nodes of a graph: by forces, all nodes at once or group by group.

Forces are Fruchterman and Reingold's (1991); they push every node off every other, so that their work grows with the
square of the nodes. A large graph is therefore laid out in groups: its communities, the communities inside these, until
forces can settle each; then groups lie side by side as discs, near those that they have most edges with, each turned
so that its nodes face what they are joined to.
"""

import math
import random
from collections.abc import Sequence

import igraph
import numpy as np
from numpy.typing import NDArray

from kg.measure.communities import find_communities
from kg.measure.discs import pack_discs

__all__ = ["lay_out"]

Points = NDArray[np.complex128]
Numbers = NDArray[np.int64]

_SPACING = 100.0
_STEPS = 500
_MOST_AT_ONCE = 1000
_MOST_IN_GROUP = 250
_PULL_INSIDE = 3.0
_PULL_BETWEEN = 0.3
_SMALL_PART = 10
_ROOM = 1.1
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def lay_out(graph: igraph.Graph, communities: Sequence[int], *, seed: int) -> list[tuple[float, float]]:
    """Return a place for every node, about 100 between neighbours.

    Edges have a `weight`; those inside a community pull harder than those between two.
    """
    group = np.array(communities)
    ends = _ends(graph)
    inside = group[ends[:, 0]] == group[ends[:, 1]]
    graph.es["pull"] = np.array(graph.es["weight"]) * np.where(inside, _PULL_INSIDE, _PULL_BETWEEN)
    at_once = graph.vcount() <= _MOST_AT_ONCE
    places = _settle(graph, seed=seed) if at_once else _side_by_side(graph, group, seed=seed)
    return [(round(place.real * _SPACING, 2), round(place.imag * _SPACING, 2)) for place in places.tolist()]


def _ends(graph: igraph.Graph) -> Numbers:
    return np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)


def _settle(graph: igraph.Graph, *, seed: int) -> Points:
    """Return where forces bring the nodes, all at once."""
    generator = random.Random(seed)
    start = [[generator.uniform(-1, 1), generator.uniform(-1, 1)] for _ in range(graph.vcount())]
    layout = graph.layout_fruchterman_reingold(weights="pull", niter=_STEPS, seed=start, grid=False)
    places = np.array(layout.coords, dtype=np.float64)
    return places.view(np.complex128)[:, 0]


def _side_by_side(graph: igraph.Graph, group: Numbers, *, seed: int) -> Points:
    """Return places for the nodes, those of one group in a disc of their own."""
    places = np.zeros(graph.vcount(), dtype=np.complex128)
    radii = np.zeros(group.max() + 1)
    for number in range(len(radii)):
        members = np.flatnonzero(group == number)
        places[members] = _inside_disc(graph.induced_subgraph(members.tolist()), seed=seed)
        radii[number] = _ROOM * math.sqrt(len(members) / math.pi)
    ends = _ends(graph)
    weights = np.array(graph.es["weight"])
    centres = _centres(radii, _ties(group[ends], weights, len(radii)), np.bincount(group))
    return _turned(places, group, centres, ends, weights) + centres[group]


def _inside_disc(graph: igraph.Graph, *, seed: int) -> Points:
    """Return places in a disc around 0 whose area is that of its nodes: by direction and by rank of distance."""
    places = _inside(graph, seed=seed)
    places = places - places.mean()
    ranks = np.argsort(np.argsort(np.abs(places), kind="stable"), kind="stable")
    disc: Points = np.exp(1j * np.angle(places)) * np.sqrt((ranks + 0.5) / math.pi)
    return disc


def _inside(graph: igraph.Graph, *, seed: int) -> Points:
    if graph.vcount() <= _MOST_IN_GROUP:
        return _settle(graph, seed=seed)
    group = np.array(find_communities(graph, seed=seed))
    return _side_by_side(graph, group, seed=seed) if group.max() > 0 else _spiral(graph)


def _spiral(graph: igraph.Graph) -> Points:
    """Return places on a spiral, what has most edges in the middle."""
    ranks = np.argsort(np.argsort(-np.array(graph.degree()), kind="stable"), kind="stable")
    spiral: Points = np.sqrt(ranks) * np.exp(1j * _GOLDEN_ANGLE * ranks)
    return spiral


def _ties(between: Numbers, weights: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    ties = np.zeros((count, count))
    np.add.at(ties, (between[:, 0], between[:, 1]), weights)
    ties += ties.T
    np.fill_diagonal(ties, 0.0)
    return ties


def _centres(radii: NDArray[np.float64], ties: NDArray[np.float64], sizes: Numbers) -> Points:
    """Return the centres of discs; what is small and has no ties stands in rings around all others."""
    alone = (ties.sum(axis=1) == 0) & (sizes < _SMALL_PART)
    centres = np.zeros(len(radii), dtype=np.complex128)
    packed = np.flatnonzero(~alone)
    centres[packed] = pack_discs(radii[packed], ties[np.ix_(packed, packed)])
    inner = (np.abs(centres[packed]) + radii[packed]).max(initial=0.0)
    waiting = list(np.flatnonzero(alone))
    while waiting:
        ring = inner + _ROOM * radii[waiting[0]]
        places = int(max(math.pi * ring / (_ROOM * radii[waiting[0]]), 1))
        here, waiting = waiting[:places], waiting[places:]
        centres[here] = ring * np.exp(2j * math.pi * np.arange(len(here)) / len(here))
        inner = ring + _ROOM * radii[here[0]]
    return centres


def _turned(places: Points, group: Numbers, centres: Points, ends: Numbers, weights: NDArray[np.float64]) -> Points:
    """Return the places with every group turned, or mirrored and turned, towards the groups that it is tied to."""
    straight, mirrored = np.zeros_like(centres), np.zeros_like(centres)
    for own, other in ((ends[:, 0], ends[:, 1]), (ends[:, 1], ends[:, 0])):
        apart = centres[group[other]] - centres[group[own]]
        towards = weights * apart / np.maximum(np.abs(apart), 1.0)
        np.add.at(straight, group[own], towards * places[own].conj())
        np.add.at(mirrored, group[own], towards * places[own])
    is_mirrored = np.abs(mirrored) > np.abs(straight)
    turn = np.exp(1j * np.angle(np.where(is_mirrored, mirrored, straight)))
    return np.where(is_mirrored[group], places.conj(), places) * turn[group]
