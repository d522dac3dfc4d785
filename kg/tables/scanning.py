"""Walk through the tables of a build without holding them in memory."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kg.tables.reading import paper_columns, require_table
from kg.tables.rows import ROW_TYPES, SCHEMAS, Tables

__all__ = ["EVERY_PAPER", "PaperRange", "count_values", "paper_ranges", "scan"]


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


class _ScannedRows(Sequence[Any]):
    """The rows of a table in a file that are about `papers`, or about none."""

    def __init__(self, folder: Path, name: str, papers: PaperRange) -> None:
        require_table(folder, name)
        self._path, self._row_type, self._papers = folder / f"{name}.parquet", ROW_TYPES[name], papers
        self._paper_columns = paper_columns(name)

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
