"""Tell how likely a person would mark each entity candidate, and in which role, by boosted trees over its features.

The trees were fitted by `training/fit_entity_classifier.py` to annotated papers: one sum of trees for each kind and for
each role of a technique, with the tagger's features or without them.
"""

import functools
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.trees import Trees
from kg.model import Relation, Role

__all__ = ["EntityClassifier", "load_classifier"]


class EntityClassifier:
    """Boosted trees over `ENTITY_FEATURES` that give the logarithm of the odds of each kind and of each role."""

    def __init__(self, kinds: Mapping[Relation, Trees], roles: Mapping[Role, Trees]) -> None:
        self._kinds, self._roles = kinds, roles

    def probabilities(self, relations: Sequence[Relation], features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how likely a person would mark each candidate (the rows of `features`) as its kind."""
        odds = np.zeros(len(features))
        for relation, trees in self._kinds.items():
            of_kind = np.array([other is relation for other in relations], dtype=bool)
            if of_kind.any():
                odds[of_kind] = trees.sums(features[of_kind])
        return np.asarray(1 / (1 + np.exp(-odds)))

    def roles(self, features: NDArray[np.float64]) -> list[Role]:
        """Return the likeliest role of each technique (the rows of `features`)."""
        odds = np.stack([trees.sums(features) for trees in self._roles.values()])
        return [list(self._roles)[best] for best in odds.argmax(axis=0).tolist()]


@functools.cache
def load_classifier(*, tagged: bool) -> EntityClassifier:
    """Return the classifier that kg ships, fitted with what the tagger says or without it."""
    name = "entity_classifier.json" if tagged else "entity_classifier_fast.json"
    fitted = json.loads(files("kg.models").joinpath(name).read_text(encoding="utf-8"))
    kinds = {Relation(kind): _trees(part) for kind, part in fitted["kinds"].items()}
    return EntityClassifier(kinds, {Role(role): _trees(part) for role, part in fitted["roles"].items()})


def _trees(part: Mapping[str, Any]) -> Trees:
    return Trees(part["trees"], bias=part["bias"])
