"""Places on the page: the layout's, communities moved apart as a whole, nodes pushed off one another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

__all__ = ["Spot", "arrange"]

Places = npt.NDArray[np.float64]
Sizes = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.int_]

_SPACING = 62.0
_SPREAD = 1.5
_PUSHES = 60
_ROOM = 2.4
_GAP = 9.0
_LOOK_AHEAD = 8.0
_SMALL_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Spot:
    """A node's place in layout units, its community, its radius, and whether the first view shows it."""

    x: float
    y: float
    community: int
    size: float = 5.0
    is_shown: bool = True


def arrange(spots: Sequence[Spot]) -> list[tuple[float, float]]:
    """Return a place in drawing units for each spot, in their order.

    Every community is moved away from the middle of the map as one piece, so that communities read as regions; the map
    is scaled so that a node has the same room whatever their number; what the first view shows is pushed apart until
    nodes stand clear of one another, and what it does not show follows what it stands by.

    >>> arrange([Spot(0, 0, 0), Spot(0, 10, 0)])
    [(0.0, -43.8), (0.0, 43.8)]
    """
    if not spots:
        return []
    layout = np.array([(spot.x, spot.y) for spot in spots], dtype=float)
    places = _scale(_move_apart(layout, np.array([spot.community for spot in spots])))
    shown = np.array([spot.is_shown for spot in spots])
    sizes = np.array([spot.size for spot in spots])
    if shown.any():
        pushed = _push_apart(places[shown], sizes[shown])
        if not shown.all():
            nearest = KDTree(places[shown]).query(places[~shown])[1]
            places[~shown] += (pushed - places[shown])[nearest]
        places[shown] = pushed
    return [(round(float(x), 1), round(float(y), 1)) for x, y in places]


def _move_apart(places: Places, communities: npt.NDArray[np.int_]) -> Places:
    middle = places.mean(axis=0)
    moved = places.copy()
    for community in np.unique(communities):
        inside = communities == community
        moved[inside] += (_SPREAD - 1) * (places[inside].mean(axis=0) - middle)
    return moved


def _scale(places: Places) -> Places:
    low, high = places.min(axis=0), places.max(axis=0)
    width, height = high - low
    side = np.sqrt(width * height) or max(width, height) or 1.0
    scaled: Places = (places - (low + high) / 2) * (_SPACING * np.sqrt(len(places)) / side)
    return scaled


def _push_apart(places: Places, sizes: Sizes) -> Places:
    """Move nodes that are too close by half of what is missing each, again and again; equal places part sideways."""
    moved, looked = places.copy(), places
    pairs = _neighbours(looked, sizes)
    for _ in range(_PUSHES):
        if np.hypot(*(moved - looked).T).max(initial=0.0) > _LOOK_AHEAD / 2:
            looked = moved.copy()
            pairs = _neighbours(looked, sizes)
        apart, distance, missing = _missing(moved, sizes, pairs)
        close = missing > 0
        if not close.any():
            break
        first, second = pairs[close].T
        apart, distance, missing = apart[close], distance[close], missing[close]
        direction = np.where(distance[:, None] > 0, apart / np.maximum(distance, 1e-9)[:, None], [1.0, 0.0])
        push = direction * (missing / 2)[:, None]
        np.add.at(moved, first, push)
        np.subtract.at(moved, second, push)
    return moved


def _neighbours(places: Places, sizes: Sizes) -> Pairs:
    """Return the pairs, sorted, that are too close or can be once each has moved by half of `_LOOK_AHEAD`."""
    pairs = _within_reach(places, sizes)
    pairs = pairs[_missing(places, sizes, pairs)[2] > -_LOOK_AHEAD]
    return pairs[np.argsort(pairs[:, 0] * len(places) + pairs[:, 1])]


def _within_reach(places: Places, sizes: Sizes) -> Pairs:
    """Return all pairs that may be too close; only for the few large nodes is it necessary to look far."""
    is_large = sizes > np.quantile(sizes, _SMALL_SHARE)
    small, large = np.flatnonzero(~is_large), np.flatnonzero(is_large)
    largest, largest_small = sizes.max(), sizes[small].max()
    tree = KDTree(places[small])
    among_small: Pairs = small[tree.query_pairs(_reach(2 * largest_small), output_type="ndarray")]
    if not len(large):
        return among_small
    far = KDTree(places[large])
    among_large: Pairs = large[far.query_pairs(_reach(2 * largest), output_type="ndarray")]
    across = far.sparse_distance_matrix(tree, _reach(largest + largest_small), output_type="ndarray")
    mixed = np.sort(np.column_stack([large[across["i"]], small[across["j"]]]), axis=1)
    return np.concatenate([among_small, among_large, mixed])


def _reach(sizes: float) -> float:
    return float(_ROOM * sizes + _GAP + _LOOK_AHEAD)


def _missing(places: Places, sizes: Sizes, pairs: Pairs) -> tuple[Places, Sizes, Sizes]:
    """Return for each pair the way from the second to the first, its length and by how much that is too short."""
    first, second = pairs.T
    apart = places[first] - places[second]
    distance = np.hypot(apart[:, 0], apart[:, 1])
    return apart, distance, _ROOM * (sizes[first] + sizes[second]) + _GAP - distance
