"""arXiv's metadata snapshot: as many papers as lines, names in order, the year of the first version."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile

ARXIV = READERS["arxiv-snapshot"]
FOLDER = Path(__file__).parent / "readers" / "arxiv-snapshot"
NAME = st.from_regex(r"[A-Z][a-z]{1,6}", fullmatch=True)


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(ARXIV.read(SourceFile.of_text(text, "a")))


def test_as_many_papers_as_lines() -> None:
    text = (FOLDER / "golden.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    papers = [found for found in read(text) if isinstance(found, Paper)]
    assert [paper.arxiv_id for paper in papers] == [line["id"] for line in lines]
    assert [len(paper.authors) for paper in papers] == [len(line.get("authors_parsed", [0])) for line in lines]


@given(st.lists(st.tuples(NAME, NAME), min_size=1, max_size=4, unique=True))
def test_names_come_back_given_name_first(names: list[tuple[str, str]]) -> None:
    record = {"id": "2101.00001", "title": "Tides", "authors_parsed": [[family, given, ""] for family, given in names]}
    (paper,) = read(json.dumps(record))
    assert isinstance(paper, Paper)
    assert paper.authors == tuple(f"{given} {family}" for family, given in names)


def test_categories_are_no_keywords() -> None:
    (paper, _) = papers("golden.jsonl")
    assert paper.keywords == ()
    assert paper.code == ("https://github.com/moss/shoals",)
