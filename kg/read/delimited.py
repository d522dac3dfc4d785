"""Read CSV and TSV: any common separator, the columns guessed by their names."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from kg.errors import InputError
from kg.model import Paper
from kg.read.record import BadRecordError, Reader, Record, Skipped, papers_of
from kg.read.source import LONGEST_LINE, NO_HINTS, Head, Hints, SourceFile
from kg.read.table import Row, columns_of, guess_columns, paper_of_row

__all__ = ["CSV", "read_csv"]

_SEPARATORS = ",\t;|"
_MOST_LINES = 2000
_LONGEST_NAME = 80
_OPEN = "unexpected end of data"


def read_csv(source: SourceFile) -> Iterator[Paper | Skipped]:
    r"""Yield the paper of each row; a row without a title, with too many cells or an open quotation is skipped.

    >>> text = "Title;Autoren;Jahr\nOn Books;Doe, Jane;2015\n"
    >>> next(read_csv(SourceFile.of_text(text, "a.csv"))).year
    2015
    """
    return papers_of(_rows(source), paper_of_row, source)


def _rows(source: SourceFile) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_LINE)
    lines = ((number, line) for number, line in source.lines() if line.strip() and not line.startswith("sep="))
    first = next(lines, None)
    if first is None:
        raise InputError(f"{source.label}: the file is empty; expected papers")
    separator = _separator(first[1], source.hints)
    records = _records(_chained(first, lines), separator)
    header = next(records).value
    if isinstance(header, BadRecordError):
        raise InputError(f"{source.label}: the line of column names has {header}")
    columns = columns_of(header, source)
    for record in records:
        if isinstance(record.value, BadRecordError):
            yield record
        elif any(cell.strip() for cell in record.value[len(header) :]) or (
            len(record.value) < len(header) and _is_torn(record.what, separator)
        ):
            error = BadRecordError(f"{len(record.value)} cells, expected {len(header)}")
            yield record._replace(value=error)
        else:
            yield record._replace(value=Row(record.value, columns))


def _chained(first: tuple[int, str], rest: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield first
    yield from rest


def _records(lines: Iterator[tuple[int, str]], separator: str) -> Iterator[Record]:
    """Yield the cells of each record; where a quotation does not close, its first line alone is bad."""
    waiting: deque[tuple[int, str]] = deque()
    while first := (waiting.popleft() if waiting else next(lines, None)):
        number, text = first
        cells, taken = _cells(text, separator), list[tuple[int, str]]()
        while cells is None and len(taken) < _MOST_LINES:
            following = waiting.popleft() if waiting else next(lines, None)
            if following is None:
                break
            taken.append(following)
            if '"' in following[1]:
                whole = "\n".join([text, *(line for _, line in taken)])
                if _is_torn(whole, separator):
                    break
                cells = _cells(whole, separator)
        if cells is None:
            waiting.extendleft(reversed(taken))
            yield Record(BadRecordError("a quotation that does not close"), text, number)
        else:
            yield Record(cells, "\n".join([text, *(line for _, line in taken)]), number)


def _cells(text: str, separator: str) -> list[str] | None:
    """Return the cells of a record, None where a quotation is still open at its end."""
    lines = text.splitlines(keepends=True)
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True), [])
    except csv.Error as error:
        if _OPEN in str(error):
            return None
    return next(csv.reader(lines, delimiter=separator), [])


def _is_torn(text: str, separator: str) -> bool:
    """Tell whether quotation marks stand where none can."""
    try:
        next(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True), [])
    except csv.Error as error:
        return _OPEN not in str(error)
    return False


def _separator(header: str, hints: Hints) -> str:
    """Return the separator that makes the most of the line of column names."""
    return max(_SEPARATORS, key=lambda separator: _merit(header, separator, hints))


def _merit(header: str, separator: str, hints: Hints) -> tuple[bool, int]:
    cells = _cells(header, separator) or []
    return "title" in guess_columns(cells, NO_HINTS) | guess_columns(cells, hints), len(cells)


def _knows_csv(head: Head) -> bool:
    lines = [line for line in head.text.lstrip("\ufeff").split("\n") if line.strip() and not line.startswith("sep=")]
    if not lines:
        return False
    separator = _separator(lines[0], head.hints)
    cells = _cells(lines[0], separator) or []
    if len(cells) < 2 or any(len(cell) > _LONGEST_NAME for cell in cells):
        return False
    columns = guess_columns(cells, NO_HINTS) | guess_columns(cells, head.hints)
    second = _cells(lines[1], separator) if len(lines) > 1 else None
    is_even = second is None or len(second) == len(cells)
    return (len(columns) > 1 or is_even) if "title" in columns else (bool(head.hints.columns) and is_even)


CSV = Reader(name="csv", summary="CSV or TSV with named columns", knows=_knows_csv, read=read_csv)
