"""Acronyms that a text defines: "long form (ACRONYM)" and "ACRONYM (long form)".

The letters are matched backwards, after Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", PSB 2003.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.passage import Passage
from kg.text import Span

__all__ = ["Definition", "find_definitions", "find_long_form"]

_PARENTHESIS = re.compile(r"\(\s*([^()]{2,80}?)\s*(?:[,;][^()]*)?\)")
_ACRONYM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z][\w+./&-]{1,14}")
_BEFORE = re.compile(r"(?:^|[\s\"'])([A-Za-z][\w+./&-]{1,14})\s*$")


class Definition(NamedTuple):
    """An acronym and its long form, in the passage where the text defines it."""

    passage: Passage
    short: Span
    long: Span

    @property
    def acronym(self) -> str:
        """The acronym without a plural s."""
        text = self.passage.text[slice(*self.short)]
        return text[:-1] if text.endswith("s") and text[:-1].isupper() else text

    @property
    def expansion(self) -> str:
        """The long form as it is written."""
        return self.passage.text[slice(*self.long)]


def find_definitions(passage: Passage) -> Iterator[Definition]:
    """Yield the acronyms that a passage defines, in the order of the text."""
    for match in _PARENTHESIS.finditer(passage.text):
        inside = Span(*match.span(1))
        before = passage.before(match.start())
        offset = match.start() - len(before)
        if _ACRONYM.fullmatch(match[1]):
            if long := find_long_form(match[1], before):
                yield Definition(passage, inside, Span(offset + long.start, offset + long.end))
        elif (name := _BEFORE.search(before)) and _ACRONYM.fullmatch(name[1]):
            long = find_long_form(name[1], match[1])
            if long and long.start == 0:
                yield Definition(passage, Span(offset + name.start(1), offset + name.end(1)), inside)


def find_long_form(acronym: str, text: str) -> Span | None:
    """Return the shortest stretch at the end of `text` that `acronym` abbreviates, None where there is none.

    >>> text = "a challenge in scene text recognition "
    >>> text[slice(*find_long_form("STR", text))]
    'scene text recognition'
    """
    letters = [char for char in acronym.lower() if char.isalnum()]
    if acronym.endswith("s") and acronym[:-1].isupper():
        letters.pop()
    end = len(text.rstrip())
    position = end
    for index, letter in reversed(list(enumerate(letters))):
        position -= 1
        while position >= 0 and not (text[position].lower() == letter and (index or _starts_word(text, position))):
            position -= 1
        if position < 0:
            return None
    found = text[position:end]
    word_count = len(found.replace("-", " ").split())
    fits = 2 <= word_count <= min(len(letters) + 5, 2 * len(letters)) and not re.search(r"[.;:!?]\s", found)
    return Span(position, end) if fits else None


def _starts_word(text: str, position: int) -> bool:
    return position == 0 or not text[position - 1].isalnum()
