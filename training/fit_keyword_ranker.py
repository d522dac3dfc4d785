"""Fit the keyword rankers to what authors chose, and print how well they do on venues they were not fitted to.

    python training/fit_keyword_ranker.py KG_GOLD/author_keywords_dev.jsonl kg/models

There are two: `keyword_ranker.json`, and `keyword_ranker_fast.json` that does without the encoder's similarities.

Printed is F1@5 as `score.py` of the gold data counts it, over papers with two or more author keywords in the text: the
five keywords that kg would choose, each paper ranked by trees fitted to the other venues. Below it stands how many of
the phrases scored so were chosen, by tenths of the score. The trees written are fitted to all papers.
"""

import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from boosting import fit_trees
from sklearn.model_selection import GroupKFold

from kg.extract.encoder import encode_paper
from kg.extract.features import FEATURES
from kg.extract.keyword import EncodedCandidates, choose_keywords, encode_candidates, paper_features
from kg.extract.passage import make_passages
from kg.extract.ranking import Ranker
from kg.extract.trees import Trees
from kg.lexicon import load_lexicon
from kg.read import make_paper
from kg.settings import Settings
from kg.text import variant_key

FOLDS = 3
BEST = 5
BOOSTING = {
    "max_iter": 120,
    "learning_rate": 0.06,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 40,
    "l2_regularization": 5.0,
    "max_features": 0.3,
}
BANDS = (0.0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0)


class MarkedPaper(NamedTuple):
    """A paper with candidates: which of them are its author keywords, and how many of these its text has."""

    encoded: EncodedCandidates
    features: Any
    marks: Any
    wanted: int
    venue: str


def load(path: str, *, similar: bool) -> list[MarkedPaper]:
    """Return the papers of the file of author keywords, with similarities or without."""
    papers = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        paper = make_paper(title=record["title"], abstract=record["abstract"], source="")
        passages = make_passages(paper, load_lexicon())
        encoded = encode_candidates(passages, encode_paper(passages, [], []) if similar else None)
        text = f" {norm(f'{paper.title}. {paper.abstract}')} "
        wanted = {key for keyword in record["author_keywords"] if (key := norm(keyword)) and f" {key} " in text}
        keys = {variant_key(keyword) for keyword in record["author_keywords"]}
        marks = np.array(
            [
                candidate.key in keys or any(norm(place.passage.text[slice(*place.span)]) in wanted for place in places)
                for candidate in encoded.candidates
                for places in [candidate.occurrences]
            ]
        )
        papers.append(MarkedPaper(encoded, paper_features(passages, encoded), marks, len(wanted), record["venue"]))
    return papers


def norm(text: str) -> str:
    """Return `text` as `score.py` compares it."""
    words = re.sub(r"[^a-z0-9+#]+", " ", text.lower()).split()
    return " ".join(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in words)


def fit(papers: list[MarkedPaper]) -> dict[str, Any]:
    """Return the trees fitted to the candidates of `papers`, as JSON can hold them."""
    features, marks = (np.concatenate(parts) for parts in zip(*((p.features, p.marks) for p in papers), strict=True))
    return {"features": list(FEATURES), **fit_trees(features, marks, BOOSTING)}


def ranker(fitted: dict[str, Any]) -> Ranker:
    """Return the ranker of fitted trees."""
    return Ranker(Trees(fitted["trees"], bias=fitted["bias"]))


def f1(paper: MarkedPaper, scores: Any) -> float:
    """Return F1 of the `BEST` keywords that kg would show first."""
    settings = Settings()
    chosen = choose_keywords(
        scores, paper.encoded, most=settings.keywords_per_paper, diversity=settings.keyword_diversity
    )
    best = sorted(chosen, key=lambda index: -scores[index])[:BEST]
    hits = min(int(paper.marks[best].sum()), paper.wanted)
    return 2 * hits / (BEST + paper.wanted)


def main(gold: str, target: str) -> None:
    """Print the cross-validated figures of both rankers and write their trees."""
    for name, similar in (("keyword_ranker.json", True), ("keyword_ranker_fast.json", False)):
        papers = load(gold, similar=similar)
        print(name)
        validate(papers)
        (Path(target) / name).write_text(json.dumps(fit(papers), separators=(",", ":")) + "\n", encoding="utf-8")


def validate(papers: list[MarkedPaper]) -> None:
    """Print how well papers are ranked by trees fitted to the other venues, and what their scores are worth."""
    venues = [paper.venue for paper in papers]
    f1s: dict[str, list[float]] = {}
    scores, marks = [], []
    for train, test in GroupKFold(FOLDS).split(papers, groups=venues):
        model = ranker(fit([papers[index] for index in train]))
        for index in test:
            paper = papers[index]
            scores.append(model.probabilities(paper.features))
            marks.append(paper.marks)
            if paper.wanted >= 2:
                f1s.setdefault(paper.venue, []).append(f1(paper, scores[-1]))
    every = [value for values in f1s.values() for value in values]
    print(f"F1@{BEST} {np.mean(every):.4f} over {len(every)} papers, fitted to other venues")
    for venue, values in sorted(f1s.items()):
        print(f"  {venue} {np.mean(values):.4f} over {len(values)}")
    all_scores, all_marks = np.concatenate(scores), np.concatenate(marks)
    for low, high in pairwise(BANDS):
        band = (all_scores >= low) & (all_scores < high)
        if band.any():
            mean, rate = all_scores[band].mean(), all_marks[band].mean()
            print(f"  score {low:.2f} to {high:.2f}: {band.sum():6} phrases, mean {mean:.3f}, chosen {rate:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
