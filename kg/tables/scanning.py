"""Walk through the tables of a build without holding them in memory."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kg.tables.reading import require_table
from kg.tables.rows import PAPER_COLUMNS, ROW_TYPES, SCHEMAS, Tables

__all__ = ["EVERY_PAPER", "PaperRange", "count_values", "only", "paper_ranges", "pick", "pick_columns", "scan"]

_Row = TypeVar("_Row", bound=tuple[Any, ...])


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


def scan(build: Path | str, papers: PaperRange = EVERY_PAPER) -> Tables:
    """Open the tables of the build in the folder `build`: rows are read each time they are walked through.

    Of tables with papers only the rows of `papers` are there, related papers where either is one of them. Memory holds
    some thousand rows of a table at a time.

    Raises OutputError as `read_tables` does.
    """
    folder = Path(build) / "tables"
    return Tables(**{name: _open(folder, name, papers) for name in SCHEMAS})


def pick(rows: Iterable[_Row], *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield some columns of rows; of a table that is scanned nothing else is read.

    >>> from kg.tables import PageRow
    >>> list(pick([PageRow("paper/fog", "https://example.org/fog")], "url", "paper_id"))
    [('https://example.org/fog', 'paper/fog')]
    """
    if isinstance(rows, _ScannedRows):
        return rows.values(columns)
    return (tuple([getattr(row, column) for column in columns]) for row in rows)


def pick_columns(rows: Iterable[object], *columns: str) -> pa.Table:
    """Return some columns of rows, which are texts, as Arrow's dictionaries; see `pick`.

    >>> from kg.tables import PageRow
    >>> pick_columns([PageRow("paper/fog", "https://example.org/fog")], "url").to_pydict()
    {'url': ['https://example.org/fog']}
    """
    schema = pa.schema([(column, pa.dictionary(pa.int32(), pa.string())) for column in columns])
    if isinstance(rows, _ScannedRows):
        return pa.Table.from_batches(
            (batch.cast(schema) for batch in rows.batches(columns)), schema
        ).unify_dictionaries()
    values = [[getattr(row, column) for column in columns] for row in rows]
    texts = zip(*values, strict=True) if values else [()] * len(columns)
    return pa.table([pa.array(held, pa.string()) for held in texts], columns).cast(schema)


def only(rows: Iterable[_Row], column: str, values: PaperRange | frozenset[str]) -> Sequence[_Row]:
    """Return the rows whose `column` has one of the values; of a table that is scanned hardly more is read.

    >>> from kg.tables import PageRow
    >>> list(only([PageRow("paper/fog", "https://example.org/fog")], "paper_id", PaperRange("paper/moss")))
    []
    """
    if isinstance(rows, _ScannedRows):
        return replace(rows, conditions=(*rows.conditions, _Condition.of([column], values)))
    return [row for row in rows if getattr(row, column) in values]


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


class _Condition(NamedTuple):
    """What rows must have: one of the values, a range or some of them, in any of the columns."""

    columns: tuple[str, ...]
    values: PaperRange | pa.Array

    @classmethod
    def of(cls, columns: Iterable[str], values: PaperRange | frozenset[str]) -> "_Condition":
        """Return the condition that one of the columns has one of the values."""
        return cls(tuple(columns), values if isinstance(values, PaperRange) else pa.array(sorted(values), pa.string()))

    def may_hold(self, group: pq.RowGroupMetaData, names: Sequence[str]) -> bool:
        """Tell whether some row of a group can meet it, by the least and greatest values of its columns."""
        if not isinstance(self.values, PaperRange):
            return True
        known = [group.column(names.index(column)).statistics for column in self.columns]
        first, end = self.values.first, self.values.end
        return any(
            each is None or not each.has_min_max or (first <= each.max and (end is None or each.min < end))
            for each in known
        )

    def met(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows that meet it."""
        return batch.filter(functools.reduce(pc.or_, (self._inside(batch[column]) for column in self.columns)))

    def _inside(self, column: pa.Array) -> pa.Array:
        if not isinstance(self.values, PaperRange):
            return pc.is_in(column, self.values)
        follows = pc.greater_equal(column, self.values.first)
        return follows if self.values.end is None else pc.and_(follows, pc.less(column, self.values.end))


@dataclass(frozen=True, slots=True)
class _ScannedRows(Sequence[Any]):
    """The rows of a table in a file that meet all conditions."""

    path: Path
    row_type: type[Any]
    conditions: tuple[_Condition, ...]

    def __len__(self) -> int:
        if self.conditions:
            return sum(1 for _ in self.values(self.row_type._fields[:1]))
        return int(pq.read_metadata(self.path).num_rows)

    def __iter__(self) -> Iterator[Any]:
        return map(functools.partial(tuple.__new__, self.row_type), self.values(self.row_type._fields))

    def __getitem__(self, index: Any) -> Any:
        return list(self)[index]

    def values(self, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield some columns of the rows, row by row."""
        for batch in self.batches(columns):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield some columns of the rows, some thousand rows at a time."""
        names = self.row_type._fields
        needed = list(dict.fromkeys(chain(columns, *(condition.columns for condition in self.conditions))))
        with pq.ParquetFile(self.path) as file:
            groups = [
                number
                for number, group in enumerate(map(file.metadata.row_group, range(file.num_row_groups)))
                if all(condition.may_hold(group, names) for condition in self.conditions)
            ]
            for batch in file.iter_batches(_SCANNED_ROWS, row_groups=groups, columns=needed):
                for condition in self.conditions:
                    batch = condition.met(batch)
                yield batch.select(columns)


def _open(folder: Path, name: str, papers: PaperRange) -> _ScannedRows:
    require_table(folder, name)
    columns = [column for column in SCHEMAS[name].names if column in PAPER_COLUMNS]
    is_whole = papers == EVERY_PAPER or not columns
    return _ScannedRows(
        folder / f"{name}.parquet", ROW_TYPES[name], () if is_whole else (_Condition.of(columns, papers),)
    )
