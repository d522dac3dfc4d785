"""Spreadsheets: what another library writes is read, wherever on whichever sheet the table begins."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from kg.errors import InputError
from kg.model import Paper
from kg.read import READERS, Hints, SourceFile

XLSX = READERS["xlsx"]
GOLDEN = Path(__file__).parent / "readers" / "xlsx" / "golden.xlsx"


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"s{number}", number)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(data: bytes, **columns: str) -> list[Paper]:
    source = SourceFile.of_text(data, "a.xlsx", hints=Hints(columns=columns))
    return [item for item in XLSX.read(source) if isinstance(item, Paper)]


def test_as_many_rows_as_stand_in_the_file() -> None:
    with zipfile.ZipFile(GOLDEN) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet2.xml"))
    titles = [cell for cell in sheet.iter() if re.fullmatch(r"B([4-9]|\d\d)", cell.get("r", "")) and len(cell)]
    assert len(read(GOLDEN.read_bytes())) == len(titles) == 3


def test_the_first_sheet_with_titles_is_read() -> None:
    data = workbook(
        [["a", "b"], [1, 2]], [["", ""], ["Note"], ["year", "Title"], [2020.0, "Kilns"]], [["title"], ["No"]]
    )
    assert [(paper.title, paper.year) for paper in read(data)] == [("Kilns", 2020)]


def test_columns_that_the_user_names() -> None:
    data = workbook([["Bez", "Kurz"], ["Kilns", "Warm."]])
    assert [(paper.title, paper.abstract) for paper in read(data, title="Bez", abstract="Kurz")] == [("Kilns", "Warm.")]
    with pytest.raises(
        InputError, match=r"^a\.xlsx: no column that is known to hold titles; found: Bez, Kurz; say which"
    ):
        read(data)


def test_a_size_that_lies_is_found_out() -> None:
    data = workbook([["title"], ["Kilns"]])
    lying = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(lying, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part) if "sheet1" not in part.filename else b" " * 10_000_000)
    size = (10_000_000).to_bytes(4, "little")
    damaged = lying.getvalue().replace(size, (10).to_bytes(4, "little"))
    assert damaged != lying.getvalue()
    with pytest.raises(InputError, match=re.escape("a.xlsx: no readable spreadsheet (BadZipFile: Bad CRC-32")):
        read(damaged)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"", b"text"])
def test_what_is_no_spreadsheet(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.xlsx: "):
        read(data)
