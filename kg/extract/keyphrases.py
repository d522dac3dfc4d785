"""What is known of phrases from a background of papers: how common each is, and how often authors choose it."""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Background", "HeadCounts", "PhraseCounts", "load_background"]


class PhraseCounts(NamedTuple):
    """In how many papers a phrase is what.

    In the text, in the title, a whole noun phrase; in the text of a paper one of whose author keywords stands in it,
    and there chosen as one; among the author keywords or subject headings of any paper, in its text or not.
    """

    papers: int
    titled: int
    whole: int
    keyworded: int
    chosen: int
    listed: int

    @property
    def chosen_rate(self) -> float:
        """How likely authors choose the phrase where their text has it, few observations drawn to the base rate."""
        return _rate(self.chosen, self.keyworded, _CHOSEN_BASE, _PRIOR)

    @property
    def titled_rate(self) -> float:
        """How likely the phrase stands in the title of a paper that has it, drawn to the base rate likewise."""
        return _rate(self.titled, self.papers, _TITLED_BASE, _PRIOR)

    @property
    def whole_rate(self) -> float:
        """How likely the phrase is a whole noun phrase of a paper that has it, drawn to one half likewise."""
        return _rate(self.whole, self.papers, _WHOLE_BASE, _WHOLE_PRIOR)

    @property
    def listed_rate(self) -> float:
        """Keyword lists with the phrase by texts with it, rare phrases drawn to zero."""
        return (self.listed + 0.5) / (self.papers + 50)


class HeadCounts(NamedTuple):
    """How many phrases of two or more words, each counted once a paper, end in a word.

    Whole noun phrases, those of them in the title; phrases of papers with author keywords in the text, those chosen.
    """

    phrases: int
    titled: int
    keyworded: int
    chosen: int

    @property
    def chosen_rate(self) -> float:
        """How likely authors choose a longer phrase that ends in the word."""
        return _rate(self.chosen, self.keyworded, _HEAD_CHOSEN_BASE, _HEAD_PRIOR)

    @property
    def titled_rate(self) -> float:
        """How likely a longer phrase that ends in the word stands in the title."""
        return _rate(self.titled, self.phrases, _HEAD_TITLED_BASE, _HEAD_PRIOR)


@dataclass(frozen=True, slots=True)
class Background:
    """Counts of phrases and of last words by variant key, and of all papers that were counted."""

    phrases: Mapping[str, PhraseCounts]
    heads: Mapping[str, HeadCounts]
    papers: int

    def inverse_document_frequency(self, phrase: str) -> float:
        """Return ln(N / n) for a phrase in n of N background papers; an unseen phrase counts as seen in one."""
        return math.log(self.papers / max(self.counts(phrase).papers, 1))

    def is_keyword(self, phrase: str) -> bool:
        """Tell whether a phrase is a keyword of some paper."""
        return self.counts(phrase).listed > 0

    def counts(self, phrase: str) -> PhraseCounts:
        """Return the counts of a phrase by its variant key; zeros where it was not seen or too rare to be kept."""
        return self.phrases.get(phrase, _UNSEEN)

    def head_counts(self, head: str) -> HeadCounts:
        """Return the counts of a last word by its variant key; zeros where it was not seen or too rare to be kept."""
        return self.heads.get(head, _UNSEEN_HEAD)


_PRIOR = 10
_WHOLE_PRIOR = 5
_CHOSEN_BASE = 0.026
_TITLED_BASE = 0.05
_WHOLE_BASE = 0.5
_HEAD_PRIOR = 20
_HEAD_CHOSEN_BASE = 0.027
_HEAD_TITLED_BASE = 0.124
_UNSEEN = PhraseCounts(0, 0, 0, 0, 0, 0)
_UNSEEN_HEAD = HeadCounts(0, 0, 0, 0)


@functools.cache
def load_background() -> Background:
    """Return the background that kg ships, `words/keyphrases.tsv` and `words/keyheads.tsv`.

    The first row of the former holds the totals.
    """
    (_, papers, *_), *phrases = _rows("keyphrases.tsv")
    return Background(
        {phrase: PhraseCounts(*map(int, counts)) for phrase, *counts in phrases},
        {head: HeadCounts(*map(int, counts)) for head, *counts in _rows("keyheads.tsv")},
        int(papers),
    )


def _rows(name: str) -> list[list[str]]:
    text = files("kg.extract").joinpath("words", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def _rate(count: int, total: int, base: float, prior: int) -> float:
    return (count + prior * base) / (total + prior)
