"""The rows of the tables of a build, and their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa

__all__ = [
    "PAPER_COLUMNS",
    "ROW_TYPES",
    "SCHEMAS",
    "ConflictRow",
    "EntityRow",
    "LinkRow",
    "MentionRow",
    "MergeRow",
    "PageRow",
    "PaperRow",
    "ReferenceRow",
    "RelatedRow",
    "Tables",
    "make_row",
]


class PaperRow(NamedTuple):
    """A paper, with its community and its position on the map."""

    paper_id: str
    title: str
    abstract: str
    authors: Sequence[str]
    year: int | None
    venue: str
    url: str
    sources: Sequence[str]
    community: int
    x: float
    y: float
    doi: str = ""
    arxiv_id: str = ""
    given: str = ""


class EntityRow(NamedTuple):
    """An entity, with the number of papers that mention it, its community and its position on the map."""

    entity_id: str
    kind: str
    label: str
    aliases: Sequence[str]
    paper_count: int
    community: int
    x: float
    y: float


class LinkRow(NamedTuple):
    """A paper joined to an entity."""

    paper_id: str
    entity_id: str
    relation: str
    role: str
    score: float
    mention_count: int


class MentionRow(NamedTuple):
    """The words that a link rests on: `field[start:end] == surface`, counted in characters."""

    paper_id: str
    entity_id: str
    relation: str
    surface: str
    field: str
    start: int
    end: int
    rule: str
    score: float


class RelatedRow(NamedTuple):
    """Two papers and the entities they share, strongest first."""

    paper_a: str
    paper_b: str
    weight: float
    shared: Sequence[str]


class MergeRow(NamedTuple):
    """A name that was taken for an entity with another label, why, and in how many papers."""

    entity_id: str
    name: str
    reason: str
    paper_count: int


class PageRow(NamedTuple):
    """A project or hub page that a paper names."""

    paper_id: str
    url: str


class ReferenceRow(NamedTuple):
    """A reference of a paper as its source gives it; `cited` is the paper of the graph that it is, else empty."""

    paper_id: str
    reference: str
    cited: str


class ConflictRow(NamedTuple):
    """What some sources say of a field of a paper where others say something else; `kept` is what the paper has."""

    paper_id: str
    field: str
    value: str
    sources: Sequence[str]
    kept: bool


Row = TypeVar("Row", bound=NamedTuple)


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of one build, every one sorted by its leading columns."""

    papers: Sequence[PaperRow]
    entities: Sequence[EntityRow]
    links: Sequence[LinkRow]
    mentions: Sequence[MentionRow]
    related: Sequence[RelatedRow]
    pages: Sequence[PageRow]
    merges: Sequence[MergeRow] = ()
    references: Sequence[ReferenceRow] = ()
    conflicts: Sequence[ConflictRow] = ()


_ARROW_TYPES: dict[object, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    int | None: pa.int32(),
    Sequence[str]: pa.list_(pa.string()),
}
ROW_TYPES: dict[str, type[Any]] = {
    "papers": PaperRow,
    "entities": EntityRow,
    "links": LinkRow,
    "mentions": MentionRow,
    "related": RelatedRow,
    "pages": PageRow,
    "merges": MergeRow,
    "references": ReferenceRow,
    "conflicts": ConflictRow,
}
PAPER_COLUMNS = ("paper_id", "paper_a", "paper_b")
"""The columns, of any table, that name a paper whose row it is."""
SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema([(column, _ARROW_TYPES[kind]) for column, kind in row.__annotations__.items()])
    for name, row in ROW_TYPES.items()
}


def make_row(row_type: type[Row], *values: object) -> Row:
    """Return the row whose columns are what `values` know under their names, the first that knows it.

    >>> from kg.model import Merge
    >>> make_row(MergeRow, Merge("task/fog", "mist", "lexicon", 2)).paper_count
    2
    """
    known = (next(getattr(value, name) for value in values if hasattr(value, name)) for name in row_type._fields)
    return row_type._make(known)
