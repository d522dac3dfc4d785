"""PubMed and MEDLINE XML: structured abstracts, keywords of authors, major MeSH headings, references."""

from pathlib import Path

import pytest
from lxml import etree

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile

PUBMED = READERS["pubmed"]
FOLDER = Path(__file__).parent / "readers" / "pubmed"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(PUBMED.read(SourceFile.of_text(text, "a")))


@pytest.mark.parametrize("name", ["golden.xml", "golden-medline.xml"])
def test_as_many_as_citations(name: str) -> None:
    count = len(etree.parse(FOLDER / name).findall(".//MedlineCitation"))
    assert sum(isinstance(found, Paper) for found in read((FOLDER / name).read_text(encoding="utf-8"))) == count


def test_a_structured_abstract_keeps_its_labels() -> None:
    paper = papers("golden.xml")[0]
    assert paper.abstract.startswith("BACKGROUND: Swimmers meet cold water. METHODS: We watched n = 12")
    assert "Nobody" not in paper.abstract


def test_keywords_are_those_of_the_authors_and_the_major_headings() -> None:
    paper = papers("golden.xml")[0]
    assert paper.keywords == ("swimming", "cold shock", "Cold Temperature", "Heart Rate")
