"""Proper names: words that are written like names, alone or in a row."""

import re
from collections.abc import Iterable, Iterator

from kg.extract.chunks import Token, is_common
from kg.text import Span

__all__ = ["find_names", "is_coined", "name_rows"]

_COINED = re.compile(r"(?!\d[\d.]*[A-Za-z]$).*(?:[A-Z].*[A-Z\d]|[a-z\d].*[A-Z]).*")
_JOINED = re.compile(r"\s?")
_IN_A_ROW = re.compile(
    r"\s*(?:\([^()]{1,40}\)\s*)?(?:,\s*(?:and|or)?|and|or|/|&|;)\s*(?:the\s+|even\s+|also\s+|on\s+)?"
)
_OPENING = ("'", '"', "(", "[")
_CLAUSE_END = (".", ":", ";", "!", "?", ")", "]")
_LONGEST_NAME = 5


def is_coined(text: str) -> bool:
    """Tell whether a word is written as only names are: capitals inside, or capitals with digits.

    >>> [is_coined(word) for word in ("LLaVA", "MERV", "T5", "Mamba", "Self-attention", "7B")]
    [True, True, True, False, False, False]
    """
    return not text.islower() and bool(_COINED.fullmatch(text))


def find_names(text: str, tokens: Iterable[Token]) -> Iterator[Span]:
    """Yield the proper names of a text with these `tokens`: coined words, runs of capitalised words inside a clause.

    >>> from kg.extract.chunks import tokens
    >>> text = "We pair LLaVA with Perception Test. Results: Better."
    >>> [text[start:end] for start, end in find_names(text, tokens(text))]
    ['LLaVA', 'Perception Test']
    """
    run: list[Token] = []
    for token in tokens:
        is_part = _is_name_part(text, token)
        if run and not (is_part and _JOINED.fullmatch(text, run[-1].end, token.start)):
            yield from _name(run)
            run = []
        if is_part:
            run.append(token)
    yield from _name(run)


def name_rows(text: str, names: Iterable[Span]) -> Iterator[list[Span]]:
    """Yield the names that stand in one enumeration together ("A, B and C"), a name alone as a row of one."""
    row: list[Span] = []
    for name in names:
        if row and not _IN_A_ROW.fullmatch(text, row[-1].end, name.start):
            yield row
            row = []
        row.append(name)
    if row:
        yield row


def _is_name_part(text: str, token: Token) -> bool:
    if is_coined(token.text):
        return True
    return token.text[0].isupper() and not _begins_clause(text, token.start) and not is_common(token)


def _begins_clause(text: str, start: int) -> bool:
    before = text[: start - 1] if text[:start].endswith(_OPENING) else text[:start]
    before = before.rstrip()
    return not before or before.endswith(_CLAUSE_END)


def _name(run: list[Token]) -> Iterator[Span]:
    if run and len(run) <= _LONGEST_NAME:
        yield Span(run[0].start, run[-1].end)
