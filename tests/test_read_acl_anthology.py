"""XML of the ACL Anthology: markup inside of titles, venue and year of the volume."""

from pathlib import Path

from lxml import etree

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile

ANTHOLOGY = READERS["acl-anthology"]
FOLDER = Path(__file__).parent / "readers" / "acl-anthology"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(ANTHOLOGY.read(SourceFile.of_text(text, "a")))


def test_as_many_as_papers_with_venue_and_year_of_their_volume() -> None:
    volumes = etree.parse(FOLDER / "golden.xml").findall("volume")
    expected = [volume.findtext("meta/year") for volume in volumes for _ in volume.findall("paper")]
    assert [str(paper.year) for paper in papers("golden.xml")] == expected
    assert papers("golden.xml")[0].venue == "Proceedings of the First Meeting on Coastal Language"


def test_markup_inside_of_words_leaves_them_whole() -> None:
    paper = papers("golden.xml")[0]
    assert paper.title == "SeaBERT: Reading logs of light ships with $k$ heads"
    assert paper.code == ("https://github.com/moss/seabert",)
    assert paper.identifiers == ("acl:2021.coast-main.1",)
