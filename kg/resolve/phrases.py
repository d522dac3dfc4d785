"""What two phrases for one thing have in common: the same words, in another form or in another order.

What stands after "of", "for" or "in" qualifies what stands before, so that "summarization of text" has the words of
"text summarization" in the same order. Words before the last may change places ("deep unsupervised hashing",
"unsupervised deep hashing"); the last word, which says what kind of thing it is, stays the last. A method, mechanism
or scheme, where two other words are left, and -based are no words of their own. All others count:
prefixes (un-, non-, inter-) and numbers keep phrases apart, and words around "to" or "from" stay where they are.
"""

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

import snowballstemmer  # type: ignore[import-untyped, unused-ignore]

from kg.resolve.spelling import spelling_key
from kg.text import words

__all__ = ["Phrase", "is_reworded", "read_phrase", "spell_out"]

_TURNS = re.compile(r"\s+(?:of|for|in)\s+")
_EMPTY = re.compile(
    r"(?<!^model)(?<!^learning)-based\b|(?<=\w)-and-(?=\w)|(?:^|(?<=\s))(?:the|an?|vanilla)\s+", re.IGNORECASE
)
_EMPTY_LAST = re.compile(
    r"^((?!.*-based\b).*\w\W+\w.*)\s(?:approach|approache|mechanism|method|scheme|strategy|strategie|technique)s?$",
    re.IGNORECASE,
)
_PROPER = re.compile(r"\w[A-Z]|\d")
_ACRONYM = re.compile(r"(?<![\w-])([A-Z]{3,})(s?)(?![\w+#])")
_PREPOSITIONS = frozenset(
    ["against", "as", "at", "between", "by", "from", "into", "on", "over", "through", "to", "under", "via", "with"]
    + ["without"]
)
_SAME_WORDS = {"robotic": "robot", "visual": "vision"}
_ADJECTIVES = ("ical", "ional")
_ENDINGS = {"ing": "ing", "ion": "ion", "er": "er", "or": "er"}
_SAME_ENDINGS = frozenset(map(frozenset, [{"", "ing"}, {"", "ion"}, {"ing", "ion"}, {"er", "ion"}]))
_NO_SAME_ENDINGS = frozenset(["code", "evalu", "map"])
_STEMMER = snowballstemmer.stemmer("english")


class Phrase(NamedTuple):
    """The words of a name without endings, in order and in no order, and the ending of the last of them."""

    ordered: str
    unordered: str
    ending: str


def spell_out(name: str, meanings: Mapping[str, str]) -> str:
    """Write out the acronyms of a name of several words.

    >>> spell_out("LLM-based ranking", {"LLM": "large language model"})
    'large language model-based ranking'
    """
    if len(list(words(name))) == 1:
        return name
    return _ACRONYM.sub(lambda match: meanings[match[1]] + match[2] if match[1] in meanings else match[0], name)


@functools.lru_cache(maxsize=100_000)
def read_phrase(name: str) -> Phrase | None:
    """Return what a name of two words or more has in common with the same words in another form; None for one word."""
    turned = " ".join(reversed(_TURNS.split(name.strip())))
    told = _EMPTY.sub(" ", _EMPTY_LAST.sub(r"\1", turned))
    units = [unit for text in told.split() if (unit := _words(text))]
    if sum(map(len, units)) < 2:
        return None
    qualifiers = ["".join(map(_qualifier, unit)) for unit in units[:-1]]
    stem, ending = _head(*units[-1])
    ordered = "".join([*qualifiers, stem])
    may_move = not re.search(r"\d|-based\b", name) and _PREPOSITIONS.isdisjoint(turned.lower().split())
    return Phrase(ordered, " ".join([*sorted(qualifiers), stem]) if may_move else ordered, ending)


def is_reworded(one: Phrase, other: Phrase) -> bool:
    """Tell whether two phrases have the same words, and last words of the same or of endings that mean the same.

    >>> [is_reworded(read_phrase("text summarization"), read_phrase(name)) for name in
    ... ("summarization of texts", "summarizing text", "text summarizers", "text summary")]
    [True, False, True, False]
    """
    same_words = one.ordered == other.ordered or one.unordered == other.unordered
    return same_words and (one.ending == other.ending or frozenset((one.ending, other.ending)) in _SAME_ENDINGS)


def _words(text: str) -> list[str]:
    return [word.text for word in words(text.replace("+", " plus ").replace("#", " sharp "))]


@functools.lru_cache(maxsize=100_000)
def _qualifier(word: str) -> str:
    if _is_proper(word):
        return spelling_key(word).upper()
    bare = spelling_key(word)
    if bare.endswith(_ADJECTIVES) and len(bare) > 6:
        return bare.removesuffix("al")
    return _SAME_WORDS.get(bare, bare)


@functools.lru_cache(maxsize=100_000)
def _head(*unit: str) -> tuple[str, str]:
    """Return the stem of the last word and its ending: none, "ing", "ion", "er" and the like, or any other."""
    bare = spelling_key("".join(unit))
    if any(map(_is_proper, unit)):
        return bare.upper(), ""
    stem = _STEMMER.stemWord(bare)
    if stem in _NO_SAME_ENDINGS:
        return stem, bare
    if bare in (stem, f"{stem}e", f"{stem[:-1]}y", f"{stem}ate"):
        return stem, ""
    return stem, next((kind for ending, kind in _ENDINGS.items() if bare.endswith(ending)), bare)


def _is_proper(word: str) -> bool:
    return bool(_PROPER.search(word.removesuffix("s")))
