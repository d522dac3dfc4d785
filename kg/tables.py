"""The tables of a build: their columns, how they are written and read.

Other programs read `tables/*.parquet`; the columns, their order and the order of the rows are a contract.
"""

import functools
import operator
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kg.errors import OutputError

__all__ = [
    "EVERY_PAPER",
    "SCHEMAS",
    "ConflictRow",
    "EntityRow",
    "LinkRow",
    "MentionRow",
    "MergeRow",
    "PageRow",
    "PaperRange",
    "PaperRow",
    "ReferenceRow",
    "RelatedRow",
    "Tables",
    "count_values",
    "load",
    "load_papers",
    "make_row",
    "paper_ranges",
    "read_rows",
    "read_table",
    "read_tables",
    "require_table",
    "scan",
    "write_parts",
    "write_rows",
    "write_tables",
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


@dataclass(frozen=True, slots=True)
class PaperRange:
    """The papers from the identifier `first` on, before `end`; without `end`, all that follow.

    >>> "paper/fog" in PaperRange("paper/a", "paper/m"), "paper/moss" in PaperRange("paper/a", "paper/m")
    (True, False)
    """

    first: str = ""
    end: str | None = None

    def __contains__(self, paper_id: str) -> bool:
        """Tell whether the paper is one of them."""
        return self.first <= paper_id and (self.end is None or paper_id < self.end)


EVERY_PAPER = PaperRange()
_SCANNED_ROWS = 5_000
_ROW_GROUP = 100_000
_WRITTEN_ROWS = 200_000
_ARROW_TYPES: dict[object, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    int | None: pa.int32(),
    Sequence[str]: pa.list_(pa.string()),
}
_ROW_TYPES: dict[str, type[Any]] = {
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
SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema([(column, _ARROW_TYPES[kind]) for column, kind in row.__annotations__.items()])
    for name, row in _ROW_TYPES.items()
}


def make_row(row_type: type[Row], *values: object) -> Row:
    """Return the row whose columns are what `values` know under their names, the first that knows it.

    >>> from kg.model import Merge
    >>> make_row(MergeRow, Merge("task/fog", "mist", "lexicon", 2)).paper_count
    2
    """
    known = (next(getattr(value, name) for value in values if hasattr(value, name)) for name in row_type._fields)
    return row_type._make(known)


def write_tables(tables: Tables, folder: Path) -> None:
    """Write every table as `folder/NAME.parquet`, the same bytes for the same rows."""
    for name in SCHEMAS:
        write_rows(getattr(tables, name), folder, name)


def write_rows(rows: Iterable[tuple[Any, ...]], folder: Path, name: str) -> None:
    """Write the rows of one table as `folder/NAME.parquet`."""
    write_parts(_in_parts(rows, SCHEMAS[name]), folder, name)


def write_parts(parts: Iterable[pa.Table], folder: Path, name: str) -> None:
    """Write one table as `folder/NAME.parquet`, part by part, with no more than a part in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(folder / f"{name}.parquet", SCHEMAS[name], compression="zstd") as file:
        for part in parts:
            file.write_table(part, row_group_size=_ROW_GROUP)


def load(build: Path | str) -> Tables:
    """Read the tables of the build in the folder `build`.

    Raises OutputError as `read_tables` does.
    """
    return read_tables(Path(build) / "tables")


def load_papers(build: Path | str, papers: Collection[str]) -> Tables:
    """Read the rows of some papers of the build in the folder `build`, with the entities that they mention.

    Related papers are there where both are among them. Raises OutputError as `read_tables` does.
    """
    folder = Path(build) / "tables"
    rows = {
        name: read_rows(folder, name, **dict.fromkeys(columns, papers))
        for name in SCHEMAS
        if (columns := _paper_columns(name))
    }
    mentioned = {link.entity_id for link in rows["links"]}
    return Tables(**rows, entities=read_rows(folder, "entities", entity_id=mentioned))


def scan(build: Path | str, papers: PaperRange = EVERY_PAPER) -> Tables:
    """Open the tables of the build in the folder `build`: rows are read each time they are walked through.

    Of tables with papers only the rows of `papers` are there, related papers where either is one of them. Memory holds
    some thousand rows of a table at a time. Raises OutputError as `read_tables` does.
    """
    folder = Path(build) / "tables"
    return Tables(**{name: _ScannedRows(folder, name, papers) for name in SCHEMAS})


def paper_ranges(build: Path | str, size: int) -> list[PaperRange]:
    """Return ranges of `size` papers each; every identifier, of a paper of the build or not, is in one of them.

    Raises OutputError as `read_tables` does.
    """
    folder = Path(build) / "tables"
    require_table(folder, "papers")
    ids = pq.read_table(folder / "papers.parquet", columns=["paper_id"])["paper_id"]
    firsts = [ids[place].as_py() for place in range(size, len(ids), size)]
    return [PaperRange(first or "", end) for first, end in pairwise([None, *firsts, None])]


def count_values(build: Path | str, name: str, column: str) -> dict[Any, int]:
    """Return how many rows of a table of a build have each value of a column, sorted by value."""
    counted = (
        pq.read_table(Path(build) / "tables" / f"{name}.parquet", columns=[column])[column].value_counts().to_pylist()
    )
    return dict(sorted((row["values"], row["counts"]) for row in counted))


def read_tables(folder: Path) -> Tables:
    """Read the tables that `write_tables` wrote.

    Raises OutputError where a table is missing, unreadable or has other columns than it should.
    """
    return Tables(**{name: read_rows(folder, name) for name in SCHEMAS})


class _ScannedRows(Sequence[Any]):
    """The rows of a table in a file that are about `papers`, or about none."""

    def __init__(self, folder: Path, name: str, papers: PaperRange) -> None:
        require_table(folder, name)
        self._path, self._row_type, self._papers = folder / f"{name}.parquet", _ROW_TYPES[name], papers
        self._paper_columns = _paper_columns(name)

    def __len__(self) -> int:
        if self._is_whole:
            return int(pq.read_metadata(self._path).num_rows)
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[Any]:
        with pq.ParquetFile(self._path) as file:
            groups = [group for group in range(file.num_row_groups) if self._may_hold(file.metadata.row_group(group))]
            for batch in file.iter_batches(_SCANNED_ROWS, row_groups=groups):
                yield from map(self._row_type, *(column.to_pylist() for column in self._held(batch).columns))

    def __getitem__(self, index: Any) -> Any:
        return list(self)[index]

    @property
    def _is_whole(self) -> bool:
        return self._papers == EVERY_PAPER or not self._paper_columns

    def _may_hold(self, group: pq.RowGroupMetaData) -> bool:
        """Tell whether a group of rows can hold one of the papers, by its least and greatest identifiers."""
        if self._is_whole:
            return True
        known = [group.column(place).statistics for place in range(len(self._paper_columns))]
        first, end = self._papers.first, self._papers.end
        return any(
            each is None or not each.has_min_max or (first <= each.max and (end is None or each.min < end))
            for each in known
        )

    def _held(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self._is_whole:
            return batch
        return batch.filter(functools.reduce(pc.or_, (self._inside(batch[name]) for name in self._paper_columns)))

    def _inside(self, ids: pa.Array) -> pa.Array:
        follows = pc.greater_equal(ids, self._papers.first)
        return follows if self._papers.end is None else pc.and_(follows, pc.less(ids, self._papers.end))


def _paper_columns(name: str) -> list[str]:
    return [column for column in SCHEMAS[name].names if column in ("paper_id", "paper_a", "paper_b")]


def _in_parts(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.Table]:
    waiting = iter(rows)
    yield _to_arrow(islice(waiting, _WRITTEN_ROWS), schema)
    while more := list(islice(waiting, _WRITTEN_ROWS)):
        yield _to_arrow(more, schema)


def _to_arrow(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def read_table(folder: Path, name: str, **only: Collection[str]) -> pa.Table:
    """Read one table of `write_tables`, or only the rows in which each column of `only` has one of the values.

    Raises OutputError as `read_tables` does.
    """
    require_table(folder, name)
    wanted = [pc.field(column).isin(pa.array(sorted(values), pa.string())) for column, values in only.items()]
    filters = functools.reduce(operator.and_, wanted) if wanted else None
    return pq.read_table(folder / f"{name}.parquet", filters=filters)


def require_table(folder: Path, name: str) -> None:
    """Raise OutputError where the table is missing, unreadable or has other columns than it should."""
    path, expected = folder / f"{name}.parquet", SCHEMAS[name].names
    try:
        found = pq.read_schema(path).names
    except (FileNotFoundError, NotADirectoryError):
        raise OutputError(
            f"{path}: no such table; build the graph first: kg build PATH... -o {path.parent.parent}"
        ) from None
    except pa.ArrowInvalid as error:
        raise OutputError(f"{path}: not a readable parquet file ({error}); build the graph again") from None
    if found != expected:
        raise OutputError(
            f"{path}: found the columns {', '.join(found)}, expected {', '.join(expected)}; "
            "it was written by another version of kg: build the graph again"
        )


def read_rows(folder: Path, name: str, **only: Collection[str]) -> list[Any]:
    """Read the rows of one table as its named tuples; see `read_table`.

    Raises OutputError as `read_tables` does.
    """
    row_type = _ROW_TYPES[name]
    columns = [column.to_pylist() for column in read_table(folder, name, **only).columns]
    return [row_type(*values) for values in zip(*columns, strict=True)]
