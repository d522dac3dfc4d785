"""Places on the page: the layout's, communities moved apart as a whole, the scale set by the number of nodes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Spot", "arrange"]

_SPACING = 62.0
_SPREAD = 1.7


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in layout units and the community that it belongs to."""

    x: float
    y: float
    community: int


def arrange(spots: Sequence[Spot]) -> list[tuple[float, float]]:
    """Return a place in drawing units for each spot, in their order.

    Every community is moved away from the middle of the map as one piece, so that communities read as regions, and the
    map is scaled so that a node has the same room whatever their number.

    >>> arrange([Spot(0, 0, 0), Spot(0, 10, 0)])
    [(0.0, -43.8), (0.0, 43.8)]
    """
    if not spots:
        return []
    places = np.array([(spot.x, spot.y) for spot in spots], dtype=float)
    moved = _move_apart(places, np.array([spot.community for spot in spots]))
    low, high = moved.min(axis=0), moved.max(axis=0)
    width, height = high - low
    side = np.sqrt(width * height) or max(width, height) or 1.0
    scaled = (moved - (low + high) / 2) * (_SPACING * np.sqrt(len(spots)) / side)
    return [(round(float(x), 1), round(float(y), 1)) for x, y in scaled]


def _move_apart(places: npt.NDArray[np.float64], communities: npt.NDArray[np.int_]) -> npt.NDArray[np.float64]:
    middle = places.mean(axis=0)
    moved = places.copy()
    for community in np.unique(communities):
        inside = communities == community
        moved[inside] += (_SPREAD - 1) * (places[inside].mean(axis=0) - middle)
    return moved
