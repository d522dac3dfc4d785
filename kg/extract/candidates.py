"""Keyphrase candidates: the noun phrases of a paper and the phrases inside them, each where it stands in the text."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.extract.chunks import Chunk, is_bland
from kg.extract.passage import Passage
from kg.model import Field
from kg.text import Span, variant_key

__all__ = ["Candidate", "Occurrence", "find_candidates"]

_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a candidate; `whole` tells that it is a whole noun phrase, not a part of one."""

    passage: Passage
    span: Span
    whole: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase of one to four words, all its variants in one paper taken together, in the order of the text."""

    key: str
    words: int
    occurrences: tuple[Occurrence, ...]

    @property
    def surface(self) -> str:
        """The phrase as it is written where it stands first."""
        first = self.occurrences[0]
        return first.passage.text[slice(*first.span)]

    @property
    def in_title(self) -> bool:
        """Whether the phrase stands in the title."""
        return any(occurrence.passage.field is Field.TITLE for occurrence in self.occurrences)


def find_candidates(passages: Iterable[Passage]) -> list[Candidate]:
    """Return the candidates of one paper, sorted by key."""
    places: dict[str, list[tuple[Occurrence, int]]] = {}
    for passage in passages:
        for chunk in passage.chunks:
            for span, words in _phrases(chunk):
                key = variant_key(passage.text[slice(*span)])
                if len(key) > 2 and not key.isdecimal():
                    places.setdefault(key, []).append((Occurrence(passage, span, span == chunk.span), words))
    return [
        Candidate(key, min(words for _, words in found), tuple(occurrence for occurrence, _ in found))
        for key, found in sorted(places.items())
    ]


def _phrases(chunk: Chunk) -> Iterable[tuple[Span, int]]:
    count = len(chunk.tokens)
    for start in range(count):
        for end in range(start + 1, min(start + _LONGEST, count) + 1):
            if end == start + 1 and is_bland(chunk.tokens[start]):
                continue
            yield Span(chunk.tokens[start].start, chunk.tokens[end - 1].end), end - start
