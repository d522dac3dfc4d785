"""The rules that find entities, and how far each of their findings is to be trusted.

A score is the share of findings that annotators marked, as `training/measure_trust.py` measured it: for single names of
the lexicon and single last nouns where they were seen often enough, else for the rule as a whole.
"""

import csv
import functools
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files

from kg.model import Relation

__all__ = ["Rule", "trust"]


class Rule(StrEnum):
    """What found a mention, most trusted first."""

    LEXICON = "lexicon"
    VARIANT = "lexicon-variant"
    TITLE_NAME = "title-name"
    ACRONYM = "acronym"
    INTRODUCED_NAME = "introduced-name"
    CUED_NAME = "cued-name"
    ROW_NAME = "row-name"
    HEAD_NOUN = "head-noun"
    COINED_NAME = "coined-name"


def trust(rule: Rule, relation: Relation, key: str = "") -> float | None:
    """Return the score (0 to 1) of a finding; `key` is the lexicon's name or the last noun, None is never measured.

    >>> trust(Rule.LEXICON, Relation.TECHNIQUE, "Transformer") > trust(Rule.COINED_NAME, Relation.TECHNIQUE)
    True
    """
    table = _measured()
    return table.get((rule, relation, key), table.get((rule, relation, "")))


@functools.cache
def _measured() -> Mapping[tuple[str, str, str], float]:
    text = files("kg.extract").joinpath("words", "trust.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {(row["rule"], row["relation"], row["key"]): float(row["score"]) for row in rows}
