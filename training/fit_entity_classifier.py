"""Fit the entity classifiers to annotated papers, and print how well they do on papers they were not fitted to.

    python training/fit_entity_classifier.py KG_GOLD TAGS kg/models [BUILD]

TAGS is what `fit_tagger.py` wrote of each paper by a tagger that was not fitted to it. Trust in rules is likewise
measured without the papers that it is used on. There are two classifiers: `entity_classifier.json`, and
`entity_classifier_fast.json` that does without the tagger.

Printed is, for each kind and file of the gold data, F1 of entities as `score.py` counts them, by rules alone (the
highest trust), by the tagger alone, and by the classifier fitted to the other papers, each at its best threshold and
the last also at the threshold of the settings. Below stand the accuracy of roles and how many of the candidates
scored so were marked, by tenths of the score.

BUILD, where it is given, gets the tables of `listings_dev.jsonl` that `score.py` needs, of entities so cross-validated.
"""

import json
import pickle
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from annotated import AnnotatedPaper, load_gold, prepare
from boosting import fit_trees

from kg.extract.classifier import EntityClassifier
from kg.extract.encoder import BETWEEN, EncodedPaper, EncodedText
from kg.extract.entities import choose_entities, find_candidates, overruled
from kg.extract.entity_features import ENTITY_FEATURES, entity_features
from kg.extract.grouping import EntityCandidate
from kg.extract.passage import field_starts
from kg.extract.tags import KINDS, ROLES, Tags
from kg.extract.trees import Trees
from kg.gold import GoldPaper
from kg.lexicon import load_lexicon
from kg.model import Relation, Role
from kg.overrules import load_overrules
from kg.resolve import resolve
from kg.settings import Settings

FOLDS = 5
BOOSTING = {
    "max_iter": 140,
    "learning_rate": 0.06,
    "max_leaf_nodes": 10,
    "min_samples_leaf": 20,
    "l2_regularization": 5.0,
    "max_features": 0.4,
}
ROLE_BOOSTING = {"max_iter": 60, "learning_rate": 0.06, "max_leaf_nodes": 8, "min_samples_leaf": 20}
THRESHOLDS = tuple(step / 20 for step in range(2, 18))
BANDS = tuple(step / 10 for step in range(11))


@dataclass(frozen=True)
class Judged:
    """A candidate of an annotated paper: its features, the number of the entity that it is, its annotated role."""

    paper: int
    candidate: EntityCandidate
    features: Any
    entity: int | None
    role: str | None

    @property
    def relation(self) -> Relation:
        """The kind that it may be an entity of."""
        return self.candidate.relation


def norm(text: str) -> str:
    """Return `text` as `score.py` compares it."""
    words = re.sub(r"[^a-z0-9+#]+", " ", text.lower()).split()
    return " ".join(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in words)


def judge(papers: Sequence[AnnotatedPaper], tags: Mapping[int, Tags] | None) -> list[Judged]:
    """Return all candidates of the papers."""
    made = []
    for index, (annotated, passages, definitions, findings) in enumerate(papers):
        encoded = None
        if tags is not None:
            starts = field_starts(passages, between=len(BETWEEN))
            encoded = EncodedPaper(EncodedText(np.zeros((0, 0), np.float32), [], [], tags[index]), starts)
        candidates = find_candidates(passages, findings, definitions, encoded)
        rows = entity_features(candidates, passages, encoded)
        taken: set[tuple[Relation, int]] = set()
        surest = ENTITY_FEATURES.index("rule"), ENTITY_FEATURES.index("likeliest")
        for place in sorted(range(len(candidates)), key=lambda place: -max(rows[place, surest])):
            candidate = candidates[place]
            wanted = annotated.entities[candidate.relation]
            entity = next((number for number, names in enumerate(_names(wanted)) if names & _surfaces(candidate)), None)
            if entity is not None and (candidate.relation, entity) in taken:
                entity = None
            if entity is not None:
                taken.add((candidate.relation, entity))
            role = wanted[entity].role if entity is not None else None
            made.append(Judged(index, candidate, rows[place], entity, role))
    return made


def _names(entities: Sequence[Any]) -> Iterator[set[str]]:
    for entity in entities:
        yield {norm(text) for text in (entity.name, *entity.mentions)}


def _surfaces(candidate: EntityCandidate) -> set[str]:
    return {norm(text) for mention in candidate.findings for text in (mention.surface, mention.name) if text}


