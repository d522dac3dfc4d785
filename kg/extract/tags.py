"""What the tagger says of a paper's words: how likely each begins or goes on with a name of a kind, and its role."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.model import Relation, Role
from kg.text import Span

__all__ = ["KINDS", "LEAST_LIKELY", "ROLES", "Tags"]

KINDS = (Relation.DATASET, Relation.TECHNIQUE, Relation.TASK, Relation.METRIC)
ROLES = (Role.INTRODUCED, Role.USED, Role.COMPARED)
LEAST_LIKELY = 0.05
"""Spans that are less likely than this are not looked at."""

_OUTSIDE, _BEGIN, _INSIDE = range(3)
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Tags:
    """Probabilities for the words of a text, in their order.

    `tags` (words x `KINDS` x outside, begin, inside), `roles` (words x `ROLES`), `starts` and `ends` in characters.
    """

    starts: list[int]
    ends: list[int]
    tags: NDArray[np.float64]
    roles: NDArray[np.float64]

    def words(self, span: Span) -> Span:
        """Return the first of the words that `span` touches and the one after the last."""
        return Span(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))

    def probability(self, kind: Relation, span: Span) -> float:
        """Return how likely the words at `span` are a name of a kind: it begins, goes on at each word, and ends there.

        >>> tags = Tags([0, 3], [2, 6], np.tile([[0.1, 0.8, 0.1], [0.3, 0.2, 0.5]], (1, 4, 1)).reshape(2, 4, 3), ...)
        >>> round(tags.probability(Relation.TASK, Span(0, 2)), 2)
        0.7
        """
        first, after = self.words(span)
        if first >= after:
            return 0.0
        tags = self.tags[:, KINDS.index(kind)]
        ends = 1 - tags[after, _INSIDE] if after < len(tags) else 1.0
        return float(tags[first, _BEGIN] * tags[first + 1 : after, _INSIDE].prod() * ends)

    def begins(self, kind: Relation, span: Span) -> float:
        """Return how likely a name of a kind begins with the first word at `span`."""
        first, after = self.words(span)
        return float(self.tags[first, KINDS.index(kind), _BEGIN]) if first < after else 0.0

    def covered(self, kind: Relation, span: Span) -> float:
        """Return how likely the words at `span` are part of names of a kind, on average."""
        first, after = self.words(span)
        return float(1 - self.tags[first:after, KINDS.index(kind), _OUTSIDE].mean()) if first < after else 0.0

    def role(self, span: Span) -> NDArray[np.float64]:
        """Return the probabilities of `ROLES` for the name at `span`, the mean over its words."""
        first, after = self.words(span)
        mean = self.roles[first:after].mean(axis=0) if first < after else np.full(len(ROLES), 1 / len(ROLES))
        return np.asarray(mean)

    def likely(self, kind: Relation) -> Iterator[tuple[Span, float]]:
        """Yield the spans that are names of a kind with `LEAST_LIKELY` or more, and how likely; they may overlap."""
        tags = self.tags[:, KINDS.index(kind)]
        for first in np.flatnonzero(tags[:, _BEGIN] >= LEAST_LIKELY).tolist():
            goes_on = tags[first, _BEGIN]
            for after in range(first + 1, min(first + _LONGEST, len(tags)) + 1):
                if after > first + 1:
                    goes_on *= tags[after - 1, _INSIDE]
                if goes_on < LEAST_LIKELY:
                    break
                probability = goes_on * (1 - tags[after, _INSIDE] if after < len(tags) else 1.0)
                if probability >= LEAST_LIKELY:
                    yield Span(self.starts[first], self.ends[after - 1]), float(probability)
