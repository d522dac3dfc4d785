"""Proper names that no lexicon knows: their kind from the words around them, from their neighbours, from the title."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from kg.extract.cues import is_called_data, kind_by_cue, role_for
from kg.extract.names import is_coined, name_rows
from kg.extract.passage import Passage
from kg.extract.rules import Rule, trust
from kg.model import Field, Mention, Relation, Role
from kg.text import Span

__all__ = ["find_named", "find_title_name", "occurrences"]

_BEFORE_COLON = re.compile(r"([^:]{2,40}?)\s*:\s")
_DATA_SUBTITLE = re.compile(r"\b(?:data ?sets?|benchmark|corpus|corpora|testbed|test suite|challenge)\b", re.IGNORECASE)
_AUTHOR = re.compile(r"\s+et al\b|,? (?:and|&) [A-Z]\w+ \(\d{4}\)|,? \(?\d{4}\)")
_WORD_BEGINS, _WORD_ENDS = re.compile(r"(?<![\w-])"), re.compile(r"(?!\w)")
_LONGEST_TITLE_NAME = 3


def find_title_name(passages: Sequence[Passage]) -> Iterator[Mention]:
    """Yield the name before the colon of a title, a dataset where the text calls it one, else a technique."""
    title = next((passage for passage in passages if passage.field is Field.TITLE), None)
    match = _BEFORE_COLON.match(title.text) if title else None
    if title is None or match is None or len(match[1].split()) > _LONGEST_TITLE_NAME:
        return
    places = [(passage, span) for passage in passages for span in occurrences(passage.text, match[1])]
    repeated = any(passage is not title for passage, _ in places)
    if not (is_coined(match[1].split()[0]) or (repeated and match[1][0].isupper())):
        return
    is_dataset = _DATA_SUBTITLE.search(title.text, match.end()) or any(is_called_data(*place) for place in places)
    kind = Relation.DATASET if is_dataset else Relation.TECHNIQUE
    yield replace(_named(title, Span(*match.span(1)), kind, Rule.TITLE_NAME), role=Role.INTRODUCED)


def find_named(passage: Passage, *, defined: Collection[str]) -> Iterator[Mention]:
    """Yield the names whose kind the text tells; names in one enumeration are of one kind.

    A name that differs from one of the lexicon by its spelling only is of that one's kind. Acronyms in `defined` are
    left to what their long form says.
    """
    hits = [Span(hit.start, hit.end) for hit in passage.hits]
    for row in name_rows(passage.text, passage.names):
        unknown = [
            name
            for name in row
            if passage.text[slice(*name)] not in defined
            and not _AUTHOR.match(passage.text, name.end)
            and not any(map(name.overlaps, hits))
        ]
        cue = kind_by_cue(passage, Span(row[0].start, row[-1].end)) if unknown else None
        neighbour = _kind_of_neighbours(passage, row) if unknown else None
        for name in unknown:
            surface = passage.text[slice(*name)]
            if entry := passage.variants.get(name):
                yield replace(_named(passage, name, entry.kind, Rule.VARIANT), name=entry.name)
            elif cue and (is_coined(surface) or passage.field is not Field.TITLE):
                yield _named(passage, name, cue, Rule.CUED_NAME)
            elif neighbour:
                yield _named(passage, name, neighbour, Rule.ROW_NAME)
            elif is_coined(surface):
                introduced = role_for(Relation.TECHNIQUE, passage, name) is Role.INTRODUCED
                rule = Rule.INTRODUCED_NAME if introduced else Rule.COINED_NAME
                yield _named(passage, name, Relation.TECHNIQUE, rule)


def occurrences(text: str, name: str) -> Iterator[Span]:
    """Yield where `name` stands in `text` as a word of its own."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if _WORD_BEGINS.match(text, start) and _WORD_ENDS.match(text, end):
            yield Span(start, end)
            start = text.find(name, end)
        else:
            start = text.find(name, start + 1)


def _kind_of_neighbours(passage: Passage, row: Sequence[Span]) -> Relation | None:
    """Return the kind of the first name of an enumeration that the lexicon knows, where that is a kind of names."""
    kinds = (hit.entry.kind for name in row for hit in passage.hits if name.overlaps(Span(hit.start, hit.end)))
    first = next(kinds, None)
    return first if first in (Relation.DATASET, Relation.TECHNIQUE) else None


def _named(passage: Passage, span: Span, kind: Relation, rule: Rule) -> Mention:
    return passage.mention(span, kind, rule=rule, score=trust(rule, kind), role=role_for(kind, passage, span))
