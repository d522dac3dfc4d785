"""What can be told of each keyphrase candidate of a paper, as numbers for the ranker."""

import functools
import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.extract.candidates import Candidate, Occurrence, word_key
from kg.extract.chunks import is_bland, is_generic, tokens
from kg.extract.keyphrases import Background, HeadCounts, PhraseCounts
from kg.extract.passage import Passage, field_starts
from kg.extract.tags import KINDS
from kg.model import Field, Relation
from kg.text import Span

__all__ = ["FEATURES", "candidate_features"]

_ACRONYM = re.compile(r" \([A-Z][\w-]*\)")

FEATURES = (
    "similarity",
    "similarity_rank",
    "in_title",
    "title_overlap",
    "position",
    "offset",
    "spread",
    "frequency",
    "known",
    "idf",
    "weighted_frequency",
    "chosen_rate",
    "titled_rate",
    "whole_rate",
    "listed",
    "listed_rate",
    "head_chosen_rate",
    "head_titled_rate",
    "words",
    "characters",
    "whole",
    "whole_share",
    "capitals",
    "acronym",
    "expands",
    "covered",
    "covers",
    "generic_first",
    "generic_last",
    "bland_last",
    "name",
    *KINDS,
)


def candidate_features(
    candidates: Sequence[Candidate],
    passages: Sequence[Passage],
    similarity: NDArray[np.float64] | None,
    background: Background,
) -> NDArray[np.float64]:
    """Return the features (candidates x `FEATURES`) of the candidates of one paper.

    `similarity` is KeyBERT's, of each candidate to the paper; without it what rests on it is 0.
    """
    ranks = np.zeros(len(candidates))
    if similarity is None:
        similarity = ranks
    else:
        ranks[np.argsort(-similarity, kind="stable")] = np.arange(len(candidates)) / len(candidates)
    nesting = _nesting(candidates)
    texts = _Texts(passages)
    rows = [
        [
            similarity[index],
            ranks[index],
            *texts.places(candidate),
            *_background_features(candidate, background),
            *_shape(candidate),
            *nesting[index],
            is_generic(candidate.tokens[0]),
            is_generic(candidate.tokens[-1]),
            is_bland(candidate.tokens[-1]),
            *texts.names(candidate),
        ]
        for index, candidate in enumerate(candidates)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(candidates), len(FEATURES))


class _Texts:
    """The title and the abstract of a paper, laid end to end."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._starts = field_starts(passages)
        self._length = sum(len(passage.text) for passage in passages)
        titles = [passage for passage in passages if passage.field is Field.TITLE]
        self._title_words = {word_key(token.key) for title in titles for token in tokens(title.text)}
        self._names: Mapping[tuple[Field, Span], Relation] = {
            (passage.field, Span(hit.start, hit.end)): hit.entry.kind for passage in passages for hit in passage.hits
        }

    def places(self, candidate: Candidate) -> list[float]:
        """Return in_title to frequency: where the candidate stands and how often."""
        first, last = candidate.occurrences[0], candidate.occurrences[-1]
        start = self._offset(first)
        abstract = next(filter(_in_abstract, candidate.occurrences), None)
        in_title = [word_key(token.key) in self._title_words for token in candidate.tokens]
        return [
            candidate.in_title,
            sum(in_title) / len(in_title),
            abstract.span.start / len(abstract.passage.text) if abstract else 0.0,
            math.log1p(start),
            (self._offset(last) - start) / self._length,
            math.log(len(candidate.occurrences)),
        ]

    def names(self, candidate: Candidate) -> list[float]:
        """Return name to metric: whether the lexicon knows the candidate, and as what."""
        kinds = {self._names.get((item.passage.field, item.span)) for item in candidate.occurrences} - {None}
        return [bool(kinds), *[kind in kinds for kind in KINDS]]

    def _offset(self, occurrence: Occurrence) -> int:
        return self._starts[occurrence.passage.field] + occurrence.span.start


def _in_abstract(occurrence: Occurrence) -> bool:
    return occurrence.passage.field is Field.ABSTRACT


def _background_features(candidate: Candidate, background: Background) -> list[float]:
    counts, head = background.counts(candidate.key), background.head_counts(candidate.head)
    idf = background.inverse_document_frequency(candidate.key)
    return [counts.papers > 0, idf, idf * len(candidate.occurrences), *_phrase_rates(counts), *_head_rates(head)]


@functools.lru_cache(maxsize=1 << 14)
def _phrase_rates(counts: PhraseCounts) -> tuple[float, ...]:
    """Return chosen_rate to listed_rate, remembered: most phrases of a text are rare and have the same few counts."""
    return (
        math.log(counts.chosen_rate),
        math.log(counts.titled_rate),
        counts.whole_rate,
        math.log1p(counts.listed),
        math.log(counts.listed_rate),
    )


@functools.lru_cache(maxsize=1 << 14)
def _head_rates(counts: HeadCounts) -> tuple[float, ...]:
    """Return head_chosen_rate and head_titled_rate, remembered."""
    return math.log(counts.chosen_rate), math.log(counts.titled_rate)


def _shape(candidate: Candidate) -> list[float]:
    surface = candidate.surface
    whole = sum([occurrence.whole for occurrence in candidate.occurrences])
    return [
        candidate.words,
        len(candidate.key),
        whole > 0,
        whole / len(candidate.occurrences),
        any(map(str.isupper, surface[1:])),
        surface.rstrip("s").isupper(),
        any(_ACRONYM.match(item.passage.text, item.span.end) for item in candidate.occurrences),
    ]


def _nesting(candidates: Sequence[Candidate]) -> list[tuple[float, float]]:
    """Return of each candidate the share of its places inside one longer candidate, and ln of how rare its parts are.

    Both look at the one longer or shorter candidate that stands most often.
    """
    counts = [len(candidate.occurrences) for candidate in candidates]
    longer, shorter = [0] * len(candidates), [0] * len(candidates)
    keys = [candidate.key for candidate in candidates]
    by_length = sorted(range(len(candidates)), key=lambda index: candidates[index].words)
    lengths = [candidates[index].words for index in by_length]
    for part, words in zip(by_length, lengths, strict=True):
        key = keys[part]
        for whole in by_length[bisect_right(lengths, words) :]:
            if key in keys[whole]:
                longer[part] = max(longer[part], counts[whole])
                shorter[whole] = max(shorter[whole], counts[part])
    return [
        (min(longer[index] / count, 1.0), math.log((shorter[index] + 1) / (count + 1)))
        for index, count in enumerate(counts)
    ]
