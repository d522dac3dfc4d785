"""Daily papers of Hugging Face: the list and the single paper, code and pages apart."""

import json
from pathlib import Path

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile

HUGGING_FACE = READERS["hugging-face"]
FOLDER = Path(__file__).parent / "readers" / "hugging-face"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(HUGGING_FACE.read(SourceFile.of_text(text, "a")))


def test_the_paper_alone_is_the_paper_of_the_list() -> None:
    listed, alone = (read((FOLDER / name).read_text(encoding="utf-8")) for name in ("golden.json", "golden-one.json"))
    assert listed == alone
    assert len(listed) == len(json.loads((FOLDER / "golden.json").read_text(encoding="utf-8")))


def test_code_and_pages_are_kept_and_keywords_of_a_machine_are_not() -> None:
    (paper,) = papers("golden.json")
    assert (paper.code, paper.pages) == (("https://github.com/moss/tides",), ("https://moss.github.io/tides/",))
    assert paper.keywords == ()
