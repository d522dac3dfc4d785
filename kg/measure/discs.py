"""Discs side by side: none over another, and near those that they are tied to."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["pack_discs"]

Floats = NDArray[np.float64]
Points = NDArray[np.complex128]

_TOWARDS_MIDDLE = 0.5
_TOUCHING = 1e-6


def pack_discs(radii: Floats, ties: Floats) -> Points:
    """Return the centres of discs, as complex numbers, each disc as near to those it is tied to as there is room.

    `ties` is a symmetric matrix of how strong they are. The largest disc comes first and lies at 0; every other one is
    put where it touches two that lie there already.

    >>> centres = pack_discs(np.array([1.0, 2.0, 1.0]), np.zeros((3, 3)))
    >>> [round(float(abs(centres[one] - centres[other])), 6) for one, other in ((0, 1), (1, 2), (0, 2))]
    [3.0, 3.0, 2.0]
    """
    order = np.lexsort((np.arange(len(radii)), -radii))
    centres = np.zeros(len(radii), dtype=np.complex128)
    for count, disc in enumerate(order[1:], start=1):
        lying = order[:count]
        spots = _free_spots(centres[lying], radii[lying], radii[disc])
        pull = ties[disc, lying] / (ties[disc, lying].sum() or 1.0)
        distance = np.abs(spots[:, None] - centres[lying]) @ pull + _TOWARDS_MIDDLE * np.abs(spots)
        centres[disc] = spots[np.argmin(np.round(distance, 6))]
    return centres


def _free_spots(centres: Points, radii: Floats, radius: float) -> Points:
    """Return where a disc touches two others (or the only one) and lies over none."""
    reach = radii + radius
    if len(centres) == 1:
        return centres + reach
    one, other = np.triu_indices(len(centres), k=1)
    apart = np.abs(centres[other] - centres[one])
    near = apart < reach[one] + reach[other]
    one, other, apart = one[near], other[near], apart[near]
    along = (apart**2 + reach[one] ** 2 - reach[other] ** 2) / (2 * apart)
    across = np.sqrt(np.maximum(reach[one] ** 2 - along**2, 0.0))
    direction = (centres[other] - centres[one]) / apart
    foot = centres[one] + direction * along
    spots = np.concatenate([foot + 1j * direction * across, foot - 1j * direction * across])
    clear = np.abs(spots[:, None] - centres) - reach
    return spots[(clear > -_TOUCHING * radius).all(axis=1)]
