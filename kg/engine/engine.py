"""What an engine does, wherever it does it."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

__all__ = ["Engine"]

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs stages over batches, and Ibis expressions over tables; where it runs does not change a result."""

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

        Fewer items than `worth_a_process` take less time than a process takes to start. `meanwhile` is what
        this process may do while others start.
        """

    def table(self, rows: "pa.Table", name: str) -> "Table":
        """Return `rows` as a table that Ibis expressions can be written over."""

    def read(self, path: Path, name: str) -> "Table":
        """Return the rows of a Parquet file of this machine as a table."""

    def keep(self, expression: "Table", name: str) -> "Table":
        """Return the rows of an expression as a table, computed once."""

    def collect(self, expression: "Table") -> "pa.Table":
        """Return the rows of an expression."""
