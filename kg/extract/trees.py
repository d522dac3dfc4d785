"""Gradient-boosted trees from plain JSON, evaluated with numpy: the same sum on every machine and in any company.

No branch is followed. A test that fails rules out the leaves on its left, and the first leaf of a tree that none rules
out is the one reached (Lucchese et al., "QuickScorer: a fast algorithm to rank documents with additive ensembles of
regression trees", SIGIR 2015).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Trees"]

Tree = Mapping[str, Sequence[float]]


class _Test(NamedTuple):
    feature: float
    threshold: float
    rules_out: int


class Trees:
    """The sum of regression trees, each of 2 to 64 leaves.

    A tree is five lists, an item a node, the root first: the `feature` it tests, the `threshold` up to which the `left`
    node follows and above which the `right`, and its `value`. A leaf has its own number as `left` and `right`.

    >>> stump = {"feature": [0] * 3, "threshold": [2, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2], "value": [0, -1, 3]}
    >>> Trees([stump], bias=0.5).sums(np.array([[2.0], [2.1]])).tolist()
    [-0.5, 3.5]
    """

    def __init__(self, trees: Sequence[Tree], *, bias: float) -> None:
        leaves, tests = zip(*(_laid_out(tree, 0, 0) for tree in trees), strict=True)
        every = [test for own in tests for test in own]
        bits = np.min_scalar_type((1 << max(map(len, leaves))) - 1)
        self._bias = bias
        self._leaves = np.concatenate(leaves)
        self._first_leaves = _firsts(leaves)[:, None]
        self._first_tests = _firsts(tests)
        self._features = np.array([test.feature for test in every], dtype=np.int64)
        self._thresholds = np.array([test.threshold for test in every], dtype=np.float64)[:, None]
        self._rules_out = np.array([test.rules_out for test in every], dtype=bits)[:, None]

    def sums(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of the trees for each row of `features`, each row for itself."""
        failed = features.T[self._features] > self._thresholds
        ruled_out = np.bitwise_or.reduceat(failed * self._rules_out, self._first_tests, axis=0)
        reached = np.bitwise_count(ruled_out & ~(ruled_out + 1))
        return np.asarray(self._leaves[self._first_leaves + reached].cumsum(axis=0)[-1] + self._bias)


def _laid_out(tree: Tree, node: int, before: int) -> tuple[list[float], list[_Test]]:
    """Return the values of the leaves below a node, from left to right, and the tests; `before` leaves stand left."""
    left, right = int(tree["left"][node]), int(tree["right"][node])
    if left == node:
        return [tree["value"][node]], []
    on_left, left_tests = _laid_out(tree, left, before)
    on_right, right_tests = _laid_out(tree, right, before + len(on_left))
    own = _Test(tree["feature"][node], tree["threshold"][node], ((1 << len(on_left)) - 1) << before)
    return [*on_left, *on_right], [own, *left_tests, *right_tests]


def _firsts(parts: Sequence[Sequence[object]]) -> NDArray[np.int64]:
    """Return where each part begins when all are laid end to end."""
    return np.cumsum([0, *map(len, parts[:-1])])
