"""Gradient-boosted trees from plain JSON, evaluated with numpy: the same sum on every machine and in any company."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Trees"]


class Trees:
    """The sum of regression trees.

    A tree is five lists, an item a node, the root first: the `feature` it tests, the `threshold` up to which the `left`
    node follows and above which the `right`, and its `value`. A leaf has its own number as `left` and `right`.

    >>> stump = {"feature": [0] * 3, "threshold": [2, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2], "value": [0, -1, 3]}
    >>> Trees([stump], bias=0.5).sums(np.array([[2.0], [2.1]])).tolist()
    [-0.5, 3.5]
    """

    def __init__(self, trees: Sequence[Mapping[str, Sequence[float]]], *, bias: float) -> None:
        sizes = [len(tree["value"]) for tree in trees]
        firsts = np.cumsum([0, *sizes[:-1]])
        self._bias = bias
        self._roots = firsts
        self._feature = _joined(trees, "feature").astype(np.int64)
        self._threshold = _joined(trees, "threshold")
        self._value = _joined(trees, "value")
        shift = np.repeat(firsts, sizes)
        self._left = _joined(trees, "left").astype(np.int64) + shift
        self._right = _joined(trees, "right").astype(np.int64) + shift

    def sums(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of the trees for each row of `features`, each row for itself."""
        rows = np.arange(len(features))[:, None]
        nodes = np.broadcast_to(self._roots, (len(features), len(self._roots)))
        while True:
            goes_left = features[rows, self._feature[nodes]] <= self._threshold[nodes]
            following = np.where(goes_left, self._left[nodes], self._right[nodes])
            if np.array_equal(following, nodes):
                return np.asarray(self._value[nodes].cumsum(axis=1)[:, -1] + self._bias)
            nodes = following


def _joined(trees: Sequence[Mapping[str, Sequence[float]]], part: str) -> NDArray[Any]:
    return np.concatenate([np.asarray(tree[part], dtype=np.float64) for tree in trees])
