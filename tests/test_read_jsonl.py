"""JSON Lines: every field is read, and a line that holds no paper is skipped with its number and reason."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper
from kg.read import READERS, Head, Skipped, SourceFile, make_paper, read_papers

JSON_LINES = READERS["jsonl"]

KILNS: dict[str, Any] = {
    "title": "Firing Clay with Bayesian Thermostats",
    "abstract": "A Gaussian process chooses the ramp of a pottery kiln.",
    "authors": ["Ada Potter", {"name": "Bo Ember", "id": 7}],
    "year": 2021,
    "venue": "Journal of Warm Things",
    "url": "https://warm.example/kilns",
    "keywords": ["kilns", "Gaussian processes"],
    "code": "https://github.com/warm/kilns",
    "project": ["https://warm.example", "https://kilns.example"],
}


def read(*lines: str) -> list[Paper | Skipped]:
    return list(JSON_LINES.read(SourceFile.of_text("\n".join(lines), "a.jsonl")))


def read_paper(**fields: Any) -> Paper:
    (item,) = read(json.dumps({"title": KILNS["title"], **fields}))
    assert isinstance(item, Paper)
    return item


def reason(line: str) -> str:
    (item,) = read(line)
    assert isinstance(item, Skipped)
    return item.reason


def test_every_field_is_read() -> None:
    assert read_paper(**KILNS) == make_paper(
        title="Firing Clay with Bayesian Thermostats",
        abstract="A Gaussian process chooses the ramp of a pottery kiln.",
        authors=("Ada Potter", "Bo Ember"),
        year=2021,
        venue="Journal of Warm Things",
        url="https://warm.example/kilns",
        keywords=("kilns", "Gaussian processes"),
        code=("https://github.com/warm/kilns",),
        pages=("https://warm.example", "https://kilns.example"),
        source="a.jsonl",
    )


def test_a_title_is_enough_and_unknown_fields_do_no_harm() -> None:
    bare = make_paper(title=KILNS["title"], source="a.jsonl")
    assert read_paper() == bare
    assert read_paper(abstract=None, authors=None, year=None, venue=None, code=None, year_old=3, pages=[[]]) == bare
    assert read_paper(abstract="", authors=[], year="", url="", keywords=[]) == bare


@pytest.mark.parametrize("year", [2021, "2021", " 2021 ", 2021.0, "2021.0"])
def test_years_as_programs_write_them(year: object) -> None:
    assert read_paper(year=year).year == 2021


@pytest.mark.parametrize("doi", ["10.1/kilns", "https://doi.org/10.1/kilns"])
def test_the_address_is_the_url_else_the_doi_else_the_pdf(doi: str) -> None:
    assert read_paper(url="https://a.example", doi=doi, pdf="https://b.example").url == "https://a.example"
    assert read_paper(doi=doi, pdf="https://b.example").url == "https://doi.org/10.1/kilns"
    assert read_paper(pdf="https://b.example").url == "https://b.example"


def test_white_space_is_tidied_and_repetitions_are_dropped() -> None:
    paper = read_paper(title=" Firing\n Clay ", authors=["Ada  Potter", "Ada Potter ", "", "Bo"], abstract="A.\n\n B.")
    assert (paper.title, paper.authors, paper.abstract) == ("Firing Clay", ("Ada Potter", "Bo"), "A. B.")


BAD = {
    "[]": "a JSON list, not an object",
    '"text"': "a JSON str, not an object",
    "7": "a JSON int, not an object",
    "null": "a JSON NoneType, not an object",
    "{}": "no title",
    '{"year": 2021}': "no title",
    '{"title": " \\n"}': "no title",
    '{"title": null}': "no title",
    '{"title": ["a"]}': "title is a JSON list, expected text",
    '{"title": "a", "abstract": 7}': "abstract is 7, expected text",
    '{"title": "a", "url": {}}': "url is a JSON dict, expected text",
    '{"title": "a", "venue": NaN}': "venue is NaN, expected text",
    '{"title": "a", "authors": [7]}': "authors holds 7, expected text or a list of text",
    '{"title": "a", "authors": [["b"]]}': "authors holds a JSON list, expected text or a list of text",
    '{"title": "a", "authors": [null]}': "authors holds null, expected text or a list of text",
    '{"title": "a", "keywords": {"b": 1}}': "keywords holds a JSON dict, expected text or a list of text",
    '{"title": "a", "year": "soon"}': 'year is "soon", expected a number of four digits',
    '{"title": "a", "year": 99}': "year is 99, expected a number of four digits",
    '{"title": "a", "year": 20210}': "year is 20210, expected a number of four digits",
    '{"title": "a", "year": -2021}': "year is -2021, expected a number of four digits",
    '{"title": "a", "year": 2021.5}': "year is 2021.5, expected a number of four digits",
    '{"title": "a", "year": true}': "year is true, expected a number of four digits",
    '{"title": "a", "year": NaN}': "year is NaN, expected a number of four digits",
    '{"title": "a", "year": -Infinity}': "year is -Infinity, expected a number of four digits",
    '{"title": "a", "year": [2021]}': "year is a JSON list, expected a number of four digits",
    '{"title": "a \\ud800"}': "title holds half of a surrogate pair, which is no character",
    '{"title": "a", "authors": ["\\udc00"]}': "authors holds half of a surrogate pair, which is no character",
}


@pytest.mark.parametrize("line", BAD)
def test_bad_records_are_skipped_with_line_and_reason(line: str) -> None:
    good = json.dumps(KILNS)
    assert read("", good, line, good)[1] == Skipped("a.jsonl", 3, line, BAD[line])
    assert len(read(good, line, good)) == 3


@pytest.mark.parametrize("line", ['{"title": "a"', "title: a", '{"title": "a"} {"title": "b"}', "{'title': 'a'}"])
def test_broken_lines_are_skipped_with_line_and_reason(line: str) -> None:
    item = read("", line)[0]
    assert isinstance(item, Skipped)
    assert item.line == 2
    assert item.reason.startswith("not JSON: ")


@pytest.mark.parametrize("depth", [*range(900, 1010, 3), 100_000])
@pytest.mark.parametrize("field", ["year", "abstract", "authors", "other"])
def test_nesting_of_any_depth_raises_nothing(field: str, depth: int) -> None:
    (item,) = read(f'{{"title": "a", "{field}": {"[" * depth}{"]" * depth}}}')
    assert isinstance(item, Skipped) or field == "other"


def test_numbers_of_any_length_raise_nothing() -> None:
    assert reason(f'{{"title": "a", "year": {"1" * 5000}}}').startswith("not JSON: ")
    shown = reason(f'{{"title": "a", "year": "{"1" * 5000}"}}')
    assert shown.startswith('year is "111')
    assert len(shown) < 120


def test_what_is_skipped_is_shown_in_short() -> None:
    (item,) = read('{"abstract": "' + "word " * 100 + '"}')
    assert isinstance(item, Skipped)
    assert item.what.startswith('{"abstract": "word')
    assert len(item.what) <= 60


@pytest.mark.parametrize("packed", [False, True])
def test_files_plain_or_packed(packed: bool, tmp_path: Path) -> None:
    text = f"{json.dumps(KILNS)}\n\nnot a paper\n".encode("utf-8-sig")
    file = tmp_path / ("a.jsonl.gz" if packed else "a.jsonl")
    file.write_bytes(gzip.compress(text) if packed else text)
    reading = read_papers([file])
    assert [paper.title for paper in reading.papers] == [KILNS["title"]]
    assert [(item.source, item.line) for item in reading.skipped] == [(file.name, 3)]
    assert reading.files[0].format == "jsonl"
    assert reading.files[0].size == file.stat().st_size


def test_records_of_one_paper_complete_each_other(tmp_path: Path) -> None:
    lines = [
        {"title": "Firing clay...", "abstract": "Short.", "year": 2021, "code": ["https://github.com/a/b"]},
        {"title": "Firing Clay", "abstract": "A longer abstract.", "venue": "Warmth", "keywords": ["kilns"]},
        {"title": "FIRING CLAY", "authors": ["Ada Potter"], "year": 1999, "keywords": ["clay", "kilns"]},
    ]
    for number, line in enumerate(lines):
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(line))
    (paper,) = read_papers([tmp_path]).papers
    assert (paper.title, paper.abstract, paper.authors) == ("Firing Clay", "A longer abstract.", ("Ada Potter",))
    assert (paper.year, paper.venue, paper.keywords) == (2021, "Warmth", ("kilns", "clay"))
    assert paper.code == ("https://github.com/a/b",)
    assert paper.sources == ("0.jsonl", "1.jsonl", "2.jsonl")


KNOWN = {
    '{"title": "a"}': True,
    '\n\n {"title": "a", "abstract": "lines\u2028and\x85 inside"}\n{"title": "b"}': True,
    '{"year": 2021}\n{"title": "a"}': True,
    '{"title": "a very long line that is cut': True,
    '{"title": "a broken line"\n{"title": "a"}': True,
    '{\n "title": "a"\n}': True,
    '[{"title": "a"}]': True,
    '{"count": 1, "results": [{"id": 7, "title": "a"': True,
    '{"title": {"a": 1': True,
    '[[{"title": "a"}]]': False,
    '{"other": {"title": "a"': False,
    '{"other": ' + "[" * 100_000: False,
    "A title\n\nAn abstract.": False,
    "": False,
}


@pytest.mark.parametrize(("head", "known"), KNOWN.items(), ids=range(len(KNOWN)))
def test_json_lines_are_known_by_their_first_line(head: str, known: bool) -> None:
    assert JSON_LINES.knows(Head(head.encode(), head)) is known


text = st.text(st.characters(codec="utf-8"), max_size=40).map(lambda value: " ".join(value.split()))
texts = st.lists(text.filter(bool), max_size=3, unique=True)
papers = st.builds(
    make_paper,
    title=text.filter(bool),
    abstract=text,
    authors=texts,
    year=st.none() | st.integers(1000, 9999),
    venue=text,
    url=text,
    code=texts,
    pages=texts,
    keywords=texts,
    source=st.just("a.jsonl"),
)


@given(st.lists(papers, max_size=5), st.booleans())
def test_papers_come_back_as_they_were_written(written: list[Paper], ascii_only: bool) -> None:
    records = (
        {
            "title": paper.title,
            "abstract": paper.abstract,
            "authors": paper.authors,
            "year": paper.year,
            "venue": paper.venue,
            "url": paper.url,
            "code": paper.code,
            "project": paper.pages,
            "keywords": paper.keywords,
        }
        for paper in written
    )
    assert read(*(json.dumps(record, ensure_ascii=ascii_only) for record in records)) == written


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["title", *KILNS, "doi", "pdf", "other"])


@given(st.dictionaries(fields, anything, max_size=6) | anything)
def test_no_value_raises(record: object) -> None:
    assert all(isinstance(item, Paper | Skipped) for item in read(json.dumps(record)))


@given(st.text(st.characters(exclude_characters="\0\r\n", codec="utf-8")))
def test_no_line_raises(line: str) -> None:
    assert bool(read(line)) == bool(line.strip())
