"""Rows of a table as text: for a terminal, for a program, for a page."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table

from kg.vocab import DATA_BASE

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ROW_FORMATS", "Rows", "format_frame", "rendered"]

_NARROWEST = 100
_MARKDOWN = re.compile(r"[\\|*_`<\[\r\n]")
_BARS = "▁▂▃▄▅▆▇█"
_FOR_PEOPLE = ("table", "markdown")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows under columns, fit to be printed in any format.

    A cell is a text, a number, a list of texts, numbers by year, or None where there is nothing.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


def format_frame(frame: "pd.DataFrame", format: str) -> str:
    """Return the rows of a frame in one of `ROW_FORMATS`.

    Those for people leave out identifiers, whose columns end in `_id`.
    """
    for_people = format in _FOR_PEOPLE
    names = [name for name in frame.columns if not (for_people and name.endswith("_id"))]
    cells = [
        [value if known else None for value, known in zip(frame[name].tolist(), frame[name].notna(), strict=True)]
        for name in names
    ]
    columns = [name.replace("_", " ") if for_people else name for name in names]
    return ROW_FORMATS[format](Rows(columns, list(zip(*cells, strict=True))))


def rendered(shown: RenderableType) -> str:
    """Return what is to be seen, in colour on a terminal that has some."""
    terminal = sys.stdout.isatty()
    width = Console().width if terminal else max(Console().width, _NARROWEST)
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal, markup=False, highlight=False)
    console.print(shown)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def _as_table(rows: Rows) -> str:
    table = Table(*rows.columns, box=box.SIMPLE)
    for row in rows.rows:
        table.add_row(*(_readable(cell).removeprefix(DATA_BASE) for cell in row))
    count = len(rows.rows)
    return rendered(table) + f"{count:,} row{'' if count == 1 else 's'}"


def _as_csv(rows: Rows) -> str:
    return _separated(rows, ",")


def _as_tsv(rows: Rows) -> str:
    return _separated(rows, "\t")


def _as_json(rows: Rows) -> str:
    listed = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    return json.dumps(listed, indent=1, ensure_ascii=False)


def _as_markdown(rows: Rows) -> str:
    lines = [rows.columns, ["---"] * len(rows.columns), *([_readable(cell) for cell in row] for row in rows.rows)]
    return "\n".join(f"| {' | '.join(_MARKDOWN.sub(_escaped, cell) for cell in line)} |" for line in lines)


def _escaped(match: re.Match[str]) -> str:
    return " " if match.group().isspace() else f"\\{match.group()}"


def _separated(rows: Rows, separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows.rows)
    return text.getvalue().rstrip("\n")


def _plain(cell: object) -> object:
    """Return a cell as one text, number or None, nothing of it lost."""
    if isinstance(cell, Mapping):
        return "; ".join(f"{name}: {value}" for name, value in cell.items())
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "; ".join(map(str, cell)) if isinstance(cell, list) else cell


def _readable(cell: object) -> str:
    """Return a cell as a person wants to read it: numbers rounded, numbers by year as bars."""
    if isinstance(cell, float):
        return f"{cell:.4g}"
    if isinstance(cell, Mapping):
        most = max(1, *cell.values())
        return "".join(_BARS[(len(_BARS) - 1) * value // most] for value in cell.values())
    if isinstance(cell, list):
        return ", ".join(map(str, cell))
    return "" if cell is None else str(_plain(cell))


ROW_FORMATS: Mapping[str, Callable[[Rows], str]] = {
    "table": _as_table,
    "csv": _as_csv,
    "tsv": _as_tsv,
    "json": _as_json,
    "markdown": _as_markdown,
}
