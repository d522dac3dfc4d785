"""OpenAlex works: abstracts put together again, references and identifiers in one notation."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile
from kg.read.openalex import inverted_text

OPENALEX = READERS["openalex"]
FOLDER = Path(__file__).parent / "readers" / "openalex"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(OPENALEX.read(SourceFile.of_text(text, "a")))


@given(st.lists(st.from_regex(r"[a-z]{1,3}", fullmatch=True), max_size=30))
def test_an_inverted_abstract_comes_back_whole(words: list[str]) -> None:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    assert inverted_text(index) == " ".join(words)


def test_answers_and_snapshot_lines_hold_the_same_works() -> None:
    answer = json.loads((FOLDER / "golden.json").read_text(encoding="utf-8"))
    assert len(papers("golden.json")) == answer["meta"]["count"]
    assert sorted(map(repr, papers("golden.json"))) == sorted(map(repr, papers("golden-snapshot.jsonl")))


def test_references_are_in_the_notation_of_identifiers() -> None:
    citing, cited = papers("golden.json")
    assert set(cited.identifiers) <= set(citing.references)


def test_what_a_machine_assigned_is_no_keyword() -> None:
    assert [paper.keywords for paper in papers("golden.json")] == [(), ()]
