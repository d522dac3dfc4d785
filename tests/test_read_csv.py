"""CSV and TSV: the separators and column names that programs write, and quotation marks gone wrong."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Paper
from kg.read import READERS, Head, Hints, Skipped, SourceFile, read_papers

CSV = READERS["csv"]


def read(text: str, **columns: str) -> list[Paper | Skipped]:
    return list(CSV.read(SourceFile.of_text(text, "a.csv", hints=Hints(columns=columns))))


def papers(text: str, **columns: str) -> list[Paper]:
    return [item for item in read(text, **columns) if isinstance(item, Paper)]


line = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters="\x85"), max_size=20
)
cells = line.map(lambda text: f"x {text} x".replace("<", "").replace("&", ""))


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5), st.sampled_from(",\t;|"), st.booleans())
def test_what_python_writes_comes_back(rows: list[tuple[str, str, str]], separator: str, quoted: bool) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows([("Title", "abstract", "VENUE"), *rows])
    found = [(paper.title, paper.abstract, paper.venue) for paper in papers(text.getvalue())]
    assert found == [tuple(" ".join(cell.split()) for cell in row) for row in rows]


COLUMNS = {
    "Title,Authors,Publication Year,Source Title": "title,authors,year,venue",
    "Key,Item Type,Publication Year,Author,Title,Publication Title,DOI,Url,Abstract Note,Manual Tags": (
        "key,type,year,authors,title,venue,doi,url,abstract,keywords"
    ),
    "Document Title,Authors,Publication Title,Abstract,PDF Link,Author Keywords": (
        "title,authors,venue,abstract,url,keywords"
    ),
    "paper_title;github_url;project-page": "title;code;pages",
    "PMID\tTitle\tJournal/Book\tPublication Year": "id\ttitle\tvenue\tyear",
}


@pytest.mark.parametrize(("header", "fields"), COLUMNS.items())
def test_column_names_of_exporters(header: str, fields: str) -> None:
    values = {"year": "2020", "doi": "10.1/a", "url": "https://a.example", "code": "https://github.com/a/b"}
    separator = next(mark for mark in ",;\t" if mark in header)
    row = separator.join(values.get(field, f"a {field}") for field in fields.split(separator))
    assert CSV.knows(Head(header.encode(), f"{header}\n{row}"))
    (paper,) = papers(f"{header}\n{row}")
    for field in fields.split(separator):
        if field in ("title", "abstract", "venue", "year", "doi"):
            assert str(getattr(paper, field)) == values.get(field, f"a {field}")
        elif field in ("authors", "keywords", "code"):
            assert getattr(paper, field) == (values.get(field, f"a {field}"),)


def test_columns_that_the_user_names() -> None:
    text = "Bez;Kurz;title\nKilns;Warm.;7\n"
    assert [(paper.title, paper.abstract) for paper in papers(text, title="Bez", abstract="Kurz")] == [
        ("Kilns", "Warm.")
    ]
    hints = Hints(columns={"title": "Bez"})
    text = "Bez;Kurz\nKilns;Warm.\n"
    assert CSV.knows(Head(text.encode(), text, hints))
    assert not CSV.knows(Head(text.encode(), text))
    with pytest.raises(InputError) as raised:
        read(text)
    assert str(raised.value) == (
        "a.csv: no column that is known to hold titles; found: Bez, Kurz; say which is which: --columns title=NAME"
    )
    with pytest.raises(InputError, match=r"no column abstract=Lang; found: Bez, Kurz"):
        read(text, title="Bez", abstract="Lang")


@pytest.mark.parametrize("header", ["Title;Year", "Bez;Kurz"])
def test_a_slip_in_a_name_that_the_user_gives_is_told(header: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\nKilns;2001\n")
    with pytest.raises(InputError, match=r"a\.csv: no column title=Titl; found: \w+, \w+; say which is which"):
        read_papers([tmp_path / "a.csv"], hints=Hints(columns={"title": "Titl"}))


AUTHORS = {
    "Ada Potter; Bo Ember": ("Ada Potter", "Bo Ember"),
    "Potter, Ada; Ember, Bo": ("Ada Potter", "Bo Ember"),
    "Ada Potter, Bo Ember and Cy Wave": ("Ada Potter", "Bo Ember", "Cy Wave"),
    "Ada Potter, Bo Ember, and Cy Wave": ("Ada Potter", "Bo Ember", "Cy Wave"),
    "Potter, Ada and Ember, Bo": ("Ada Potter", "Bo Ember"),
    "Ada Potter|Bo Ember": ("Ada Potter", "Bo Ember"),
    "['Ada Potter', 'Bo Ember']": ("Ada Potter", "Bo Ember"),
    '["Ada Potter", {"name": "Bo Ember"}]': ("Ada Potter", "Bo Ember"),
    "Potter, Ada (57000000001); Ember, Bo (57000000002)": ("Ada Potter", "Bo Ember"),
    "Ada Potter": ("Ada Potter",),
    "Potter, Ada": ("Ada Potter",),
    "nan": (),
    "[": ("[",),
}


@pytest.mark.parametrize(("written", "names"), AUTHORS.items())
def test_authors_in_one_cell(written: str, names: tuple[str, ...]) -> None:
    quoted = written.replace('"', '""')
    (paper,) = papers(f'title,authors\nKilns,"{quoted}"\n')
    assert paper.authors == names


def test_an_open_quotation_loses_nothing_but_its_line() -> None:
    items = read('title,abstract\nOne,1\n"Two,2\n"Three","3\nand more"\nFour,4\n')
    assert [(item.title, item.abstract) for item in items if isinstance(item, Paper)] == [
        ("One", "1"),
        ("Three", "3 and more"),
        ("Four", "4"),
    ]
    assert [(item.line, item.reason) for item in items if isinstance(item, Skipped)] == [
        (3, "a quotation that does not close")
    ]


def test_many_open_quotations_take_no_longer() -> None:
    assert len(read("title,abstract\n" + '"open,1\n' * 3000)) >= 1500


def test_quotation_marks_inside_of_cells() -> None:
    assert [paper.title for paper in papers('title\tyear\n5" Disks\t2001\nThe "Big" One\t2002\n')] == [
        '5" Disks',
        'The "Big" One',
    ]


def test_rows_that_are_too_long_or_too_short() -> None:
    items = read("title,year,url\nOne\nTwo,2002,,,,\nThree,2003,a,b\n")
    assert [(item.title, item.year) for item in items if isinstance(item, Paper)] == [("One", None), ("Two", 2002)]
    assert [item.reason for item in items if isinstance(item, Skipped)] == ["4 cells, expected 3"]


@pytest.mark.parametrize(
    "text",
    [
        "Titles, Abstracts and Their Authors\n\nWe count the words, and more, of each of them in a row of tables.",
        "name,e-mail\nAda,ada@warm.example",
        "title\nOne\nTwo",
        '{"title": "a", "year": 1}',
        "",
    ],
)
def test_what_is_no_table_of_papers(text: str) -> None:
    assert not CSV.knows(Head(text.encode(), text))
