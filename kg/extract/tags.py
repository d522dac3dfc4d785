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

    def probabilities(self, span: Span) -> list[float]:
        """Return how likely the words at `span` are a name of each of `KINDS`: begin, go on at each word, end there.

        >>> words = np.array([[0.1, 0.8, 0.1], [0.3, 0.2, 0.5]])  # outside, begin, inside
        >>> tags = Tags([0, 3], [2, 6], np.repeat(words[:, None], len(KINDS), axis=1), np.zeros((2, 3)))
        >>> round(tags.probabilities(Span(0, 2))[0], 2), round(tags.probabilities(Span(0, 6))[0], 2)
        (0.4, 0.4)
        """
        first, after = self.words(span)
        if first >= after:
            return [0.0] * len(KINDS)
        goes_on = self.tags[first + 1 : after, :, _INSIDE].prod(axis=0)
        ends = 1 - self.tags[after, :, _INSIDE] if after < len(self.tags) else 1.0
        probabilities: list[float] = (self.tags[first, :, _BEGIN] * goes_on * ends).tolist()
        return probabilities

    def begins(self, kind: Relation, span: Span) -> float:
        """Return how likely a name of a kind begins with the first word at `span`."""
        first, after = self.words(span)
        return float(self.tags[first, KINDS.index(kind), _BEGIN]) if first < after else 0.0

    def covered(self, kind: Relation, span: Span) -> float:
        """Return how likely the words at `span` are part of names of a kind, on average."""
        first, after = self.words(span)
        outside = self.tags[first:after, KINDS.index(kind), _OUTSIDE]
        return float(1 - np.add.reduce(outside) / len(outside)) if first < after else 0.0

    def role(self, span: Span) -> NDArray[np.float64]:
        """Return the probabilities of `ROLES` for the name at `span`, the mean over its words."""
        first, after = self.words(span)
        roles = self.roles[first:after]
        return np.asarray(np.add.reduce(roles) / len(roles)) if first < after else np.full(len(ROLES), 1 / len(ROLES))

    def likely(self, kind: Relation) -> Iterator[tuple[Span, float]]:
        """Yield the spans that are names of a kind with `LEAST_LIKELY` or more, and how likely; they may overlap."""
        begins = self.tags[:, KINDS.index(kind), _BEGIN].tolist()
        inside = self.tags[:, KINDS.index(kind), _INSIDE].tolist()
        for first, goes_on in enumerate(begins):
            for after in range(first + 1, min(first + _LONGEST, len(begins)) + 1):
                if after > first + 1:
                    goes_on *= inside[after - 1]
                if goes_on < LEAST_LIKELY:
                    break
                probability = goes_on * (1 - inside[after] if after < len(begins) else 1.0)
                if probability >= LEAST_LIKELY:
                    yield Span(self.starts[first], self.ends[after - 1]), probability
