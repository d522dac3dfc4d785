"""Semantic Scholar: answers, bulk datasets and S2ORC, of which several say the same paper."""

import json
from pathlib import Path

import pytest

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile
from kg.read.merge import merge_papers

SCHOLAR = READERS["semantic-scholar"]
FOLDER = Path(__file__).parent / "readers" / "semantic-scholar"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(SCHOLAR.read(SourceFile.of_text(text, "a")))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("golden*")), ids=lambda file: file.name)
def test_every_shape_is_known(file: Path) -> None:
    source = SourceFile.of_path(file, file.name)
    assert SCHOLAR.knows(source.head())
    assert all(isinstance(found, Paper) for found in SCHOLAR.read(source))


def test_as_many_as_the_answer_counts() -> None:
    text = (FOLDER / "golden.json").read_text(encoding="utf-8")
    assert len(read(text)) == json.loads(text)["total"]


def test_full_text_and_bulk_dataset_tell_one_paper() -> None:
    ((paper,), conflicts) = merge_papers(papers("golden-bulk.jsonl", "golden-s2orc.jsonl"))
    assert (paper.title, paper.abstract) == ("Bells under water", "We ring bells under water. They carry far.")
    assert conflicts == ()


def test_a_reference_is_told_by_the_best_that_is_known_of_it() -> None:
    paper, _ = papers("golden.json")
    assert paper.references == ("10.1000/LAMPS", "arXiv:1901.00009", "s2:f6", "Whistles of the old coast")
