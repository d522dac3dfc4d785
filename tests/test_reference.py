"""The pages that are made: of the ontology and of the questions, compared with what docs/ holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.console import format_answer
from kg.query import QueryResult, answer, load
from kg.questions import NamedQuery, named_queries
from kg.reference import ontology_page, questions_page
from kg.vocab import KG

DOCS = Path(__file__).parent.parent / "docs"
ROWS = 6


@pytest.fixture(scope="module")
def store(example_build: Path) -> Store:
    return load(example_build)


def test_the_page_of_the_ontology(same_as_file: Callable[[str, Path], None]) -> None:
    page = ontology_page()
    assert all(f"\n### kg:{term.removeprefix(str(KG))}\n" in page for term in map(str, dir(KG)))
    same_as_file(page, DOCS / "ontology.md")


def test_the_page_of_the_questions(store: Store, same_as_file: Callable[[str, Path], None]) -> None:
    def shown(query: NamedQuery) -> str:
        result = answer(store, query.text)
        if result.turtle is not None:
            lines = result.turtle.splitlines()[: 2 * ROWS]
            return "\n".join(["```turtle", *lines, "...", "```"])
        table = format_answer(QueryResult(result.columns, result.rows[:ROWS]), "markdown")
        more = len(result.rows) - ROWS
        return f"{table}\n\nand {more} more" if more > 0 else table

    same_as_file(questions_page(named_queries(), shown), DOCS / "queries.md")
