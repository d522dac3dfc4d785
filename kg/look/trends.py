"""Which entities rise and which fall, by the years of the papers that mention them."""

import pandas as pd

from kg.errors import LookupFailedError
from kg.frames import Frames
from kg.look.listing import require_kind

__all__ = ["find_trends"]


def find_trends(
    frames: Frames,
    *,
    kind: str | None = None,
    since: int | None = None,
    papers: int = 4,
    falling: bool = False,
    limit: int | None = 50,
) -> pd.DataFrame:
    """Return the entities, of a kind or of all, that a growing share of the papers mentions; or a shrinking one.

    The later years begin with `since`; without it, with the year that halves the papers best. Only papers with a year
    count, and entities that at least `papers` of them mention.

    Columns: entity_id, kind, label; `before` and `after`, the papers of earlier and of later years that mention it;
    `of_before` and `of_after`, all papers of these years; `change`, the share after less the share before; `by_year`,
    the papers that mention it in each year from the first to the last that a paper has. The greatest change first.

    Raises LookupFailedError where no paper has a year, all are on one side of `since`, or there is no such kind.
    """
    years = frames.papers.set_index("paper_id")["year"].dropna().astype("int64")
    if years.empty:
        raise LookupFailedError("no paper has a year, so that nothing can rise or fall; give years: docs/reading.md")
    since = _middle(years) if since is None else since
    of_before, of_after = int((years < since).sum()), int((years >= since).sum())
    if not (of_before and of_after):
        raise LookupFailedError(
            f"all years are {'before' if of_before else 'from'} {since}{'' if of_before else ' on'}; "
            f"the papers are of {years.min()} to {years.max()}"
        )
    entities = frames.entities if kind is None else frames.entities[frames.entities["kind"] == require_kind(kind)]
    pairs = frames.links[["paper_id", "entity_id"]].drop_duplicates()
    pairs = pairs[pairs["paper_id"].isin(years.index) & pairs["entity_id"].isin(entities["entity_id"])]
    counts = pairs.groupby(["entity_id", pairs["paper_id"].map(years)]).size().unstack(fill_value=0)
    span = range(int(years.min()), int(years.max()) + 1)
    counts = counts.reindex(columns=span, fill_value=0)
    counts = counts[counts.sum(axis=1) >= papers]
    before, after = (counts[[year for year in span if (year >= since) is late]].sum(axis=1) for late in (False, True))
    known = entities.set_index("entity_id").loc[counts.index]
    found = pd.DataFrame(
        {
            "entity_id": counts.index,
            "kind": known["kind"].to_numpy(),
            "label": known["label"].to_numpy(),
            "before": before.to_numpy(),
            "of_before": of_before,
            "after": after.to_numpy(),
            "of_after": of_after,
            "change": (after / of_after - before / of_before).to_numpy().round(6),
            "by_year": [dict(zip(span, row, strict=True)) for row in counts.to_numpy().tolist()],
        }
    )
    found = found[(found["change"] < 0) if falling else (found["change"] > 0)]
    found = found.sort_values(["change", "label", "entity_id"], ascending=[falling, True, True])
    return found.head(limit if limit is not None else len(found)).reset_index(drop=True)


def _middle(years: "pd.Series[int]") -> int:
    """Return the year with which the later papers begin, so that the two sides are as equal as can be."""
    choices = sorted(set(years.tolist()))[1:] or [int(years.iloc[0])]
    return min(choices, key=lambda year: (abs(int((years >= year).sum()) - int((years < year).sum())), year))
