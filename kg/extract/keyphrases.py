"""What is known of phrases from a background of papers: how common each is, and how often authors choose it."""

import csv
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Background", "PhraseCounts", "load_background"]


class PhraseCounts(NamedTuple):
    """Papers whose text has a phrase; of those with author keywords, the ones whose text has it and that chose it."""

    papers: int
    keyworded: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Background:
    """Counts of phrases, and of all papers that were counted."""

    phrases: Mapping[str, PhraseCounts]
    papers: int
    base_rate: float

    def inverse_document_frequency(self, phrase: str) -> float:
        """Return ln(N / n) for a phrase in n of N background papers; an unseen phrase counts as seen in one."""
        return math.log(self.papers / max(self.counts(phrase).papers, 1))

    def chosen_rate(self, phrase: str) -> float:
        """Return how likely authors choose a phrase that their text has, few observations drawn to the base rate."""
        counts = self.counts(phrase)
        return (counts.chosen + _PRIOR * self.base_rate) / (counts.keyworded + _PRIOR)

    def counts(self, phrase: str) -> PhraseCounts:
        """Return the counts of a phrase by its variant key; zeros where it was not seen or too rare to be kept."""
        return self.phrases.get(phrase, _UNSEEN)


_PRIOR = 10
_BASE_RATE = 0.02
_UNSEEN = PhraseCounts(0, 0, 0)


@functools.cache
def load_background() -> Background:
    """Return the background that kg ships, `words/keyphrases.tsv`; its first row holds the totals."""
    text = files("kg.extract").joinpath("words", "keyphrases.tsv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE)
    totals = next(rows)
    phrases = {
        phrase: PhraseCounts(int(papers), int(keyworded), int(chosen)) for phrase, papers, keyworded, chosen in rows
    }
    return Background(phrases, int(totals[1]), _BASE_RATE)
