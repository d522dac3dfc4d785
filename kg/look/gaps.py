"""Common things that hardly anybody has combined, and how surprising that is.

Were the n papers with the one thing and the m papers with the other spread over all N papers without regard to one
another, n m / N papers would have both, and the number of these papers would follow the hypergeometric distribution
(Fisher, "The logic of inductive inference", 1935). The chance of a pair is that of no more papers with both than there
are; the smaller it is, the more the gap asks for a reason.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import hypergeom

from kg.frames import Frames
from kg.look.listing import require_kind

__all__ = ["find_gaps"]

_VIA_SHOWN = 3
_Counts: TypeAlias = NDArray[np.integer[Any]]


def find_gaps(
    frames: Frames,
    *,
    kinds: tuple[str, str] = ("technique", "dataset"),
    papers: int = 5,
    together: int = 0,
    limit: int | None = 50,
) -> pd.DataFrame:
    """Return pairs of entities of two kinds, each in at least `papers` papers, that at most `together` papers combine.

    A paper counts where it has the entity as what it is: its technique, its dataset.

    Columns: `technique_id`, `technique`, `technique_papers` and the same of the other kind (with `other_` before it
    where both are one kind); `together`, the papers that have both; `expected`, how many would have both by chance;
    `chance`, how likely no more do; `via`, the labels of what papers of the one and papers of the other mention most
    (by the lesser of the two counts, times ln(N / n) for what n of N papers mention). The least likely first.

    Raises LookupFailedError where there is no such kind.
    """
    rows, columns = (_common(frames, require_kind(kind), papers) for kind in kinds)
    both = (rows.incidence.T @ columns.incidence).toarray()
    row, column = np.nonzero(both <= together)
    if kinds[0] == kinds[1]:
        row, column = row[row < column], column[row < column]
    of_row, of_column, seen = rows.counts[row], columns.counts[column], both[row, column]
    total = len(frames.papers)
    chance = _chance(seen, total, of_row, of_column, most=together)
    best = np.lexsort((columns.ids[column], rows.ids[row], -of_row * of_column, chance))[:limit]
    row, column = row[best], column[best]
    second = kinds[1] if kinds[0] != kinds[1] else f"other_{kinds[1]}"
    return pd.DataFrame(
        {
            f"{kinds[0]}_id": rows.ids[row],
            kinds[0]: rows.labels[row],
            f"{kinds[0]}_papers": rows.counts[row],
            f"{second}_id": columns.ids[column],
            second: columns.labels[column],
            f"{second}_papers": columns.counts[column],
            "together": both[row, column],
            "expected": (rows.counts[row] * columns.counts[column] / total).round(6),
            "chance": chance[best].round(9),
            "via": _via(frames, rows.ids[row], columns.ids[column]),
        }
    )


@dataclass(frozen=True, slots=True)
class _Common:
    """The entities of a kind that enough papers have, and which papers those are: papers x entities, 0 or 1."""

    ids: NDArray[np.object_]
    labels: NDArray[np.object_]
    counts: _Counts
    incidence: csr_array


def _common(frames: Frames, kind: str, papers: int) -> _Common:
    of_kind = frames.entities[frames.entities["kind"] == kind]
    links = frames.links[(frames.links["relation"] == kind) & frames.links["entity_id"].isin(of_kind["entity_id"])]
    counts = links.groupby("entity_id").size()
    counts = counts[counts >= papers]
    links = links[links["entity_id"].isin(counts.index)]
    labels = of_kind.set_index("entity_id")["label"]
    return _Common(
        counts.index.to_numpy(),
        labels[counts.index].to_numpy(),
        counts.to_numpy(),
        _incidence(frames, links, counts.index),
    )


def _incidence(frames: Frames, links: pd.DataFrame, entities: "pd.Index[str]") -> csr_array:
    papers = pd.Index(frames.papers["paper_id"])
    places = papers.get_indexer(pd.Index(links["paper_id"])), entities.get_indexer(pd.Index(links["entity_id"]))
    return csr_array((np.ones(len(links), dtype=np.int64), places), shape=(len(papers), len(entities)))


def _chance(seen: _Counts, total: int, of_row: _Counts, of_column: _Counts, *, most: int) -> NDArray[np.float64]:
    """Return how likely at most `seen` papers have both; a few terms of pmf are sixty times as fast as the cdf."""
    chance = np.zeros(len(seen))
    for number in range(most + 1):
        chance += np.where(number <= seen, np.exp(hypergeom.logpmf(number, total, of_row, of_column)), 0)
    return chance


def _via(frames: Frames, rows: NDArray[np.object_], columns: NDArray[np.object_]) -> list[list[str]]:
    """Return for each pair what joins it: what papers of both mention."""
    pairs = frames.links[["paper_id", "entity_id"]].drop_duplicates()
    labels = frames.entities.set_index("entity_id")["label"]
    ids = pd.Index(frames.entities["entity_id"])
    mentioned = _incidence(frames, pairs, ids)
    wanted = ids.unique().intersection([*rows, *columns])
    with_wanted = mentioned[:, ids.get_indexer(wanted)].T @ mentioned
    telling = np.log(len(frames.papers) / mentioned.sum(axis=0))
    found = []
    for pair in zip(rows, columns, strict=True):
        one, other = (with_wanted[[place]].toarray()[0] for place in wanted.get_indexer(pair))
        score = np.minimum(one, other) * telling
        score[ids.get_indexer(pair)] = 0
        best = np.lexsort((ids, -score))[:_VIA_SHOWN]
        found.append([labels[ids[place]] for place in best if score[place] > 0])
    return found
