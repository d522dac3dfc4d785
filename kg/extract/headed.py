"""Techniques and tasks that no lexicon knows, by the last noun of their phrase: "... distillation", "... detection"."""

from collections.abc import Iterator

from kg.extract.chunks import Chunk
from kg.extract.cues import role_of
from kg.extract.passage import Passage
from kg.extract.rules import Rule, trust
from kg.model import Mention, Relation, Role
from kg.text import singular

__all__ = ["HEADED", "find_headed", "head_noun", "is_headed"]

HEADED = (Relation.TECHNIQUE, Relation.TASK)
"""The relations whose names are common nouns as often as not."""

_LONGEST_PHRASE = 4


def find_headed(passage: Passage) -> Iterator[Mention]:
    """Yield the noun phrases of two to four words whose last noun tells their kind."""
    for chunk in filter(is_headed, passage.chunks):
        for relation in HEADED:
            score = trust(Rule.HEAD_NOUN, relation, head_noun(chunk))
            if score is not None:
                role = role_of(passage, chunk.span) if relation is Relation.TECHNIQUE else Role.NONE
                yield passage.mention(chunk.span, relation, rule=Rule.HEAD_NOUN, score=score, role=role)


def is_headed(chunk: Chunk) -> bool:
    """Tell whether a noun phrase is long enough for its last noun to be qualified, and short enough to be a name."""
    return 2 <= len(chunk.tokens) <= _LONGEST_PHRASE


def head_noun(chunk: Chunk) -> str:
    """Return the singular of the last noun, of a hyphenated one its last part."""
    return singular(chunk.head)
