"""What the tagger is told of a paper besides its words: where the rules find what, and how far they are trusted."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.extract.acronyms import Definition
from kg.extract.headed import HEADED, head_noun
from kg.extract.passage import Passage
from kg.extract.rules import head_share
from kg.extract.tags import KINDS
from kg.model import Field, Mention

__all__ = ["MARKS", "mark_text"]

MARKS = (
    *(f"{kind} found" for kind in KINDS),
    *(f"{kind} begins" for kind in KINDS),
    "noun phrase",
    "noun phrase begins",
    "name",
    "in the lexicon",
    "defined",
    *(f"phrases like it are a {kind}" for kind in HEADED),
)
_NOUN_PHRASE, _NOUN_PHRASE_BEGINS, _NAME, _IN_LEXICON, _DEFINED, _HEADS = range(2 * len(KINDS), 2 * len(KINDS) + 6)


def mark_text(
    passages: Sequence[Passage],
    starts: Mapping[Field, int],
    length: int,
    findings: Iterable[Mention],
    definitions: Iterable[Definition],
) -> NDArray[np.float32]:
    """Return the marks (`MARKS` x characters) of a text of `length` in which the passages begin at `starts`."""
    marks = np.zeros((len(MARKS), length), dtype=np.float32)
    for mention in findings:
        kind, start = KINDS.index(mention.relation), starts[mention.field]
        first, after = start + mention.start, start + mention.end
        np.maximum(marks[kind, first:after], mention.score, out=marks[kind, first:after])
        marks[len(KINDS) + kind, first] = max(marks[len(KINDS) + kind, first], mention.score)
    for passage in passages:
        start = starts[passage.field]
        for chunk in passage.chunks:
            noun, span = head_noun(chunk), chunk.span
            first, after = start + span.start, start + span.end
            marks[_NOUN_PHRASE, first:after] = 1
            marks[_NOUN_PHRASE_BEGINS, first] = 1
            for index, relation in enumerate(HEADED, _HEADS):
                marks[index, first:after] = head_share(relation, noun)
        for name in passage.names:
            marks[_NAME, start + name.start : start + name.end] = 1
        for hit in passage.hits:
            marks[_IN_LEXICON, start + hit.start : start + hit.end] = 1
    for definition in definitions:
        start = starts[definition.passage.field]
        for span in (definition.short, definition.long):
            marks[_DEFINED, start + span.start : start + span.end] = 1
    return marks
