"""RIS: the tags of every exporter, records that lack an end, lines that are no tag."""

import pytest
import rispy

from kg.model import Paper
from kg.read import READERS, Head, Skipped, SourceFile

RIS = READERS["ris"]


def read(text: str) -> list[Paper | Skipped]:
    return list(RIS.read(SourceFile.of_text(text, "a.ris")))


def record(*lines: str) -> Paper:
    (item,) = read("\n".join(["TY  - JOUR", "TI  - Kilns", *lines, "ER  - "]))
    assert isinstance(item, Paper)
    return item


def test_what_another_program_writes_comes_back() -> None:
    written = rispy.dumps(
        [
            {
                "type_of_reference": "JOUR",
                "title": f"Kilns {number}",
                "authors": ["Potter, Ada", "Ember, Bo"],
                "abstract": "Warm; and dry.",
                "year": "2021",
                "secondary_title": "Journal of Warm Things",
                "doi": "10.5555/k",
                "keywords": ["clay", "fire"],
                "urls": ["https://warm.example/a"],
            }
            for number in range(50)
        ]
    )
    papers = [item for item in read(written) if isinstance(item, Paper)]
    assert [paper.title for paper in papers] == [f"Kilns {number}" for number in range(50)]
    assert (papers[7].authors, papers[7].abstract, papers[7].year) == (
        ("Ada Potter", "Bo Ember"),
        "Warm; and dry.",
        2021,
    )
    assert (papers[7].venue, papers[7].doi, papers[7].url) == (
        "Journal of Warm Things",
        "10.5555/k",
        "https://warm.example/a",
    )
    assert papers[7].keywords == ("clay", "fire")


@pytest.mark.parametrize("line", ["PY  - 2021", "Y1  - 2021/03/02", "DA  - March 2021", "PY  - 2021///"])
def test_years(line: str) -> None:
    assert record(line).year == 2021


@pytest.mark.parametrize(
    "line",
    [
        "UR  - http://arxiv.org/abs/1706.03762v2",
        "JO  - arXiv:1706.03762 [cs]",
        "AN  - arXiv:1706.03762",
        "DO  - 10.48550/arXiv.1706.03762",
    ],
)
def test_arxiv_identifiers(line: str) -> None:
    paper = record(line)
    assert paper.arxiv_id == "1706.03762"
    assert paper.venue == ""


def test_a_record_ends_where_the_next_begins() -> None:
    items = read("TY  - JOUR\nTI  - One\nTY  - JOUR\nPY  - 2001\nER  - \n\nTI  - No Record\nTY  - JOUR\nTI  - Three")
    assert [item.title for item in items if isinstance(item, Paper)] == ["One", "Three"]
    assert [item.place for item in items if isinstance(item, Skipped)] == [", line 3"]


def test_text_goes_on_over_lines() -> None:
    assert record("AB  - One line", "and another", "", "and a third.").abstract == "One line and another and a third."


def test_code_is_told_from_pages() -> None:
    paper = record("UR  - https://github.com/a/b", "UR  - https://a.example", "N1  - see https://c.example")
    assert (paper.url, paper.code, paper.pages) == (
        "https://a.example",
        ("https://github.com/a/b",),
        ("https://c.example",),
    )


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("TY  - JOUR\n", True),
        ("Provider: x\n\nTY  - JOUR", True),
        ("\ufeffTY  - JOUR", True),
        ("TY - JOUR", False),
        ("A TY  - JOUR", False),
        ("", False),
    ],
)
def test_ris_is_known_by_its_first_tag(head: str, known: bool) -> None:
    assert RIS.knows(Head(head.encode(), head)) is known
