"""CSL-JSON: what Zotero exports, streamed, and what is broken in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile

CSL_JSON = READERS["csl-json"]
GOLDEN = Path(__file__).parent / "readers" / "csl-json" / "golden.json"


def read(text: str) -> list[Paper | Skipped]:
    return list(CSL_JSON.read(SourceFile.of_text(text, "a.json")))


def item(**fields: Any) -> Paper:
    (found,) = read(json.dumps([{"type": "book", "title": "Kilns", **fields}]))
    assert isinstance(found, Paper)
    return found


def test_as_many_as_another_parser_finds() -> None:
    titled = [record for record in json.loads(GOLDEN.read_text(encoding="utf-8")) if "title" in record]
    papers = [found for found in read(GOLDEN.read_text(encoding="utf-8")) if isinstance(found, Paper)]
    assert len(papers) == len(titled) == 3


@pytest.mark.parametrize("shape", ["[%s]", '{"items": [%s]}', "\n\n[%s\n]\n", "\ufeff[%s]"])
def test_shapes_of_the_file(shape: str) -> None:
    text = shape % '{"type": "book", "title": "Kilns", "issued": {"date-parts": [[2001]]}}'
    assert [found.title for found in read(text) if isinstance(found, Paper)] == ["Kilns"]
    assert CSL_JSON.knows(SourceFile.of_text(text, "a").head())


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2021, 3]]}, 2021),
        ({"date-parts": [["2021"]]}, 2021),
        ({"raw": "spring 2021"}, 2021),
        ({"literal": "2021"}, 2021),
        ({"date-parts": [[None]]}, None),
        ({}, None),
        (None, None),
        ("2021", None),
    ],
)
def test_years(issued: object, year: int | None) -> None:
    assert item(issued=issued).year == year


def test_arxiv_identifiers_of_preprints() -> None:
    assert item(number="arXiv:1706.03762", publisher="arXiv").arxiv_id == "1706.03762"
    assert item(note="arXiv:1706.03762 [cs]").arxiv_id == "1706.03762"
    assert item(URL="http://arxiv.org/abs/1706.03762").arxiv_id == "1706.03762"


def test_what_comes_before_the_damage_is_read() -> None:
    items = read('[{"title": "One"}, {"title": "Two"}, {"title": "Th')
    assert [found.title for found in items if isinstance(found, Paper)] == ["One", "Two"]
    (skipped,) = (found for found in items if isinstance(found, Skipped))
    assert skipped.where == "a.json, record 3"
    assert skipped.reason.startswith("not JSON: ")


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "Kilns", "abstract": "Warm."}]',
        '[{"DOI": "10.1/a", "type": "journal-article", "title": ["Kilns"], "issued": {}, "author": [{"family": "P"}]}]',
        '{"type": "book", "issued": {}}',
        "A title\n\nAn abstract",
    ],
)
def test_other_json_is_not_taken_for_it(text: str) -> None:
    assert not CSL_JSON.knows(SourceFile.of_text(text, "a").head())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["title", "author", "issued", "DOI", "URL", "note", "keyword", "abstract", "container-title"])


@given(st.lists(st.dictionaries(fields, anything, max_size=6) | anything, max_size=3))
def test_no_value_raises(records: list[object]) -> None:
    assert len(read(json.dumps(records))) >= len(records) - 1
