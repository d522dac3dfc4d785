"""Divide the tables of a build by papers, so that what is made of some of them need not walk through all."""

import functools
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from kg.tables.reading import require_table
from kg.tables.rows import PAPER_COLUMNS, SCHEMAS

__all__ = ["divide"]

_READ_ROWS = 100_000


def divide(build: Path | str, parts: Sequence[Collection[str]], folder: Path) -> Iterator[Path]:
    """Write tables of the papers of each part, which have none in common, and yield the folders that hold them.

    Each is laid out as a build in `folder`, to be read as one: rows of its papers, related papers where both are, and
    all rows of tables without papers. Memory holds a hundred thousand rows of a table at a time.

    Raises OutputError as `read_tables` does.
    """
    folders = [folder / str(number) for number in range(len(parts))]
    for each in folders:
        (each / "tables").mkdir(parents=True)
    for name in SCHEMAS:
        source = Path(build) / "tables"
        require_table(source, name)
        targets = [each / "tables" / f"{name}.parquet" for each in folders]
        _divide_table(source / f"{name}.parquet", name, parts, targets)
    yield from folders


def _divide_table(source: Path, name: str, parts: Sequence[Collection[str]], targets: Sequence[Path]) -> None:
    columns = [column for column in SCHEMAS[name].names if column in PAPER_COLUMNS]
    if not columns:
        for target in targets:
            target.symlink_to(source.resolve())
        return
    papers = pa.array([paper for part in parts for paper in part], pa.string())
    part_of = np.append(np.repeat(np.arange(len(parts)), [len(part) for part in parts]), -1)
    with pq.ParquetFile(source) as rows, ExitStack() as stack:
        files = [stack.enter_context(pq.ParquetWriter(path, SCHEMAS[name], compression="lz4")) for path in targets]
        for batch in rows.iter_batches(_READ_ROWS):
            owners = [part_of[pc.index_in(batch[column], papers).fill_null(-1).to_numpy()] for column in columns]
            for number, places in _places(owners):
                files[number].write_table(pa.Table.from_batches([batch.take(pa.array(places))]))


def _places(owners: Sequence[NDArray[np.int_]]) -> Iterator[tuple[int, NDArray[np.int_]]]:
    """Yield each part that rows are of, by all of their papers, with the places of these rows."""
    agreed = functools.reduce(lambda one, other: np.where(one == other, one, -1), owners)
    order = np.argsort(agreed, kind="stable")
    numbers, starts = np.unique(agreed[order], return_index=True)
    for number, places in zip(numbers, np.split(order, starts[1:]), strict=True):
        if number >= 0:
            yield int(number), places
