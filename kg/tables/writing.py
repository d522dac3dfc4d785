"""Write the tables of a build, the same bytes for the same rows."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.tables.rows import SCHEMAS, Tables

__all__ = ["write_rows", "write_table", "write_tables"]

_ROW_GROUP = 100_000
_WRITTEN_ROWS = 200_000


def write_tables(tables: Tables, folder: Path) -> None:
    """Write every table as `folder/NAME.parquet`, the same bytes for the same rows."""
    for name in SCHEMAS:
        write_rows(getattr(tables, name), folder, name)


def write_rows(rows: Iterable[tuple[Any, ...]], folder: Path, name: str) -> None:
    """Write the rows of one table as `folder/NAME.parquet`."""
    write_table(_in_parts(rows, SCHEMAS[name]), folder, name)


def write_table(parts: Iterable[pa.Table], folder: Path, name: str) -> None:
    """Write one table as `folder/NAME.parquet`, part by part, with no more than a part in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(folder / f"{name}.parquet", SCHEMAS[name], compression="zstd") as file:
        for part in parts:
            file.write_table(part, row_group_size=_ROW_GROUP)


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
