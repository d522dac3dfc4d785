"""How much two papers have in common: the measure of `kg/relate.py`, for any pair of papers.

An entity that n of N papers mention weighs ln(N / n), in whole millionths; it weighs nothing where only one paper or
more than the build's `related_max_share` of them mention it. The weight of two papers is the sum over what both
mention, the same as in the table `related`, whether the pair was kept there or not. Their overlap is this sum
divided by the sum over what either mentions (Jaccard's index, weighted), from 0 to 1.
"""

import math

import pandas as pd

from kg.frames import Frames

__all__ = ["MILLION", "entity_weights", "overlap", "similar_papers", "weights_by_paper"]

MILLION = 1_000_000


def entity_weights(frames: Frames) -> "pd.Series[int]":
    """Return the weight of every entity that counts, in millionths, by entity_id."""
    paper_count = len(frames.papers)
    papers = _pairs(frames.links).groupby("entity_id").size()
    telling = papers[(papers > 1) & (papers <= max(2, int(frames.max_share * paper_count)))]
    return telling.map(lambda count: round(math.log(paper_count / count) * MILLION)).astype("int64")


def weights_by_paper(links: pd.DataFrame, weights: "pd.Series[int]") -> pd.DataFrame:
    """Return what each paper mentions that counts: paper_id, entity_id, weight; strongest first in each paper."""
    pairs = _pairs(links)
    pairs = pairs[pairs["entity_id"].isin(weights.index)]
    pairs = pairs.assign(weight=pairs["entity_id"].map(weights).astype("int64"))
    return pairs.sort_values(["paper_id", "weight", "entity_id"], ascending=[True, False, True])


def overlap(shared: float, one: float, other: float) -> float:
    """Return the overlap of two papers from the weight of what both mention and of what each mentions.

    >>> overlap(2.0, 3.0, 5.0), overlap(0.0, 0.0, 0.0)
    (0.333333, 0.0)
    """
    either = one + other - shared
    return round(shared / either, 6) if either else 0.0


def similar_papers(frames: Frames, paper_id: str, *, k: int = 10) -> pd.DataFrame:
    """Return the `k` papers that have most in common with a paper, by weight.

    Columns: paper_id, title, year, weight, overlap (0 to 1), shared (labels, the weightiest first).
    """
    mentioned = weights_by_paper(frames.links, entity_weights(frames))
    own = mentioned.loc[mentioned["paper_id"] == paper_id, "entity_id"]
    both = mentioned[mentioned["entity_id"].isin(own) & (mentioned["paper_id"] != paper_id)]
    found = both.groupby("paper_id").agg(shared_weight=("weight", "sum")).reset_index()
    found = found.sort_values(["shared_weight", "paper_id"], ascending=[False, True]).head(k)
    totals = mentioned[mentioned["paper_id"].isin([paper_id, *found["paper_id"]])].groupby("paper_id")["weight"].sum()
    labels = frames.entities.set_index("entity_id")["label"]
    names = both[both["paper_id"].isin(found["paper_id"])].assign(label=lambda rows: rows["entity_id"].map(labels))
    shared = names.groupby("paper_id")["label"].agg(list)
    found = found.merge(frames.papers[["paper_id", "title", "year"]], on="paper_id")
    return pd.DataFrame(
        {
            "paper_id": found["paper_id"],
            "title": found["title"],
            "year": found["year"],
            "weight": found["shared_weight"] / MILLION,
            "overlap": [
                overlap(weight, totals[paper_id], totals[other])
                for other, weight in zip(found["paper_id"], found["shared_weight"], strict=True)
            ],
            "shared": [shared[other] for other in found["paper_id"]],
        }
    )


def _pairs(links: pd.DataFrame) -> pd.DataFrame:
    return links[["paper_id", "entity_id"]].drop_duplicates()
