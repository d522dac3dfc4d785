"""Dumps of Papers with Code: papers and links are joined, links of others left out."""

import json
from pathlib import Path

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile
from kg.read.merge import merge_papers

WITH_CODE = READERS["papers-with-code"]
FOLDER = Path(__file__).parent / "readers" / "papers-with-code"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(WITH_CODE.read(SourceFile.of_text(text, "a")))


def test_papers_and_links_are_one_paper_with_its_code() -> None:
    ((paper,), _) = merge_papers(papers("golden.json", "golden-links.json"))
    assert paper.code == ("https://github.com/moss/tides",)
    assert paper.keywords == ("Tide Reading", "Object Detection")


def test_links_count_where_they_are_official_or_named_in_the_paper() -> None:
    links = json.loads((FOLDER / "golden-links.json").read_text(encoding="utf-8"))
    found = read(json.dumps(links))
    assert [isinstance(item, Paper) for item in found] == [link["is_official"] for link in links]
    named = read(json.dumps([{**links[1], "mentioned_in_paper": True}]))
    assert isinstance(named[0], Paper)
