"""Datasets, techniques, tasks and metrics of one paper: what rules and tagger find, judged together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kg.extract.acronyms import Definition
from kg.extract.classifier import load_classifier
from kg.extract.cues import is_presented
from kg.extract.encoder import EncodedPaper
from kg.extract.entity_features import entity_features
from kg.extract.grouping import EntityCandidate, find_tagged, group_findings
from kg.extract.passage import Passage
from kg.extract.rules import Rule
from kg.model import Field, Mention, Relation, Role
from kg.text import Span

__all__ = ["choose_entities", "find_candidates", "find_entities", "overruled"]

_NOTHING_ELSE = (Relation.DATASET, Relation.METRIC)


def find_entities(
    passages: Sequence[Passage],
    findings: Sequence[Mention],
    definitions: Sequence[Definition],
    encoded: EncodedPaper | None,
    *,
    min_score: float,
) -> list[Mention]:
    """Return the mentions of datasets, techniques, tasks and metrics in one paper, sorted.

    `findings` and `definitions` are what the rules find, `encoded` is the paper as the language model reads it, None to
    do without. A mention's score is how likely a person would mark what it names as an entity of its kind; those below
    `min_score` are dropped.
    """
    candidates = find_candidates(passages, findings, definitions, encoded)
    features = entity_features(candidates, passages, encoded)
    classifier = load_classifier(tagged=encoded is not None)
    probabilities = classifier.probabilities([candidate.relation for candidate in candidates], features)
    return choose_entities(candidates, probabilities, classifier.roles(features), passages, min_score=min_score)


def choose_entities(
    candidates: Sequence[EntityCandidate],
    probabilities: NDArray[np.float64],
    roles: Sequence[Role],
    passages: Sequence[Passage],
    *,
    min_score: float,
) -> list[Mention]:
    """Return the mentions of the candidates that are likely enough and not overruled, sorted."""
    texts = {passage.field: passage for passage in passages}
    beaten = overruled(candidates, probabilities)
    found: list[Mention] = []
    for candidate, likeliest, probability in zip(candidates, roles, probabilities.tolist(), strict=True):
        if probability >= min_score and candidate not in beaten:
            role = _role(candidate, likeliest, texts)
            found += (replace(mention, score=round(probability, 4), role=role) for mention in candidate.mentions)
    return sorted(found)


def _role(candidate: EntityCandidate, likeliest: Role, texts: Mapping[Field, Passage]) -> Role:
    """Return what the paper does with the thing: the likeliest, of datasets what cues tell of names that are new."""
    if candidate.relation not in (Relation.TECHNIQUE, Relation.DATASET):
        return Role.NONE
    if any(
        mention.rule == Rule.TITLE_NAME or is_presented(texts[mention.field], Span(mention.start, mention.end))
        for mention in candidate.findings
    ):
        return Role.INTRODUCED
    if candidate.relation is Relation.TECHNIQUE:
        return likeliest
    is_known = any(mention.rule == Rule.LEXICON for mention in candidate.findings)
    is_cued = any(mention.role is Role.INTRODUCED for mention in candidate.findings)
    return Role.INTRODUCED if is_cued and not is_known else Role.USED


def overruled(candidates: Sequence[EntityCandidate], probabilities: NDArray[np.float64]) -> set[EntityCandidate]:
    """Return the candidates that likelier ones rule out; names of the lexicon stay.

    One stands nowhere but where likelier ones of its kind do, or is a likelier one of a kind that excludes its own.
    """
    beaten: set[EntityCandidate] = set()
    order = sorted(range(len(candidates)), key=lambda index: (-probabilities[index], index))
    for position, index in enumerate(order):
        candidate = candidates[index]
        if any(mention.rule == Rule.LEXICON for mention in candidate.findings):
            continue
        likelier = [candidates[other] for other in order[:position] if candidates[other] not in beaten]
        same_kind = [
            mention for other in likelier if other.relation is candidate.relation for mention in other.findings
        ]
        is_part = all(any(map(mention.overlaps, same_kind)) for mention in candidate.findings)
        if is_part or any(_exclude(candidate, other) for other in likelier):
            beaten.add(candidate)
    return beaten


def _exclude(candidate: EntityCandidate, other: EntityCandidate) -> bool:
    """Tell whether two candidates are one name that cannot be of both kinds: a dataset or a metric is nothing else."""
    return candidate.key == other.key and not {candidate.relation, other.relation}.isdisjoint(_NOTHING_ELSE)


def find_candidates(
    passages: Sequence[Passage],
    findings: Sequence[Mention],
    definitions: Sequence[Definition],
    encoded: EncodedPaper | None,
) -> list[EntityCandidate]:
    """Return all that may be an entity in one paper."""
    tagged = find_tagged(passages, encoded) if encoded else ()
    return group_findings([*findings, *tagged], definitions)
