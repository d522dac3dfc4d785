"""Proper names that no lexicon knows: their kind from the words around them, from their neighbours, from the title."""

import re
from collections.abc import Iterator, Sequence

from kg.extract.cues import kind_by_cue, role_of
from kg.extract.names import find_names, is_coined, name_rows
from kg.extract.passage import Passage
from kg.extract.rules import Rule, trust
from kg.model import Field, Mention, Relation, Role
from kg.text import Span

__all__ = ["find_named", "find_title_name", "occurrences"]

_BEFORE_COLON = re.compile(r"([^:]{2,40}?)\s*:\s")
_LONGEST_TITLE_NAME = 3


def find_title_name(passages: Sequence[Passage]) -> Iterator[Mention]:
    """Yield the name before the colon of a title, a dataset where the text calls it one, else a technique."""
    title = passages[0]
    match = _BEFORE_COLON.match(title.text) if title.field is Field.TITLE else None
    if match is None or len(match[1].split()) > _LONGEST_TITLE_NAME:
        return
    words = match[1].split()
    repeated = any(re.search(rf"(?<!\w){re.escape(match[1])}(?!\w)", passage.text) for passage in passages[1:])
    if not (is_coined(words[0]) or (repeated and match[1][0].isupper())):
        return
    kinds = [kind_by_cue(passage, span) for passage in passages for span in occurrences(passage.text, match[1])]
    kind = (
        Relation.DATASET
        if _calls_data(title.text[match.end() :]) or kinds.count(Relation.DATASET) > kinds.count(Relation.TECHNIQUE)
        else Relation.TECHNIQUE
    )
    yield _named(title, Span(*match.span(1)), kind, Rule.TITLE_NAME, Role.INTRODUCED)


def find_named(passage: Passage) -> Iterator[Mention]:
    """Yield the names whose kind the text tells; names in one enumeration are of one kind."""
    known = {Span(hit.start, hit.end): hit.entry.kind for hit in passage.hits}
    names = list(find_names(passage))
    for row in name_rows(passage, names):
        cue = kind_by_cue(passage, Span(row[0].start, row[-1].end))
        neighbours = [kind for name in row for span, kind in known.items() if _overlap(name, span)]
        neighbour = neighbours[0] if neighbours and neighbours[0] in (Relation.DATASET, Relation.TECHNIQUE) else None
        for name in row:
            if any(_overlap(name, span) for span in known):
                continue
            role = role_of(passage, name)
            if cue:
                yield _named(passage, name, cue, Rule.CUED_NAME, role)
            elif neighbour and len(row) > 1:
                yield _named(passage, name, neighbour, Rule.ROW_NAME, role)
            elif role is Role.INTRODUCED and is_coined(passage.text[slice(*name)]):
                yield _named(passage, name, Relation.TECHNIQUE, Rule.INTRODUCED_NAME, role)
            elif is_coined(passage.text[slice(*name)]):
                yield _named(passage, name, Relation.TECHNIQUE, Rule.COINED_NAME, role)


def occurrences(text: str, name: str) -> Iterator[Span]:
    """Yield where `name` stands in `text` as a word of its own."""
    for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w])", text):
        yield Span(*match.span())


def _calls_data(subtitle: str) -> bool:
    return bool(
        re.search(r"\b(?:data ?sets?|benchmark|corpus|corpora|testbed|test suite|challenge)\b", subtitle, re.IGNORECASE)
    )


def _named(passage: Passage, span: Span, kind: Relation, rule: Rule, role: Role) -> Mention:
    return passage.mention(span, kind, rule=rule, score=trust(rule, kind) or 0.0, role=role)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
