"""The tables of a build: their columns, how they are written and read.

Other programs read `tables/*.parquet`; the columns, their order and the order of the rows are a contract.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import OutputError

__all__ = [
    "SCHEMAS",
    "EntityRow",
    "LinkRow",
    "MentionRow",
    "MergeRow",
    "PageRow",
    "PaperRow",
    "RelatedRow",
    "Tables",
    "load",
    "read_tables",
    "scan",
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


_SCANNED_ROWS = 5_000
_ARROW_TYPES: dict[object, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
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
}
SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema([(column, _ARROW_TYPES[kind]) for column, kind in row.__annotations__.items()])
    for name, row in _ROW_TYPES.items()
}


def write_tables(tables: Tables, folder: Path) -> None:
    """Write every table as `folder/NAME.parquet`, the same bytes for the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in SCHEMAS.items():
        pq.write_table(_to_arrow(getattr(tables, name), schema), folder / f"{name}.parquet", compression="zstd")


def load(build: Path | str) -> Tables:
    """Read the tables of the build in the folder `build`.

    Raises OutputError as `read_tables` does.
    """
    return read_tables(Path(build) / "tables")


def scan(build: Path | str) -> Tables:
    """Open the tables of the build in the folder `build`: rows are read each time they are walked through.

    Memory holds some thousand rows of each table at a time. Raises OutputError as `read_tables` does.
    """
    folder = Path(build) / "tables"
    return Tables(**{name: _ScannedRows(folder / f"{name}.parquet", name) for name in SCHEMAS})


def read_tables(folder: Path) -> Tables:
    """Read the tables that `write_tables` wrote.

    Raises OutputError where a table is missing, unreadable or has other columns than it should.
    """
    return Tables(**{name: _read_rows(folder / f"{name}.parquet", name) for name in SCHEMAS})


def _to_arrow(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


class _ScannedRows(Sequence[Any]):
    """The rows of a table in a file."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        with _opened(path, name) as file:
            self._length: int = file.metadata.num_rows

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Any]:
        make = _ROW_TYPES[self._name]
        with _opened(self._path, self._name) as file:
            for batch in file.iter_batches(_SCANNED_ROWS):
                yield from map(make, *(column.to_pylist() for column in batch.columns))

    def __getitem__(self, index: Any) -> Any:
        return list(self)[index]


def _read_rows(path: Path, name: str) -> list[Any]:
    with _opened(path, name) as file:
        table = file.read()
    row_type = _ROW_TYPES[name]
    return [row_type(*values) for values in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def _opened(path: Path, name: str) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(path)
    except FileNotFoundError:
        raise OutputError(
            f"{path}: no such table; build the graph first: kg build PATH... -o {path.parent.parent}"
        ) from None
    except pa.ArrowInvalid as error:
        raise OutputError(f"{path}: not a readable parquet file ({error}); build the graph again") from None
    found, expected = file.schema_arrow.names, SCHEMAS[name].names
    if found != expected:
        raise OutputError(
            f"{path}: found the columns {', '.join(found)}, expected {', '.join(expected)}; "
            "it was written by another version of kg: build the graph again"
        )
    return file
