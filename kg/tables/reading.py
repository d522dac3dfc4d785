"""Read the tables of a build, or some rows of them, into memory."""

import functools
import operator
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kg.errors import OutputError
from kg.tables.rows import ROW_TYPES, SCHEMAS, Tables

__all__ = ["load", "load_papers", "paper_columns", "read_rows", "read_table", "read_tables", "require_table"]


def load(build: Path | str) -> Tables:
    """Read the tables of the build in the folder `build`.

    Raises OutputError as `read_tables` does.
    """
    return read_tables(Path(build) / "tables")


def load_papers(build: Path | str, papers: Collection[str]) -> Tables:
    """Read the rows of some papers of the build in the folder `build`, with the entities that they mention.

    Related papers are there where both are among them. Raises OutputError as `read_tables` does.
    """
    folder = Path(build) / "tables"
    rows = {
        name: read_rows(folder, name, **dict.fromkeys(columns, papers))
        for name in SCHEMAS
        if (columns := paper_columns(name))
    }
    mentioned = {link.entity_id for link in rows["links"]}
    return Tables(**rows, entities=read_rows(folder, "entities", entity_id=mentioned))


def read_tables(folder: Path) -> Tables:
    """Read the tables that `write_tables` wrote.

    Raises OutputError where a table is missing, unreadable or has other columns than it should.
    """
    return Tables(**{name: read_rows(folder, name) for name in SCHEMAS})


def read_table(folder: Path, name: str, **only: Collection[str]) -> pa.Table:
    """Read one table of `write_tables`, or only the rows in which each column of `only` has one of the values.

    Raises OutputError as `read_tables` does.
    """
    require_table(folder, name)
    wanted = [pc.field(column).isin(pa.array(sorted(values), pa.string())) for column, values in only.items()]
    filters = functools.reduce(operator.and_, wanted) if wanted else None
    return pq.read_table(folder / f"{name}.parquet", filters=filters)


def require_table(folder: Path, name: str) -> None:
    """Raise OutputError where the table is missing, unreadable or has other columns than it should."""
    path, expected = folder / f"{name}.parquet", SCHEMAS[name].names
    try:
        found = pq.read_schema(path).names
    except (FileNotFoundError, NotADirectoryError):
        raise OutputError(
            f"{path}: no such table; build the graph first: kg build PATH... -o {path.parent.parent}"
        ) from None
    except pa.ArrowInvalid as error:
        raise OutputError(f"{path}: not a readable parquet file ({error}); build the graph again") from None
    if found != expected:
        raise OutputError(
            f"{path}: found the columns {', '.join(found)}, expected {', '.join(expected)}; "
            "it was written by another version of kg: build the graph again"
        )


def read_rows(folder: Path, name: str, **only: Collection[str]) -> list[Any]:
    """Read the rows of one table as its named tuples; see `read_table`.

    Raises OutputError as `read_tables` does.
    """
    row_type = ROW_TYPES[name]
    columns = [column.to_pylist() for column in read_table(folder, name, **only).columns]
    return [row_type(*values) for values in zip(*columns, strict=True)]


def paper_columns(name: str) -> list[str]:
    """Return the columns of a table that hold identifiers of papers."""
    return [column for column in SCHEMAS[name].names if column in ("paper_id", "paper_a", "paper_b")]
