"""The questions that the report asks a build: SQL over its tables and its manifest, answered by DuckDB.

A question is a file of `sql/`. Its first line is a comment that says what it asks; the paths in it are those of
the folder of a build, so that it runs there as it stands, in any DuckDB.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from kg.errors import OutputError

__all__ = ["Answer", "Asker", "printable"]

_TITLE = "-- "
_PATH = re.compile(r"(?<=')(?=tables/|manifest\.json')")
_NEVER_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """A question in words and in SQL, and what a build answers: rows of texts and numbers under columns."""

    title: str
    sql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def column(self, name: str) -> tuple[Any, ...]:
        """Return the cells under a column."""
        index = self.columns.index(name)
        return tuple(row[index] for row in self.rows)


class Asker:
    """Answers questions from the build in a folder; holds a DuckDB connection until it is left."""

    def __init__(self, build: Path) -> None:
        self._folder = f"{build.resolve()}/".replace("'", "''")
        self._build = build

    def __enter__(self) -> "Asker":
        self._connection = duckdb.connect(config={"threads": 1})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, name: str, *, kind: str = "", kinds: str = "") -> Answer:
        """Answer the question `name`, asked about a kind of entity where it speaks of one.

        The cells are `printable`. Raises OutputError where a file of the build cannot be read.
        """
        text = (files(__package__) / "sql" / f"{name}.sql").read_text(encoding="utf-8")
        text = text.replace("$kinds", kinds).replace("$kind", kind).rstrip()
        title, _, sql = text.partition("\n")
        try:
            found = self._connection.execute(_PATH.sub(lambda _: self._folder, sql))
            columns, rows = tuple(column[0] for column in found.description or ()), found.fetchall()
        except duckdb.Error as error:
            raise OutputError(
                f"{self._build}: cannot be read ({str(error).splitlines()[0]}); build the graph again"
            ) from None
        return Answer(title.removeprefix(_TITLE), sql, columns, tuple(tuple(map(_shown, row)) for row in rows))


def printable(text: str) -> str:
    """Leave out control characters, which no drawing can hold, and those that turn the direction of what follows.

    >>> printable("a\\x07b")
    'ab'
    """
    return _NEVER_SHOWN.sub("", text)


def _shown(cell: object) -> object:
    return printable(cell) if isinstance(cell, str) else cell
