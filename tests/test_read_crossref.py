"""Crossref works: three wrappings of one work, JATS as plain text, references."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile
from kg.read.markup import plain_text

CROSSREF = READERS["crossref"]
FOLDER = Path(__file__).parent / "readers" / "crossref"


def papers(*names: str) -> list[Paper]:
    """Return the papers of golden files."""
    texts = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return [found for text in texts for found in read(text) if isinstance(found, Paper)]


def read(text: str) -> list[Paper | Skipped]:
    return list(CROSSREF.read(SourceFile.of_text(text, "a")))


def test_three_wrappings_hold_the_same_work() -> None:
    names = ("golden.json", "golden-work.json", "golden-data.json")
    one, two, three = (next(paper for paper in papers(name) if paper.abstract) for name in names)
    assert one == two == three


def test_every_reference_that_says_something_is_kept() -> None:
    work = json.loads((FOLDER / "golden-work.json").read_text(encoding="utf-8"))["message"]
    (paper,) = read(json.dumps(work))
    assert isinstance(paper, Paper)
    telling = [
        reference for reference in work["reference"] if {"DOI", "article-title", "unstructured"} & reference.keys()
    ]
    assert len(paper.references) == len(telling)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=40))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert plain_text(f"<jats:p>{escaped}</jats:p>") == " ".join(text.split())


def test_headings_and_formulas() -> None:
    formula = "<alternatives><tex-math>$x$</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives>"
    assert plain_text(f"<jats:title>Abstract</jats:title><jats:p>Is {formula} odd?</jats:p>") == "Is $x$ odd?"
    assert plain_text("<mml:math><mml:mi>y</mml:mi></mml:math> alone") == "y alone"
