"""Keywords: what an author would choose of the noun phrases of a paper, diverse and each standing in the text."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.candidates import Candidate, Occurrence, find_candidates
from kg.extract.encoder import EncodedPaper, unit
from kg.extract.features import candidate_features
from kg.extract.keyphrases import load_background
from kg.extract.passage import Passage
from kg.extract.ranking import load_ranker, similarities
from kg.model import Field, Mention, Relation

__all__ = ["EncodedCandidates", "choose_keywords", "encode_candidates", "find_keywords", "paper_features"]

_RULE = "keybert"


@dataclass(frozen=True, slots=True)
class EncodedCandidates:
    """The candidates of one paper, their vectors (candidates x 384) and its own; of length 0 without an encoder."""

    candidates: tuple[Candidate, ...]
    vectors: NDArray[np.float32]
    paper_vector: NDArray[np.float32]


def find_keywords(
    passages: Sequence[Passage], encoded: EncodedPaper | None, *, most: int, min_score: float, diversity: float
) -> list[Mention]:
    """Return the mentions of at most `most` keywords of one paper that score `min_score` or more, sorted.

    `encoded` is the paper as the encoder reads it; without it no similarity counts. `diversity` (0 to 1) weighs how new
    a keyword is among those chosen before it against how good it is: maximal marginal relevance (Carbonell and
    Goldstein, 1998).
    """
    found = encode_candidates(passages, encoded)
    if not found.candidates:
        return []
    scores = load_ranker(similar=encoded is not None).probabilities(paper_features(passages, found))
    chosen = [
        index for index in choose_keywords(scores, found, most=most, diversity=diversity) if scores[index] >= min_score
    ]
    return sorted(
        occurrence.passage.mention(occurrence.span, Relation.KEYWORD, rule=_RULE, score=round(float(scores[index]), 4))
        for index in chosen
        for occurrence in found.candidates[index].occurrences
    )


def encode_candidates(passages: Sequence[Passage], encoded: EncodedPaper | None) -> EncodedCandidates:
    """Return the candidates of one paper with their vectors, each pooled over the tokens of all its places."""
    candidates = tuple(find_candidates(passages, knows=load_background().is_keyword))
    if encoded is None:
        return EncodedCandidates(candidates, np.zeros((len(candidates), 0), np.float32), np.zeros(0, np.float32))

    def vector(occurrence: Occurrence) -> NDArray[np.float32]:
        return encoded.pooled(occurrence.passage.field, occurrence.span)

    vectors = [unit(functools.reduce(np.add, map(vector, candidate.occurrences))) for candidate in candidates]
    paper_vector = encoded.text.pooled()
    return EncodedCandidates(
        candidates, np.array(vectors, dtype=np.float32).reshape(len(candidates), len(paper_vector)), paper_vector
    )


def paper_features(passages: Sequence[Passage], found: EncodedCandidates) -> NDArray[np.float64]:
    """Return the features (candidates x `FEATURES`) of the candidates of one paper."""
    keys = [candidate.key for candidate in found.candidates]
    similarity = similarities(keys, found.vectors, found.paper_vector) if len(found.paper_vector) else None
    return candidate_features(found.candidates, passages, similarity, load_background())


def choose_keywords(scores: NDArray[np.float64], found: EncodedCandidates, *, most: int, diversity: float) -> list[int]:
    """Return the indices of at most `most` candidates, the best of what is left first; none absorbs another."""
    chosen: list[int] = []
    places = _Places(found.candidates)
    marginal = scores
    nearest = np.full(len(scores), -1.0)
    open_indices = np.argsort(-scores, kind="stable")[: 8 * most]
    while len(open_indices) and len(chosen) < most:
        best = int(open_indices[marginal[open_indices].argmax()])
        chosen.append(best)
        nearest = np.maximum(nearest, found.vectors @ found.vectors[best])
        marginal = scores * (1 - diversity * nearest)
        open_indices = open_indices[~places.absorbed(best)[open_indices]]
    return chosen


class _Places:
    """Where the candidates of one paper stand."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        counts = [len(candidate.occurrences) for candidate in candidates]
        every = [occurrence for candidate in candidates for occurrence in candidate.occurrences]
        self._in_title = np.array([occurrence.passage.field is Field.TITLE for occurrence in every], dtype=bool)
        self._starts, self._ends = np.array([occurrence.span for occurrence in every], dtype=np.int64).reshape(-1, 2).T
        self._firsts = np.cumsum([0, *counts])

    def absorbed(self, chosen: int) -> NDArray[np.bool_]:
        """Tell of each candidate whether all its places overlap places of the one that is chosen."""
        own = slice(*self._firsts[chosen : chosen + 2])
        overlap = (
            (self._in_title[:, None] == self._in_title[own])
            & (self._starts[:, None] < self._ends[own])
            & (self._starts[own] < self._ends[:, None])
        )
        return np.logical_and.reduceat(overlap.any(axis=1), self._firsts[:-1])
