"""The embedded engine: batches on the processors of this machine, tables in DuckDB."""

import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from threadpoolctl import threadpool_limits

from kg.engine.processes import available_processors, map_in_processes, worthwhile_processes

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

__all__ = ["LocalEngine"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_MEMORY_LIMIT = "1GB"
_BATCHES_A_PROCESS = 16
"""Batches for each process, at least, so that all have work until nearly the end."""


class LocalEngine:
    """Runs stages on the processors of this machine; results do not depend on how many there are.

    Tables take at most 1 GB of memory; what is more spills into a folder of the system's temporary files, which goes
    with the engine.
    """

    def __init__(self, *, workers: int | None = None) -> None:
        self.workers = workers or available_processors()

    @cached_property
    def _connection(self) -> Any:
        """The connection to DuckDB, made when the first table is asked for."""
        import ibis

        connection = ibis.duckdb.connect(
            threads=self.workers,
            memory_limit=_MEMORY_LIMIT,
            temp_directory=str(Path(tempfile.gettempdir()) / f"kg-spill-{uuid4().hex}"),
        )
        if connection.raw_sql("SELECT current_setting('enable_progress_bar')").fetchone()[0]:
            # asked first: where it is off in a notebook without widgets, DuckDB refuses to set it at all
            connection.raw_sql("SET enable_progress_bar = false")
        return connection

    def map_batches(
        self,
        stage: Callable[[Sequence[Item]], Sequence[Result]],
        items: Sequence[Item],
        *,
        size: int,
        worth_a_process: int = 1,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Generator[Result]:
        """Yield what `stage` makes of all batches of at most `size` items, in the order of the items.

        There are as many processes as workers, each with `worth_a_process` items or more to do; where that leaves one,
        it is this process itself. While others start, this one calls `meanwhile` and makes ready for tables.

        Raises EngineError where a process dies.
        """
        worthwhile = worthwhile_processes(self.workers, len(items), worth_a_process=worth_a_process)
        jobs = min(worthwhile, ceil(len(items) / size))
        if jobs <= 1:
            with threadpool_limits(limits=1):
                for batch in _batches(items, size):
                    yield from stage(batch)
            return

        def make_ready() -> None:
            meanwhile()
            _ = self._connection

        batches = _batches(items, min(size, ceil(len(items) / (jobs * _BATCHES_A_PROCESS))))
        for results in map_in_processes(stage, batches, jobs=jobs, meanwhile=make_ready):
            yield from results

    def table(self, rows: "pa.Table", name: str) -> "Table":
        """Return `rows` as a table that Ibis expressions can be written over."""
        return self._connection.create_table(name, rows, overwrite=True)

    def read(self, path: Path, name: str) -> "Table":
        """Return the rows of a Parquet file as a table; they are read from it as they are needed."""
        return self._connection.read_parquet(path, table_name=name)

    def keep(self, expression: "Table", name: str) -> "Table":
        """Return the rows of an expression as a table, computed once."""
        return self._connection.create_table(name, expression, overwrite=True)

    def collect(self, expression: "Table") -> "pa.Table":
        """Return the rows of an expression."""
        return self._connection.to_pyarrow(expression)


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
