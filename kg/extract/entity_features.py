"""What can be told of each entity candidate of a paper, as numbers for the classifier."""

import math
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from kg.extract.candidates import word_key
from kg.extract.encoder import EncodedPaper
from kg.extract.grouping import EntityCandidate
from kg.extract.headed import last_word
from kg.extract.keyphrases import load_background
from kg.extract.names import is_coined
from kg.extract.passage import Passage, field_starts
from kg.extract.rules import Rule
from kg.extract.tags import KINDS, ROLES, Tags
from kg.model import Field, Relation, Role
from kg.text import Span, variant_key

__all__ = ["ENTITY_FEATURES", "entity_features"]

_RULES = tuple(rule for rule in Rule if rule is not Rule.TAGGER)
_TAGGED = (
    "likeliest",
    "likely anywhere",
    "likely on average",
    "covered",
    "begins",
    *(f"next likeliest kind {place}" for place in range(1, len(KINDS))),
    "longer name",
    "overlapping name",
    *ROLES,
)
ENTITY_FEATURES = (
    *_TAGGED,
    "rule",
    "rules",
    *_RULES,
    "rule for another kind",
    "introduced by cue",
    "compared by cue",
    "places",
    "in title",
    "first place",
    "words",
    "characters",
    "capitals",
    "coined",
    "capitalised",
    "expands",
    "papers",
    "chosen rate",
    "titled rate",
    "whole rate",
    "listed",
    "head chosen rate",
    "head titled rate",
    "length of text",
)
"""Those of the tagger first; without it they are 0."""


def entity_features(
    candidates: Sequence[EntityCandidate], passages: Sequence[Passage], encoded: EncodedPaper | None
) -> NDArray[np.float64]:
    """Return the features (candidates x `ENTITY_FEATURES`) of the candidates of one paper."""
    text = _Text(passages)
    trusted = {
        (candidate.key, candidate.relation): max(
            (mention.score for mention in candidate.findings if mention.rule != Rule.TAGGER), default=0.0
        )
        for candidate in candidates
    }
    tagged_rows = _tagged(candidates, encoded) if encoded else [[0.0] * len(_TAGGED)] * len(candidates)
    rows = []
    for candidate, tagged in zip(candidates, tagged_rows, strict=True):
        others = [trusted.get((candidate.key, kind), 0.0) for kind in KINDS if kind is not candidate.relation]
        rows.append(
            [*tagged, *_ruled(candidate), max(others), *_cued(candidate), *text.places(candidate), *_shape(candidate)]
            + [*_known(candidate), text.length]
        )
    return np.array(rows, dtype=np.float64).reshape(len(candidates), len(ENTITY_FEATURES))


class _Text:
    """The title and the abstract of a paper, laid end to end."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._starts = field_starts(passages)
        self.length = sum(len(passage.text) for passage in passages)

    def places(self, candidate: EntityCandidate) -> list[float]:
        """Return places to first place: how often the candidate stands where."""
        places = {(self._starts[mention.field] + mention.start, mention.end) for mention in candidate.findings}
        in_title = any(mention.field is Field.TITLE for mention in candidate.findings)
        return [math.log(len(places)), in_title, min(start for start, _ in places) / self.length]


def _tagged(candidates: Sequence[EntityCandidate], encoded: EncodedPaper) -> list[list[float]]:
    tags = encoded.text.tags
    places = [_places(candidate, encoded) for candidate in candidates]
    likely = {place: tags.probabilities(place) for place in {place for own in places for place in own}}
    of_kind: dict[Relation, list[tuple[int, Span, float]]] = {kind: [] for kind in KINDS}
    for index, (candidate, own) in enumerate(zip(candidates, places, strict=True)):
        kind = KINDS.index(candidate.relation)
        of_kind[candidate.relation] += [(index, place, likely[place][kind]) for place in own]
    return [
        [
            *_likelihood(candidate.relation, own, likely, tags),
            *_beside(
                own, [(span, probability) for other, span, probability in of_kind[candidate.relation] if other != index]
            ),
            *_roles(own, tags),
        ]
        for index, (candidate, own) in enumerate(zip(candidates, places, strict=True))
    ]


def _places(candidate: EntityCandidate, encoded: EncodedPaper) -> list[Span]:
    spans = {encoded.place(mention.field, Span(mention.start, mention.end)) for mention in candidate.findings}
    return sorted(spans)


def _likelihood(
    kind: Relation, places: Sequence[Span], likely: Mapping[Span, Sequence[float]], tags: Tags
) -> list[float]:
    by_kind = dict(zip(KINDS, zip(*(likely[place] for place in places), strict=True), strict=True))
    own = by_kind.pop(kind)
    return [
        max(own),
        1 - math.prod([1 - probability for probability in own]),
        np.add.reduce(own) / len(own),
        max([tags.covered(kind, place) for place in places]),
        max([tags.begins(kind, place) for place in places]),
        *sorted(map(max, by_kind.values()), reverse=True),
    ]


def _beside(places: Sequence[Span], others: Sequence[tuple[Span, float]]) -> tuple[float, float]:
    """Return how likely the likeliest of `others` is that holds one of the places, and of those that overlap one else.

    `others` are the places of the other names of the kind, each with how likely it is one.
    """
    longer = overlapping = 0.0
    for place, (span, probability) in product(places, others):
        if span.start <= place.start and place.end <= span.end:
            longer = max(longer, probability)
        elif span.overlaps(place):
            overlapping = max(overlapping, probability)
    return longer, overlapping


def _roles(places: Sequence[Span], tags: Tags) -> list[float]:
    roles: list[float] = (np.add.reduce([tags.role(place) for place in places]) / len(places)).tolist()
    return roles


def _ruled(candidate: EntityCandidate) -> list[float]:
    best: dict[Rule, float] = dict.fromkeys(_RULES, 0.0)
    for mention in candidate.findings:
        if mention.rule != Rule.TAGGER:
            best[Rule(mention.rule)] = max(best[Rule(mention.rule)], mention.score)
    return [max(best.values()), sum(map(bool, best.values())), *best.values()]


def _cued(candidate: EntityCandidate) -> list[float]:
    roles = {mention.role for mention in candidate.findings}
    return [Role.INTRODUCED in roles, Role.COMPARED in roles]


def _shape(candidate: EntityCandidate) -> list[float]:
    surface = candidate.surface
    words = surface.split()
    return [
        len(words),
        len(surface),
        any(map(str.isupper, surface[1:])),
        is_coined(words[0]),
        surface[0].isupper(),
        candidate.expands,
    ]


def _known(candidate: EntityCandidate) -> list[float]:
    background, key = load_background(), variant_key(candidate.surface)
    counts, head = background.counts(key), background.head_counts(word_key(last_word(candidate.surface)))
    return [
        math.log1p(counts.papers),
        math.log(counts.chosen_rate),
        math.log(counts.titled_rate),
        counts.whole_rate,
        math.log1p(counts.listed),
        math.log(head.chosen_rate),
        math.log(head.titled_rate),
    ]
