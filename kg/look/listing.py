"""The entities of a build as a list, and the names that were taken for them."""

from collections.abc import Mapping

import pandas as pd

from kg.errors import LookupFailedError
from kg.frames import Frames
from kg.model import Relation
from kg.text import fold

__all__ = ["ENTITY_ORDERS", "list_conflicts", "list_entities", "list_merges", "require_kind"]

ENTITY_ORDERS: Mapping[str, tuple[str, ...]] = {
    "papers": ("-papers", "entity_id"),
    "label": ("label", "entity_id"),
    "kind": ("kind", "-papers", "entity_id"),
    "community": ("community", "-papers", "entity_id"),
}
"""The orders of `list_entities`: by which columns, a minus meaning the greatest first."""


def list_entities(frames: Frames, *, kind: str | None = None, sort: str = "papers") -> pd.DataFrame:
    """Return the entities of a kind (of all, without one): entity_id, kind, label, papers, community, aliases.

    `sort` is one of `ENTITY_ORDERS`. Raises LookupFailedError where there is no such kind or order.
    """
    if sort not in ENTITY_ORDERS:
        raise LookupFailedError(f"entities cannot be sorted by {sort!r}; there are: {', '.join(ENTITY_ORDERS)}")
    columns = ENTITY_ORDERS[sort]
    found = _of_kind(frames.entities, kind).rename(columns={"paper_count": "papers"})
    found = found.sort_values(
        [column.removeprefix("-") for column in columns],
        ascending=[not column.startswith("-") for column in columns],
        key=lambda values: values.map(fold) if values.name == "label" else values,
    )
    return found[["entity_id", "kind", "label", "papers", "community", "aliases"]].reset_index(drop=True)


def list_merges(frames: Frames, *, kind: str | None = None) -> pd.DataFrame:
    """Return the names that were taken for an entity with another label, why, and in how many papers.

    Columns: entity_id, kind, label, name, reason, papers; the most shared entities first. Raises LookupFailedError
    where there is no such kind.
    """
    found = list_entities(frames, kind=kind)[["entity_id", "kind", "label"]].merge(frames.merges, on="entity_id")
    return found.rename(columns={"paper_count": "papers"})


def list_conflicts(frames: Frames) -> pd.DataFrame:
    """Return what the sources of papers disagree on, and whether a value was kept.

    Columns: paper_id, title, field, value, kept, sources.
    """
    found = frames.conflicts.merge(frames.papers[["paper_id", "title"]], on="paper_id")
    return found[["paper_id", "title", "field", "value", "kept", "sources"]]


def require_kind(kind: str) -> str:
    """Return `kind` where it is one.

    Raises LookupFailedError where it is none, and names those that there are.
    """
    if kind not in list(Relation):
        raise LookupFailedError(f"no kind is called {kind!r}; there are: {', '.join(Relation)}")
    return kind


def _of_kind(entities: pd.DataFrame, kind: str | None) -> pd.DataFrame:
    return entities if kind is None else entities[entities["kind"] == require_kind(kind)]
