"""Rank keyphrase candidates: KeyBERT's similarity and plain features, weighed by a logistic regression.

The weights were fitted by `training/fit_keyword_ranker.py` to what authors choose as the keywords of their papers.
"""

import functools
import json
import math
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from keybert import KeyBERT
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from kg.extract.candidates import Candidate
from kg.extract.encoder import SentenceEmbedder, load_encoder
from kg.extract.keyphrases import Background
from kg.model import Field

__all__ = ["FEATURES", "Ranker", "candidate_features", "load_ranker", "similarities"]

FEATURES = (
    "similarity",
    "similarity_rank",
    "in_title",
    "position",
    "frequency",
    "idf",
    "chosen_rate",
    "seen",
    "two_words",
    "three_words",
    "four_words",
    "whole",
    "capitals",
    "title_and_abstract",
    "covered",
)


class Ranker:
    """A logistic regression over `FEATURES`."""

    def __init__(self, weights: Sequence[float], intercept: float) -> None:
        self._weights = np.array(weights)
        self._intercept = intercept

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of each row of `features`."""
        return np.asarray(1 / (1 + np.exp(-(features @ self._weights + self._intercept))))


def candidate_features(
    candidates: Sequence[Candidate],
    vectors: NDArray[np.float32],
    text_vector: NDArray[np.float32],
    background: Background,
) -> NDArray[np.float64]:
    """Return the features (candidates x `FEATURES`) of the candidates of one paper."""
    similarity = similarities([candidate.key for candidate in candidates], vectors, text_vector)
    order = sorted(range(len(candidates)), key=lambda index: -similarity[index])
    rank = {index: place / len(candidates) for place, index in enumerate(order)}
    return np.array(
        [
            [
                similarity[index],
                rank[index],
                candidate.in_title,
                _position(candidate),
                math.log(len(candidate.occurrences)),
                background.inverse_document_frequency(candidate.key),
                math.log(background.chosen_rate(candidate.key)),
                background.counts(candidate.key).papers > 0,
                candidate.words == 2,
                candidate.words == 3,
                candidate.words == 4,
                any(occurrence.whole for occurrence in candidate.occurrences),
                any(char.isupper() for char in candidate.surface[1:]),
                len({occurrence.passage.field for occurrence in candidate.occurrences}) > 1,
                _covered(candidate, candidates),
            ]
            for index, candidate in enumerate(candidates)
        ],
        dtype=np.float64,
    )


def similarities(keys: Sequence[str], vectors: NDArray[np.float32], text_vector: NDArray[np.float32]) -> list[float]:
    """Return KeyBERT's similarity of each candidate to its text; `keys` are sorted and differ."""
    found = _keybert().extract_keywords(
        [""],
        vectorizer=CountVectorizer(analyzer=lambda _: keys),
        doc_embeddings=text_vector.reshape(1, -1),
        word_embeddings=vectors,
        top_n=len(keys),
    )
    by_key = dict(found)
    return [by_key[key] for key in keys]


@functools.cache
def load_ranker() -> Ranker:
    """Return the ranker that kg ships, `models/keyword_ranker.json`."""
    fitted = json.loads(files("kg.models").joinpath("keyword_ranker.json").read_text(encoding="utf-8"))
    return Ranker([fitted["weights"][name] for name in FEATURES], fitted["intercept"])


@functools.cache
def _keybert() -> KeyBERT:
    return KeyBERT(model=SentenceEmbedder(load_encoder()))


def _position(candidate: Candidate) -> float:
    """Return where a candidate stands first in the abstract, 0 to 1; 0 where only the title has it."""
    first = next((item for item in candidate.occurrences if item.passage.field is Field.ABSTRACT), None)
    return first.span.start / len(first.passage.text) if first else 0.0


def _covered(candidate: Candidate, others: Sequence[Candidate]) -> float:
    """Return the share of a candidate's places that lie inside one longer candidate, at most."""
    most = 0
    for other in others:
        if other.words > candidate.words and candidate.key in other.key:
            most = max(most, len(other.occurrences))
    return min(most / len(candidate.occurrences), 1.0)
