"""Read spreadsheets (XLSX, XLSB, XLS, ODS): the first sheet with a column of titles."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedIOBase

from python_calamine import CalamineError, CalamineWorkbook

from kg.errors import InputError
from kg.model import Paper
from kg.read.packed import FREE_BYTES, MOST_TIMES
from kg.read.record import Reader, Record, Skipped, papers_of
from kg.read.source import Head, SourceFile
from kg.read.table import Row, columns_of, guess_columns, paper_of_row

__all__ = ["XLSX", "read_xlsx"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OF_SHEETS = (b"[Content_Types].xml", b"xl/", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
_DAMAGES = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error) + (
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_HEADER_WITHIN = 20
_SHOWN = 6
_PIECE = 2**20


def read_xlsx(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of each row below the line of column names, which may stand below a few others."""
    return papers_of(_rows(source), paper_of_row, source)


def _rows(source: SourceFile) -> Iterator[Record]:
    first: Sequence[object] = []
    for sheet in _sheets(source):
        first = first or next(iter(sheet), [])
        for place, header in enumerate(sheet[:_HEADER_WITHIN]):
            if "title" in guess_columns(header, source.hints):
                yield from _below(sheet, place, source)
                return
    columns_of(first, source)


def _sheets(source: SourceFile) -> Iterator[Sequence[Sequence[object]]]:
    with source.seekable() as file:
        _stop_bomb(file, source)
        try:
            workbook = CalamineWorkbook.from_filelike(file)
            for name in workbook.sheet_names:
                yield list(workbook.get_sheet_by_name(name).iter_rows())
        except (CalamineError, OSError, ValueError) as error:
            raise InputError(f"{source.label}: no readable spreadsheet ({error})") from None


def _below(sheet: Sequence[Sequence[object]], header: int, source: SourceFile) -> Iterator[Record]:
    columns = columns_of(sheet[header], source)
    for number, cells in enumerate(sheet[header + 1 :], header + 2):
        if any(str(cell).strip() for cell in cells):
            yield Record(Row(cells, columns), ", ".join(map(str, cells[:_SHOWN])), number=number)


def _stop_bomb(file: BufferedIOBase, source: SourceFile) -> None:
    """Unpack every part once, in pieces: what it says of its size may not be true."""
    if not zipfile.is_zipfile(file):
        file.seek(0)
        return
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
        raise InputError(f"{source.label}: no readable spreadsheet ({error})") from None
    file.seek(0)


def _knows_xlsx(head: Head) -> bool:
    if head.data.startswith(_OLE):
        return True
    return head.data.startswith(_ZIP) and any(mark in head.data for mark in _OF_SHEETS)


XLSX = Reader(
    name="xlsx", summary="spreadsheets (XLSX, XLS, ODS) with named columns", knows=_knows_xlsx, read=read_xlsx
)
