"""Pairs of nodes and what they make of each: how many edges it has, how much they weigh, where it stands."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from kg.export.html.arrange import Spot
from kg.export.views.layout import lay_out
from kg.export.views.nodes import Measures
from kg.tables import EntityRow, PaperRow

__all__ = ["Pair", "measure_pairs"]

Pair = tuple[str, str, float]
"""Two nodes and the weight of the edge between them."""


def measure_pairs(
    rows: Mapping[str, PaperRow | EntityRow], pairs: Sequence[Pair], *, size: Callable[[str, int], float]
) -> dict[str, Measures]:
    """Return the measures of every node; `size` says how large one with so many edges is drawn."""
    weights: dict[str, list[float]] = defaultdict(list)
    for a, b, weight in pairs:
        weights[a].append(weight)
        weights[b].append(weight)
    spots = {node: Spot(row.x, row.y, row.community, size(node, len(weights[node])) / 2) for node, row in rows.items()}
    places = lay_out(spots, pairs)
    return {node: Measures(len(weights[node]), round(math.fsum(weights[node]), 6), *places[node]) for node in rows}
