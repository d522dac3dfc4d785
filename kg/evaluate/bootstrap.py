"""How far a figure would move with other papers: draw them again, with replacement, and look at the middle 95 %.

Figures over pairs of papers are drawn by paper as well, since one paper has a part in many pairs: a pair counts as
often as the draws of its two papers multiply, and a paper drawn twice makes no pair with itself.
"""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from kg.evaluate.scores import Interval

__all__ = ["Draws", "draw_papers", "f1_interval", "pair_f1_interval", "ratio_interval"]

Draws = npt.NDArray[np.float64]
_Floats = npt.NDArray[np.float64]
_TAILS = (0.025, 0.975)


def draw_papers(papers: int, samples: int, *, seed: int) -> Draws:
    """Return how often each of `papers` is drawn in each of `samples`: an array of samples by papers."""
    chances = np.full(papers, 1 / papers)
    return np.random.default_rng(seed).multinomial(papers, chances, size=samples).astype(np.float64)


def f1_interval(draws: Draws, counts: npt.NDArray[np.int64]) -> Interval | None:
    """Return the interval of F1, of each paper's right, wrong and missed (an array of papers by 3)."""
    right, wrong, missed = (draws @ counts.astype(np.float64)).T
    return _interval(2 * right, 2 * right + wrong + missed)


def ratio_interval(draws: Draws, parts: npt.ArrayLike, wholes: npt.ArrayLike) -> Interval | None:
    """Return the interval of the sum of each paper's part over the sum of each paper's whole."""
    return _interval(draws @ np.asarray(parts, np.float64), draws @ np.asarray(wholes, np.float64))


def pair_f1_interval(
    draws: Draws,
    places: Mapping[str, int],
    *,
    right: Collection[tuple[str, str]],
    wrong: Collection[tuple[str, str]],
    missed: Collection[tuple[str, str]],
) -> Interval | None:
    """Return the interval of F1 over pairs of papers; `places` says which column of `draws` a paper has."""
    hits, false, lost = (_drawn_pairs(draws, places, pairs) for pairs in (right, wrong, missed))
    return _interval(2 * hits, 2 * hits + false + lost)


def _drawn_pairs(draws: Draws, places: Mapping[str, int], pairs: Collection[tuple[str, str]]) -> _Floats:
    first = np.fromiter((places[a] for a, _ in pairs), np.intp, len(pairs))
    second = np.fromiter((places[b] for _, b in pairs), np.intp, len(pairs))
    return np.array([row[first] @ row[second] for row in draws], dtype=np.float64)


def _interval(parts: _Floats, wholes: _Floats) -> Interval | None:
    """Return the interval over the samples in which there is something to count; None where there are none."""
    some = wholes > 0
    if not some.any():
        return None
    low, high = np.quantile(parts[some] / wholes[some], _TAILS)
    return Interval(float(low), float(high))
