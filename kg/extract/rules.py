"""The rules that find entities, and how far each of their findings is to be trusted.

A score is the share of findings that annotators marked, as `training/measure_trust.py` measured it: for single names of
the lexicon where they were seen often enough, else for the rule as a whole. Of the last nouns of phrases all are known.
"""

import csv
import functools
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import NamedTuple

from kg.model import Relation

__all__ = ["Rule", "Trust", "head_share", "is_telling_head", "trust"]

_LEAST_FOUND = 3
_LEAST_SHARE = 0.3
_UNSEEN_HEAD = 1 / 3


class Rule(StrEnum):
    """What found a mention, the one that tells most first."""

    LEXICON = "lexicon"
    VARIANT = "lexicon-variant"
    TITLE_NAME = "title-name"
    ACRONYM = "acronym"
    INTRODUCED_NAME = "introduced-name"
    CUED_NAME = "cued-name"
    ROW_NAME = "row-name"
    HEAD_NOUN = "head-noun"
    COINED_NAME = "coined-name"
    TAGGER = "tagger"


class Trust(NamedTuple):
    """The share (0 to 1) of findings that annotators marked, and how many there were."""

    share: float
    found: int


def trust(rule: Rule, relation: Relation, key: str = "") -> float:
    """Return how far a finding is to be trusted (0 to 1); `key` is the name that the lexicon found.

    >>> trust(Rule.LEXICON, Relation.TECHNIQUE, "Transformer") > trust(Rule.COINED_NAME, Relation.TECHNIQUE)
    True
    """
    table = _measured()
    own = table.get((rule, relation, key))
    if own is None or own.found < _LEAST_FOUND:
        own = table.get((rule, relation, ""))
    return own.share if own else 0.0


def head_share(relation: Relation, noun: str) -> float:
    """Return the share (0 to 1) of noun phrases that end in `noun` which annotators marked; low for an unseen noun."""
    table = _measured()
    own = table.get((Rule.HEAD_NOUN, relation, noun))
    return own.share if own else table[Rule.HEAD_NOUN, relation, ""].share * _UNSEEN_HEAD


def is_telling_head(relation: Relation, noun: str) -> bool:
    """Tell whether phrases that end in `noun` are a finding of their own.

    >>> [is_telling_head(Relation.TECHNIQUE, noun) for noun in ("distillation", "results")]
    [True, False]
    """
    own = _measured().get((Rule.HEAD_NOUN, relation, noun))
    return own is not None and own.found >= _LEAST_FOUND and own.share >= _LEAST_SHARE


@functools.cache
def _measured() -> Mapping[tuple[str, str, str], Trust]:
    text = files("kg.extract").joinpath("words", "trust.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {(row["rule"], row["relation"], row["key"]): Trust(float(row["share"]), int(row["found"])) for row in rows}
