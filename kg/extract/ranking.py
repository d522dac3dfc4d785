"""Rank keyphrase candidates: KeyBERT's similarity and plain features, weighed by boosted trees.

The trees were fitted by `training/fit_keyword_ranker.py` to what authors choose as the keywords of their papers.
"""

import functools
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.extract.encoder import load_encoder
from kg.extract.features import FEATURES
from kg.extract.trees import Trees

if TYPE_CHECKING:
    from keybert import KeyBERT

__all__ = ["Ranker", "foreign_discount", "load_ranker", "similarities"]

_KNOWN, _WORDS, _WHOLE = (FEATURES.index(name) for name in ("known", "words", "whole"))
_DISCOUNT = 12
_SHARED, _USUALLY_SHARED = 0.5, 0.6


class Ranker:
    """Boosted trees over `FEATURES` that give the logarithm of the odds."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how likely an author would choose each candidate of a paper (the rows of `features`)."""
        odds = self._trees.sums(features) - foreign_discount(features) + _shared_bonus(features)
        return np.asarray(1 / (1 + np.exp(-odds)))


def foreign_discount(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each candidate of a paper loses where the background knows little of the paper.

    Among well-known phrases authors often choose a single word or a part of a longer phrase, and the background tells
    which. The less it knows of a paper's phrases, the less a phrase counts that is not a whole noun phrase of two or
    more words.
    """
    foreign = (features[:, _KNOWN] == 0).mean()
    partial = (features[:, _WHOLE] == 0) | (features[:, _WORDS] == 1)
    return np.asarray(_DISCOUNT * foreign**3 * partial)


def _shared_bonus(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what lets a phrase that other papers use pass one that is nearly as good; about zero on average."""
    return np.asarray(_SHARED * (features[:, _KNOWN] - _USUALLY_SHARED))


def similarities(
    keys: Sequence[str], vectors: NDArray[np.float32], text_vector: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return KeyBERT's similarity of each candidate to its text; `keys` are sorted and differ."""
    from sklearn import config_context
    from sklearn.feature_extraction.text import CountVectorizer

    with config_context(assume_finite=True, skip_parameter_validation=True):
        found = _keybert().extract_keywords(
            [""],
            vectorizer=CountVectorizer(analyzer=lambda _: keys),
            doc_embeddings=text_vector.reshape(1, -1),
            word_embeddings=vectors,
            top_n=len(keys),
        )
    by_key = dict(found)
    return np.array([by_key[key] for key in keys], dtype=np.float64)


@functools.cache
def load_ranker(*, similar: bool) -> Ranker:
    """Return the ranker that kg ships, fitted with similarities or without them."""
    name = "keyword_ranker.json" if similar else "keyword_ranker_fast.json"
    fitted = json.loads(files("kg.models").joinpath(name).read_text(encoding="utf-8"))
    return Ranker(Trees(fitted["trees"], bias=fitted["bias"]))


@functools.cache
def _keybert() -> "KeyBERT":
    from keybert import KeyBERT

    from kg.extract.embedder import SentenceEmbedder

    return KeyBERT(model=SentenceEmbedder(load_encoder()))
