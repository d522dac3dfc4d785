"""Keyphrase candidates: the noun phrases of a paper and the phrases inside them, each where it stands in the text."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.chunks import Token, is_bland, is_generic
from kg.extract.passage import Passage
from kg.model import Field
from kg.text import Span, variant_key

__all__ = ["Candidate", "Occurrence", "find_candidates", "word_key"]

_LONGEST = 4
_SHORTEST_KEY = 3


class Occurrence(NamedTuple):
    """One place of a candidate; `whole` tells that it is a whole noun phrase, not a part of one."""

    passage: Passage
    span: Span
    whole: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase of one to four words, all its variants in one paper taken together, in the order of the text.

    `tokens` are the words of the place that stands first.
    """

    key: str
    tokens: tuple[Token, ...]
    occurrences: tuple[Occurrence, ...]

    @property
    def surface(self) -> str:
        """The phrase as it is written where it stands first."""
        first = self.occurrences[0]
        return first.passage.text[slice(*first.span)]

    @property
    def words(self) -> int:
        """How many words the phrase has; hyphenated words are one."""
        return len(self.tokens)

    @property
    def head(self) -> str:
        """The variant key of the last word, of a hyphenated one of its last part."""
        return word_key(self.tokens[-1].key.rpartition("-")[2])

    @property
    def in_title(self) -> bool:
        """Whether the phrase stands in the title."""
        return self.occurrences[0].passage.field is Field.TITLE


def find_candidates(passages: Iterable[Passage], *, knows: Callable[[str], bool]) -> list[Candidate]:
    """Return the candidates of one paper, sorted by key; the title comes before the abstract.

    A phrase that begins with a generic word ("large language models", "novel algorithm") is a candidate only where
    `knows` tells so of its key.
    """
    found: dict[str, list[tuple[Occurrence, tuple[Token, ...]]]] = {}
    for passage in passages:
        for run in passage.runs:
            generic = [is_generic(token) for token in run]
            inner = [_inner_key(token.key) for token in run]
            for first, last in _phrases(run, generic):
                key = "".join(inner[first:last]) + word_key(run[last].key)
                if _is_name(key, run[first]) and (not generic[first] or knows(key)):
                    whole = (first == 0 or generic[first - 1]) and last == len(run) - 1
                    span = Span(run[first].start, run[last].end)
                    found.setdefault(key, []).append((Occurrence(passage, span, whole), run[first : last + 1]))
    return [
        Candidate(key, places[0][1], tuple(occurrence for occurrence, _ in places))
        for key, places in sorted(found.items())
    ]


@functools.lru_cache(maxsize=1 << 16)
def word_key(word: str) -> str:
    """Return the variant key of one word, remembered."""
    return variant_key(word)


def _phrases(run: Sequence[Token], generic: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last word of each phrase in a noun phrase, not of those whose words are all `generic`."""
    for first in range(len(run)):
        if not (generic[first] or is_bland(run[first])):
            yield first, first
        for last in range(first + 1, min(first + _LONGEST, len(run))):
            if not all(generic[first : last + 1]):
                yield first, last


def _is_name(key: str, first: Token) -> bool:
    if len(key) < _SHORTEST_KEY:
        return len(key) > 1 and key.isalpha() and first.text[:2].isupper()
    return not key.isdecimal()


@functools.lru_cache(maxsize=1 << 16)
def _inner_key(word: str) -> str:
    """Return the variant key of one word before others, remembered; those of its words make that of a phrase."""
    return variant_key(f"{word} x")[:-1]
