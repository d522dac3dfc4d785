"""The embedded engine: batches in this process, tables in DuckDB."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import ibis
import pyarrow as pa
from ibis.expr.types import Table

__all__ = ["LocalEngine"]

Item = TypeVar("Item")
Result = TypeVar("Result")


class LocalEngine:
    """Runs stages on the processors of this machine; results do not depend on how many there are."""

    def __init__(self, *, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._connection = ibis.duckdb.connect()

    def map_batches(
        self, stage: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item], *, size: int
    ) -> Iterator[Result]:
        """Yield what `stage` makes of every batch of `size` items, in the order of the items."""
        batches = [items[start : start + size] for start in range(0, len(items), size)]
        with ThreadPoolExecutor(self.workers) as pool:
            for results in pool.map(stage, batches):
                yield from results

    def table(self, rows: pa.Table, name: str) -> Table:
        """Return `rows` as a table that Ibis expressions can be written over."""
        return self._connection.create_table(name, rows, overwrite=True)

    def collect(self, expression: Table) -> pa.Table:
        """Return the rows of an expression."""
        return self._connection.to_pyarrow(expression)
