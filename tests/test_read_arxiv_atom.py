"""Atom feeds of arXiv: as many papers as entries, no entity expanded, nothing fetched."""

import tracemalloc
from pathlib import Path

from lxml import etree

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile

ATOM = READERS["arxiv-atom"]
FOLDER = Path(__file__).parent / "readers" / "arxiv-atom"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(ATOM.read(SourceFile.of_text(text, "a")))


def test_as_many_papers_as_entries() -> None:
    count = len(etree.parse(FOLDER / "golden.xml").findall("{http://www.w3.org/2005/Atom}entry"))
    assert len(papers("golden.xml")) == count


def test_no_file_is_put_in_the_place_of_an_entity() -> None:
    told = repr(read((FOLDER / "hostile.xml").read_text(encoding="utf-8")))
    assert "root:" not in told
    assert "lol" not in told


def test_memory_stays_what_a_record_takes() -> None:
    """Each entry is forgotten, so that thousands hold no more than one."""
    entry = (
        "<entry><id>http://arxiv.org/abs/2404.%05d</id><title>Tide %d</title><summary>"
        + "word " * 2000
        + "</summary></entry>"
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'>{''.join(entry % (n, n) for n in range(1500))}</feed>".encode()
    source = SourceFile.of_text(feed, "a")
    tracemalloc.start()
    count = sum(1 for _ in ATOM.read(source))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 1500
    assert peak < len(feed) / 2
