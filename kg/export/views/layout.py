"""A map of a view's own: nodes of one community together, communities apart, nothing on top of anything else."""

import random
from collections.abc import Mapping, Sequence

import igraph

from kg.export.html.arrange import Spot, arrange
from kg.settings import Settings

__all__ = ["lay_out"]

_MOST_NODES = 3_000
_STEPS = 500
_PULL_INSIDE = 6.0
_PULL_BETWEEN = 0.1
_PULL_TO_MIDDLE = 0.12

Place = tuple[float, float]
Joint = tuple[str, str, float]


def lay_out(spots: Mapping[str, Spot], edges: Sequence[Joint]) -> dict[str, Place]:
    """Return a place for each of the named spots, joined by edges with a positive weight.

    Up to 3,000 nodes get the layout of Fruchterman and Reingold (1991), edges inside a community pulling sixty times as
    hard as those between two; more keep the places that the spots have. Either is then cleared of overlaps.

    >>> from math import dist
    >>> places = lay_out({name: Spot(0, 0, 0) for name in "abc"}, [("a", "c", 1.0)])
    >>> dist(places["a"], places["c"]) < dist(places["a"], places["b"])
    True
    """
    pulled = _pulled(spots, edges) if len(spots) <= _MOST_NODES else {name: (at.x, at.y) for name, at in spots.items()}
    clear = arrange([Spot(*pulled[name], at.community, at.size) for name, at in spots.items()])
    return dict(zip(spots, clear, strict=True))


def _pulled(spots: Mapping[str, Spot], edges: Sequence[Joint]) -> dict[str, Place]:
    """Return where forces bring the nodes; a weak pull to the middle keeps what hangs on nothing from drifting off."""
    generator = random.Random(Settings().seed)
    igraph.set_random_number_generator(generator)
    number = {name: place for place, name in enumerate(spots)}
    middle = len(spots)
    mean = sum(weight for _, _, weight in edges) / max(1, len(edges))
    joints = [(number[a], number[b]) for a, b, _ in edges] + [(node, middle) for node in range(middle)]
    pulls = [
        weight / mean * (_PULL_INSIDE if spots[a].community == spots[b].community else _PULL_BETWEEN)
        for a, b, weight in edges
    ] + [_PULL_TO_MIDDLE] * middle
    start = [[generator.uniform(-1, 1), generator.uniform(-1, 1)] for _ in range(middle)] + [[0.0, 0.0]]
    graph = igraph.Graph(n=middle + 1, edges=joints)
    layout = graph.layout_fruchterman_reingold(weights=pulls, niter=_STEPS, seed=start, grid=False)
    return {name: (x, y) for name, (x, y) in zip(spots, layout.coords, strict=False)}
