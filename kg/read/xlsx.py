"""Read spreadsheets (XLSX): the first sheet with a column of titles, row by row."""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Paper
from kg.read.packed import FREE_BYTES, MOST_TIMES
from kg.read.record import Reader, Record, Skipped, papers_of
from kg.read.source import Head, SourceFile
from kg.read.table import Row, columns_of, guess_columns, paper_of_row

__all__ = ["XLSX", "read_xlsx"]

_ZIP = b"PK\x03\x04"
_OF_SHEETS = (b"[Content_Types].xml", b"xl/")
_DAMAGES = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error) + (
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_BROKEN = "no readable spreadsheet (its XML is damaged or defines entities)"
_HEADER_WITHIN = 20
_MOST_ROWS = 2**20
_SHOWN = 6
_PIECE = 2**20


def read_xlsx(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of each row below the line of column names, which may stand below a few others."""
    return papers_of(_rows(source), paper_of_row, source)


def _rows(source: SourceFile) -> Iterator[Record]:
    first: Sequence[object] = []
    for sheet in _sheets(source):
        head = list(islice(sheet, _HEADER_WITHIN))
        first = first or next(iter(head), [])
        for place, header in enumerate(head):
            if "title" in guess_columns(header, source.hints):
                columns = columns_of(header, source)
                for number, cells in enumerate(chain(head[place + 1 :], sheet), place + 2):
                    if any(cell is not None and str(cell).strip() for cell in cells):
                        yield Record(Row(cells, columns), _shown(cells), number=number)
                return
    columns_of(first, source)


def _shown(cells: Sequence[object]) -> str:
    return ", ".join(str(cell) for cell in cells[:_SHOWN] if cell is not None)


def _sheets(source: SourceFile) -> Iterator[Iterator[Sequence[object]]]:
    import openpyxl

    with source.seekable() as file:
        _stop_bomb(file, source)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                sheets = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets
        except Exception:
            raise InputError(f"{source.label}: {_BROKEN}") from None
        for sheet in sheets:
            sheet.reset_dimensions()
            yield _cells(sheet.iter_rows(values_only=True), source)


def _cells(rows: Iterator[Sequence[object]], source: SourceFile) -> Iterator[Sequence[object]]:
    for _ in range(_MOST_ROWS):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows, None)
        except Exception:
            raise InputError(f"{source.label}: {_BROKEN}") from None
        if row is None:
            return
        yield row


def _unreadable(source: SourceFile, error: Exception) -> InputError:
    return InputError(f"{source.label}: no readable spreadsheet ({type(error).__name__}: {error})")


def _stop_bomb(file: BinaryIO, source: SourceFile) -> None:
    """Unpack every part once, in pieces: what it says of its size may not be true."""
    size = file.seek(0, 2)
    unpacked = 0
    try:
        with zipfile.ZipFile(file) as parts:
            for part in parts.infolist():
                with parts.open(part) as inside:
                    while piece := inside.read(_PIECE):
                        unpacked += len(piece)
                        if unpacked > FREE_BYTES and unpacked > MOST_TIMES * size:
                            raise InputError(
                                f"{source.label}: unpacks to more than {FREE_BYTES // 2**20} MiB and to more than "
                                f"{MOST_TIMES} times its size"
                            )
    except _DAMAGES as error:
        raise _unreadable(source, error) from None
    file.seek(0)


def _knows_xlsx(head: Head) -> bool:
    return head.data.startswith(_ZIP) and any(mark in head.data for mark in _OF_SHEETS)


XLSX = Reader(name="xlsx", summary="XLSX spreadsheets with named columns", knows=_knows_xlsx, read=read_xlsx)
