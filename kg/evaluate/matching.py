"""Lay what a build found in a paper beside what annotators marked there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from kg.evaluate.names import name_key
from kg.gold import GoldEntity, GoldPaper
from kg.model import Relation
from kg.tables import Tables

__all__ = ["Finding", "Found", "Judgement", "found_in_papers", "judge", "keywords_in_text", "pick_keywords"]


class Finding(NamedTuple):
    """An entity that the build links to a paper, with the keys of its label and of the words it rests on."""

    entity_id: str
    label: str
    role: str
    score: float
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a build found in the papers asked for: which of them it knows, and their findings by relation."""

    papers: Set[str]
    findings: Mapping[tuple[str, str], tuple[Finding, ...]]

    def of(self, paper: str, relation: Relation) -> tuple[Finding, ...]:
        """Return what was found in a paper under a relation, in the order of the links."""
        return self.findings.get((paper, relation), ())


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every finding of a paper with the marked entity that it hits, and the marked entities that none hits."""

    findings: tuple[tuple[Finding, GoldEntity | None], ...]
    missed: tuple[GoldEntity, ...]


def found_in_papers(tables: Tables, wanted: Collection[str]) -> Found:
    """Return what the build found in the papers whose titles have a key in `wanted`.

    Links count in the order of paper, entity and relation, however the rows of the tables are ordered.
    """
    keys = {row.paper_id: name_key(row.title) for row in tables.papers}
    paper_of = {paper: key for paper, key in keys.items() if key in wanted}
    labels = {row.entity_id: row.label for row in tables.entities}
    words: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for mention in tables.mentions:
        if mention.paper_id in paper_of:
            words[paper_of[mention.paper_id], mention.relation, mention.entity_id].add(name_key(mention.surface))
    findings: dict[tuple[str, str], dict[str, Finding]] = defaultdict(dict)
    for link in sorted(link for link in tables.links if link.paper_id in paper_of):
        paper, label = paper_of[link.paper_id], labels[link.entity_id]
        every = frozenset(words[paper, link.relation, link.entity_id] | {name_key(label)})
        finding = Finding(link.entity_id, label, link.role, link.score, every)
        findings[paper, link.relation][link.entity_id] = finding
    held = {key: tuple(by_entity.values()) for key, by_entity in findings.items()}
    return Found(frozenset(paper_of.values()), MappingProxyType(held))


def judge(findings: Iterable[Finding], marked: Sequence[GoldEntity]) -> Judgement:
    """Match findings to marked entities: the first still free whose name or words have a key of the finding.

    A marked entity is hit once; a second finding of it is wrong.
    """
    free = {index: _keys(entity) for index, entity in enumerate(marked)}
    judged: list[tuple[Finding, GoldEntity | None]] = []
    for finding in findings:
        hit = next((index for index, keys in free.items() if not keys.isdisjoint(finding.keys)), None)
        judged.append((finding, None if hit is None else marked[hit]))
        if hit is not None:
            del free[hit]
    return Judgement(tuple(judged), tuple(marked[index] for index in free))


def keywords_in_text(paper: GoldPaper) -> set[str]:
    """Return the keys of the authors' keywords that occur in the paper's text."""
    text = f" {name_key(f'{paper.title}. {paper.abstract}')} "
    keys = {name_key(keyword) for keyword in paper.author_keywords or ()}
    return {key for key in keys if key and f" {key} " in text}


def pick_keywords(findings: Iterable[Finding], wanted: Set[str]) -> list[tuple[Finding, bool]]:
    """Say of every finding, strongest first, whether it is a wanted keyword that no stronger one has taken."""
    free, picked = sorted(wanted), []
    for finding in sorted(findings, key=lambda finding: -finding.score):
        hit = next((key for key in free if key in finding.keys), None)
        picked.append((finding, hit is not None))
        if hit is not None:
            free.remove(hit)
    return picked


def _keys(entity: GoldEntity) -> frozenset[str]:
    return frozenset(map(name_key, (entity.name, *entity.mentions)))
