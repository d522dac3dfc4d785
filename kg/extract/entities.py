"""Datasets, techniques, tasks and metrics of one paper: what rules and tagger find, judged together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
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
    for index, probability in enumerate(probabilities.tolist()):
        if probability >= min_score and index not in beaten:
            candidate = candidates[index]
            role = _role(candidate, roles[index], texts)
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


def overruled(candidates: Sequence[EntityCandidate], probabilities: NDArray[np.float64]) -> set[int]:
    """Return which of the candidates likelier ones rule out; names of the lexicon stay.

    One stands nowhere but where likelier ones of its kind do, or is a likelier one of a kind that excludes its own.
    """
    beaten: set[int] = set()
    taken: dict[Relation, list[Mention]] = defaultdict(list)
    kinds: dict[str, set[Relation]] = defaultdict(set)
    for index in sorted(range(len(candidates)), key=lambda index: (-probabilities[index], index)):
        candidate = candidates[index]
        same_kind, likelier_kinds = taken[candidate.relation], kinds[candidate.key]
        is_known = any(mention.rule == Rule.LEXICON for mention in candidate.findings)
        if not is_known and (_is_part(candidate, same_kind) or _is_excluded(candidate.relation, likelier_kinds)):
            beaten.add(index)
        else:
            same_kind += candidate.findings
            likelier_kinds.add(candidate.relation)
    return beaten


def _is_part(candidate: EntityCandidate, taken: Sequence[Mention]) -> bool:
    return all(any(map(mention.overlaps, taken)) for mention in candidate.findings)


def _is_excluded(kind: Relation, others: Set[Relation]) -> bool:
    """Tell whether a name of `others` cannot be of another kind as well: a dataset or a metric is nothing else."""
    return bool(others) and not {kind, *others}.isdisjoint(_NOTHING_ELSE)


def find_candidates(
    passages: Sequence[Passage],
    findings: Sequence[Mention],
    definitions: Sequence[Definition],
    encoded: EncodedPaper | None,
) -> list[EntityCandidate]:
    """Return all that may be an entity in one paper."""
    tagged = find_tagged(passages, encoded) if encoded else ()
    return group_findings([*findings, *tagged], definitions)