def fit(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the trees of every kind, and of every role of techniques, as JSON can hold them."""
    kinds = {}
    for kind in KINDS:
        of_kind = [one for one in judged if one.relation is kind]
        features = np.array([one.features for one in of_kind])
        kinds[str(kind)] = fit_trees(features, np.array([one.entity is not None for one in of_kind]), BOOSTING)
    techniques = [one for one in judged if one.role and one.relation is Relation.TECHNIQUE]
    features = np.array([one.features for one in techniques])
    roles = {
        str(role): fit_trees(features, np.array([one.role == role for one in techniques]), ROLE_BOOSTING)
        for role in ROLES
    }
    return {"features": list(ENTITY_FEATURES), "kinds": kinds, "roles": roles}


def classifier(fitted: Mapping[str, Any]) -> EntityClassifier:
    """Return the classifier of fitted trees."""
    kinds, roles = (
        {name: Trees(trees["trees"], bias=trees["bias"]) for name, trees in fitted[part].items()}
        for part in ("kinds", "roles")
    )
    return EntityClassifier(
        {Relation(kind): trees for kind, trees in kinds.items()}, {Role(role): trees for role, trees in roles.items()}
    )


def cross_validated(judged: Sequence[Judged]) -> tuple[Any, list[Role]]:
    """Return the probability and the role of each candidate by trees fitted to other papers.

    The probability is 0 where another candidate overrules it.
    """
    found, roles = np.zeros(len(judged)), [Role.NONE] * len(judged)
    for fold in range(FOLDS):
        fitted = classifier(fit([one for one in judged if one.paper % FOLDS != fold]))
        rows = [index for index, one in enumerate(judged) if one.paper % FOLDS == fold]
        features = np.array([judged[index].features for index in rows])
        found[rows] = fitted.probabilities([judged[index].relation for index in rows], features)
        for index, role in zip(rows, fitted.roles(features), strict=True):
            roles[index] = role
    for _, rows in groupby(range(len(judged)), key=lambda index: judged[index].paper):
        of_paper = list(rows)
        beaten = overruled([judged[index].candidate for index in of_paper], found[of_paper])
        found[[of_paper[place] for place in beaten]] = 0
    return found, roles


def f1(right: Any, kept: Any, wanted: int) -> tuple[float, float, float]:
    """Return F1, precision and recall."""
    hits = int((right & kept).sum())
    return 2 * hits / max(kept.sum() + wanted, 1), hits / max(kept.sum(), 1), hits / max(wanted, 1)


def report(
    title: str,
    judged: Sequence[Judged],
    probability: Any,
    roles: Sequence[Role],
    papers: Sequence[GoldPaper],
    members: range,
) -> None:
    """Print the figures of the papers numbered `members`."""
    inside = np.array([one.paper in members for one in judged])
    right = np.array([one.entity is not None for one in judged])
    by_rule, by_tagger = (
        np.array([one.features[ENTITY_FEATURES.index(name)] for one in judged]) for name in ("rule", "likeliest")
    )
    least = Settings().min_score
    for kind in KINDS:
        rows = inside & np.array([one.relation is kind for one in judged])
        wanted = sum(len(papers[index].entities[kind]) for index in members)
        cells = []
        for name, values in (("rules", by_rule), ("tagger", by_tagger), ("classifier", probability)):
            best, threshold = max((f1(right[rows], values[rows] >= least, wanted)[0], least) for least in THRESHOLDS)
            cells.append(f"{name} {best:.3f} at {threshold:.2f}")
        value, precision, recall = f1(right[rows], probability[rows] >= least, wanted)
        cells.append(f"at {least} {value:.3f} (P {precision:.3f}, R {recall:.3f})")
        print(f"{title} {kind}: {', '.join(cells)}; found at all {right[rows].sum() / wanted:.3f}")
    same = [
        role == one.role
        for one, role, is_inside, score in zip(judged, roles, inside, probability, strict=True)
        if is_inside and score >= least and one.role and one.relation is Relation.TECHNIQUE
    ]
    print(f"{title} role of techniques: {np.mean(same):.3f} of {len(same)}")


def write_build(
    folder: Path, prepared: Sequence[AnnotatedPaper], judged: Sequence[Judged], found: Any, roles: Sequence[Role]
) -> None:
    """Write the entities that were chosen in some papers, resolved, as tables."""
    mentions, titles = [], {}
    for paper, rows in groupby(range(len(judged)), key=lambda index: judged[index].paper):
        of_paper, one = list(rows), prepared[paper]
        titles[one.passages[0].paper_id] = one.gold.title
        mentions += choose_entities(
            [judged[index].candidate for index in of_paper],
            found[of_paper],
            [roles[index] for index in of_paper],
            one.passages,
            min_score=Settings().min_score,
        )
    resolution = resolve(mentions, lexicon=load_lexicon(), overrules=load_overrules())
    linked = [{"entity_id": one.entity_id, **asdict(one.mention)} for one in resolution.mentions]
    tables = {
        "papers": [{"paper_id": paper_id, "title": title} for paper_id, title in titles.items()],
        "entities": [asdict(entity) for entity in resolution.entities],
        "links": [asdict(link) for link in resolution.links],
        "mentions": linked,
    }
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        pd.DataFrame(rows).to_parquet(folder / "tables" / f"{name}.parquet")


def reliability(probability: Any, judged: Sequence[Judged]) -> None:
    """Print what the scores are worth."""
    right = np.array([one.entity is not None for one in judged])
    for low, high in pairwise(BANDS):
        band = (probability > low) & (probability <= high)
        if band.any():
            mean, share = probability[band].mean(), right[band].mean()
            print(f"  score {low:.1f} to {high:.1f}: {band.sum():6}, mean {mean:.3f}, marked {share:.3f}")


def main(folder: str, tags_path: str, target: str, build: str | None = None) -> None:
    """Print the cross-validated figures of both classifiers and write their trees."""
    gold = load_gold(Path(folder))
    papers = [paper for annotated in gold.values() for paper in annotated]
    prepared = list(prepare(papers))
    tags: Mapping[int, Tags] = pickle.loads(Path(tags_path).read_bytes())
    for file_name, known in (("entity_classifier.json", tags), ("entity_classifier_fast.json", None)):
        judged = judge(prepared, known)
        probability, roles = cross_validated(judged)
        print(file_name)
        first = 0
        for name, annotated in gold.items():
            members = range(first, first + len(annotated))
            report(name, judged, probability, roles, papers, members)
            first = members.stop
        reliability(probability, judged)
        if build:
            last = [index for index, one in enumerate(judged) if one.paper in members]
            chosen = [judged[index] for index in last], probability[last], [roles[index] for index in last]
            write_build(Path(build) / Path(file_name).stem, prepared, *chosen)
        (Path(target) / file_name).write_text(json.dumps(fit(judged), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
