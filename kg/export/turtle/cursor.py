"""Walk through several tables at once, paper by paper."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Generic, TypeVar

from kg.errors import OutputError

__all__ = ["Cursor", "misplaced"]

_Row = TypeVar("_Row", bound=tuple[object, ...])


class Cursor(Generic[_Row]):
    """Hands out the rows of one paper after the other, from rows that are sorted as the papers are.

    >>> cursor = Cursor("links", [("paper/a", 1), ("paper/a", 2)], key=lambda row: row[0])
    >>> cursor.take("paper/0"), cursor.take("paper/a")
    ((), [('paper/a', 1), ('paper/a', 2)])
    >>> cursor.finish()
    """

    def __init__(self, table: str, rows: Iterable[_Row], *, key: Callable[[_Row], str]) -> None:
        self._table = table
        self._groups = groupby(rows, key=key)
        self._head = next(self._groups, None)

    def take(self, paper_id: str) -> Sequence[_Row]:
        """Return the rows of this paper, none where the next rows are of another."""
        if self._head is None or self._head[0] != paper_id:
            return ()
        rows = list(self._head[1])
        self._head = next(self._groups, None)
        return rows

    def finish(self) -> None:
        """Raise OutputError where rows are left."""
        if self._head is not None:
            raise misplaced(self._table, self._head[0])


def misplaced(table: str, paper_id: str) -> OutputError:
    """Return the error that a table has rows of a paper which are not where the table of papers has it."""
    return OutputError(
        f"table {table}: rows of {paper_id!r} do not follow the table papers; expected both "
        "sorted by paper and every paper to be there; build the graph again"
    )
