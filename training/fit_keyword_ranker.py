"""Fit the keyword ranker to what authors chose, and print how well it does on venues it was not fitted to.

    python training/fit_keyword_ranker.py KG_GOLD/author_keywords_dev.jsonl kg/models/keyword_ranker.json

The figure printed is F1@5 as `score.py` of the gold data counts it, over papers with two or more author keywords in the
text, each paper ranked by weights fitted to the other venues. The weights written are fitted to all papers.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kg.extract.keyphrases import load_background
from kg.extract.keyword import encode_candidates
from kg.extract.passage import make_passages
from kg.extract.ranking import FEATURES, candidate_features
from kg.lexicon import Lexicon
from kg.read import make_paper
from kg.text import variant_key

FOLDS = 3
BEST = 5


def load(path: str) -> list[tuple[Any, Any, int, str]]:
    """Return features, marks, the number of author keywords in the text and the venue of every paper."""
    no_lexicon, background, papers = Lexicon([]), load_background(), []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        paper = make_paper(title=record["title"], abstract=record["abstract"], source="")
        encoded = encode_candidates(make_passages(paper, no_lexicon))
        features = candidate_features(encoded.candidates, encoded.vectors, encoded.paper_vector, background)
        text = f"{paper.title} {paper.abstract}".lower()
        wanted = {variant_key(keyword) for keyword in record["author_keywords"] if keyword.lower() in text}
        marks = np.array([candidate.key in wanted for candidate in encoded.candidates])
        papers.append((features, marks, len(wanted), record["venue"]))
    return papers


def fit(papers: list[tuple[Any, Any, int, str]]) -> Any:
    """Return the pipeline fitted to the candidates of `papers`."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    return model.fit(np.concatenate([paper[0] for paper in papers]), np.concatenate([paper[1] for paper in papers]))


def f1_at(papers: list[tuple[Any, Any, int, str]], model: Any) -> list[float]:
    """Return F1 of the `BEST` best candidates of every paper with two or more keywords."""
    values = []
    for features, marks, wanted, _ in papers:
        if wanted >= 2:
            hits = int(marks[np.argsort(-model.predict_proba(features)[:, 1], kind="stable")[:BEST]].sum())
            precision, recall = hits / BEST, hits / wanted
            values.append(2 * precision * recall / (precision + recall) if hits else 0.0)
    return values


def main(gold: str, target: str) -> None:
    """Print the cross-validated figure and write the weights."""
    papers = load(gold)
    venues = [paper[3] for paper in papers]
    values: list[float] = []
    for train, test in GroupKFold(FOLDS).split(papers, groups=venues):
        values += f1_at([papers[index] for index in test], fit([papers[index] for index in train]))
    print(f"F1@{BEST} {np.mean(values):.3f} over {len(values)} papers, fitted to other venues")
    scaler, regression = fit(papers)
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    fitted = {"intercept": round(intercept, 5), "weights": dict(zip(FEATURES, weights.round(5).tolist(), strict=True))}
    Path(target).write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
