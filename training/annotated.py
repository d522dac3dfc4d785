"""Annotated papers, made ready as a build makes them, each with rules trusted only as far as other papers tell."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from measure_trust import GOLD, judged_findings, trust_table

from kg.extract import rules
from kg.extract.acronyms import Definition, find_definitions
from kg.extract.findings import find_by_rules
from kg.extract.passage import Passage, make_passages
from kg.gold import GoldPaper, read_gold
from kg.lexicon import load_lexicon
from kg.model import Mention
from kg.read import make_paper

TRUST_FOLDS = 10


class AnnotatedPaper(NamedTuple):
    """A paper as annotated and as the rules see it."""

    gold: GoldPaper
    passages: tuple[Passage, ...]
    definitions: list[Definition]
    findings: list[Mention]


def load_gold(folder: Path) -> dict[str, tuple[GoldPaper, ...]]:
    """Return the annotated papers of each file of the gold data."""
    return {name: read_gold(folder / name).papers for name in GOLD}


def prepare(papers: Sequence[GoldPaper]) -> Iterator[AnnotatedPaper]:
    """Yield the papers; while one is looked at, trust in the rules is what a tenth without it gives."""
    judged = [judged_findings(paper) for paper in papers]
    tables = [
        trust_table(one for index, one in enumerate(judged) if index % TRUST_FOLDS != fold)
        for fold in range(TRUST_FOLDS)
    ]
    for index, gold in enumerate(papers):
        paper = make_paper(title=gold.title, abstract=gold.abstract, source="")
        passages = make_passages(paper, load_lexicon())
        definitions = [definition for passage in passages for definition in find_definitions(passage)]
        table = tables[index % TRUST_FOLDS]
        with mock.patch.object(rules, "_measured", lambda table=table: table):
            yield AnnotatedPaper(gold, passages, definitions, find_by_rules(passages, definitions))
