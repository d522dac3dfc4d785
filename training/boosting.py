"""Gradient-boosted trees of scikit-learn, and the same trees as JSON can hold them (`kg.extract.trees`)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

SEED = 7


def fit_trees(features: Any, marks: Any, settings: Mapping[str, float]) -> dict[str, Any]:
    """Return the trees fitted to `marks` (true or false for each row of `features`), with their bias."""
    model = HistGradientBoostingClassifier(early_stopping=False, random_state=SEED, **settings)
    model.fit(features, marks)
    return {
        "bias": round(float(model._baseline_prediction.item()), 5),
        "trees": [_plain(predictors[0].nodes) for predictors in model._predictors],
    }


def _plain(nodes: Any) -> dict[str, list[float]]:
    own, leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
    return {
        "feature": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
        "threshold": [
            0.0 if is_leaf else float(f"{value:.7g}")
            for is_leaf, value in zip(leaf, nodes["num_threshold"], strict=True)
        ],
        "left": np.where(leaf, own, nodes["left"]).tolist(),
        "right": np.where(leaf, own, nodes["right"]).tolist(),
        "value": [
            round(float(value), 6) if is_leaf else 0.0 for is_leaf, value in zip(leaf, nodes["value"], strict=True)
        ],
    }
