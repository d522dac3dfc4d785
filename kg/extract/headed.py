"""Techniques and tasks that no lexicon knows, by the last noun of their phrase: "... distillation", "... detection"."""

from collections.abc import Iterator

from kg.extract.chunks import Chunk
from kg.extract.cues import role_for
from kg.extract.passage import Passage
from kg.extract.rules import Rule, head_share, is_telling_head
from kg.model import Mention, Relation
from kg.text import singular

__all__ = ["HEADED", "find_headed", "head_noun", "is_headed", "last_word"]

HEADED = (Relation.TECHNIQUE, Relation.TASK)
"""The relations whose names are common nouns as often as not."""

_LONGEST_PHRASE = 4


def find_headed(passage: Passage) -> Iterator[Mention]:
    """Yield the noun phrases of two to four words whose last noun tells their kind."""
    for chunk in filter(is_headed, passage.chunks):
        noun = head_noun(chunk)
        for relation in HEADED:
            if is_telling_head(relation, noun):
                yield passage.mention(
                    chunk.span,
                    relation,
                    rule=Rule.HEAD_NOUN,
                    score=head_share(relation, noun),
                    role=role_for(relation, passage, chunk.span),
                )


def is_headed(chunk: Chunk) -> bool:
    """Tell whether a noun phrase is long enough for its last noun to be qualified, and short enough to be a name."""
    return 2 <= len(chunk.tokens) <= _LONGEST_PHRASE


def head_noun(chunk: Chunk) -> str:
    """Return the singular of the last noun, of a hyphenated one its last part."""
    return singular(chunk.head)


def last_word(name: str) -> str:
    """Return the last word of a name in lower case, of a hyphenated one its last part.

    >>> last_word("Noise-Contrastive Pre-Training")
    'training'
    """
    return name.lower().replace("-", " ").split()[-1]
