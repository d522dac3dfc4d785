"""Annotated papers, made ready as a build makes them, but knowing only what other papers tell.

Rules are trusted as far as other papers tell. The lexicon holds names that were looked up in these very papers, so of
the names that one paper alone has every second is hidden from it: so many of a new paper's are unknown.
"""

import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from measure_trust import GOLD, judged_findings, trust_table

from kg.extract import rules
from kg.extract.acronyms import Definition, find_definitions
from kg.extract.findings import find_by_rules
from kg.extract.passage import Passage, make_passages
from kg.gold import GoldPaper, read_gold
from kg.lexicon import Entry, load_lexicon
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


def _entries(passages: Iterable[Passage]) -> Iterator[Entry]:
    for passage in passages:
        yield from (hit.entry for hit in passage.hits)
        yield from passage.variants.values()


def _without(passage: Passage, hidden: Collection[str]) -> Passage:
    return replace(
        passage,
        hits=tuple(hit for hit in passage.hits if hit.entry.name not in hidden),
        variants={span: entry for span, entry in passage.variants.items() if entry.name not in hidden},
    )


def prepare(papers: Sequence[GoldPaper]) -> Iterator[AnnotatedPaper]:
    """Yield the papers; while one is looked at, trust in the rules is what a tenth without it gives."""
    judged = [judged_findings(paper) for paper in papers]
    tables = [
        trust_table(one for index, one in enumerate(judged) if index % TRUST_FOLDS != fold)
        for fold in range(TRUST_FOLDS)
    ]
    read = [
        make_passages(make_paper(title=gold.title, abstract=gold.abstract, source=""), load_lexicon())
        for gold in papers
    ]
    known = Counter(name for passages in read for name in {entry.name for entry in _entries(passages)})
    hidden = {name for name, count in known.items() if count == 1 and zlib.crc32(name.encode()) % 2}
    for index, (gold, whole) in enumerate(zip(papers, read, strict=True)):
        passages = tuple(_without(passage, hidden) for passage in whole)
        definitions = [definition for passage in passages for definition in find_definitions(passage)]
        table = tables[index % TRUST_FOLDS]
        with mock.patch.object(rules, "_measured", lambda table=table: table):
            yield AnnotatedPaper(gold, passages, definitions, find_by_rules(passages, definitions))
