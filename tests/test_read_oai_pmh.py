"""OAI-PMH: arXiv, arXivRaw and Dublin Core; deleted records named."""

from pathlib import Path

import pytest
from lxml import etree

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile

OAI = READERS["oai-pmh"]
FOLDER = Path(__file__).parent / "readers" / "oai-pmh"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(OAI.read(SourceFile.of_text(text, "a")))


@pytest.mark.parametrize("name", ["golden.xml", "golden-raw.xml", "golden-dc.xml"])
def test_as_many_as_records(name: str) -> None:
    records = etree.parse(FOLDER / name).findall(".//{http://www.openarchives.org/OAI/2.0/}record")
    found = read((FOLDER / name).read_text(encoding="utf-8"))
    deleted = [item for item in found if isinstance(item, Skipped)]
    assert len(found) == len(records)
    assert [item.reason for item in deleted] == ["a deleted record"] * (name == "golden.xml")


def test_subjects_are_keywords_but_for_the_categories_of_arxiv() -> None:
    found = papers("golden-dc.xml")
    assert [paper.keywords for paper in found] == [("pilotage", "lamps"), ()]
    assert [paper.arxiv_id for paper in found] == ["", "2104.00001"]
