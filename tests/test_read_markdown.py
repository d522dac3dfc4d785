"""Markdown lists: the ways in which people write a paper down in a README."""

import pytest

from kg.model import Paper
from kg.read import READERS, Head, SourceFile

MARKDOWN = READERS["markdown"]
LINK = "https://arxiv.org/abs/2101.00001"
ITEMS = [
    f"- [Herons in Flight over Ponds]({LINK})",
    f"* **[Herons in Flight over Ponds]({LINK})**, *NeurIPS 2021*.",
    f"1. **Herons in Flight over Ponds** [[paper]]({LINK}) [[code]](https://github.com/a/b)",
    f'- "Herons in Flight over Ponds", Ada Potter, Bo Ember, NeurIPS 2021. [[arXiv]({LINK})]',
    f"- Herons in Flight over Ponds. Ada Potter et al. [pdf]({LINK})",
    f"- Herons in Flight over Ponds [![arXiv](https://img.example/arXiv.svg)]({LINK})",
    f"- (NeurIPS 2021) [Herons in Flight over Ponds]({LINK}) ![](https://img.example/stars.svg)",
    f"### [Herons in Flight over Ponds]({LINK})",
    f"| Title | Venue | Paper |\n|---|---|---|\n| Herons in Flight over Ponds | NeurIPS | [link]({LINK}) |",
    f"| Date | Paper |\n|---|---|\n| 2021 | [Herons in Flight over Ponds]({LINK}) |",
    f'<li><a href="{LINK}">Herons in Flight over Ponds</a></li>',
]


def papers(text: str) -> list[Paper]:
    source = SourceFile.of_text(text, "README.md")
    assert MARKDOWN.knows(source.head())
    return [item for item in MARKDOWN.read(source) if isinstance(item, Paper)]


@pytest.mark.parametrize("item", ITEMS)
def test_ways_to_write_a_paper_down(item: str) -> None:
    (paper,) = papers(f"# A List of Papers\n\nSome words about it.\n\n## Birds\n\n{item}\n")
    assert (paper.title, paper.arxiv_id) == ("Herons in Flight over Ponds", "2101.00001")


@pytest.mark.parametrize("first", ITEMS)
def test_one_follows_the_other(first: str) -> None:
    second = "- [Tidal Memory for Coastal Forecasts](https://openreview.net/forum?id=abc)"
    assert [paper.title for paper in papers(f"# Papers\n\n{first}\n\n## Tides\n\n{second}")] == [
        "Herons in Flight over Ponds",
        "Tidal Memory for Coastal Forecasts",
    ]


def test_abstracts_below_their_titles() -> None:
    text = (
        f"# Papers\n\n- [Herons in Flight over Ponds]({LINK})\n\n  We count every heron once, and no heron twice, "
        "in all the fifteen wetlands that we know of.\n\n## Contributing\n\nPlease open a request with one line for "
        "every paper that you would like to see here.\n"
    )
    (paper,) = papers(text)
    assert paper.abstract.startswith("We count every heron once")
    assert "request" not in paper.abstract


def test_code_is_not_read() -> None:
    text = f"# Papers\n\n```\n- [Not a Paper at All]({LINK})\n```\n\n- [Herons in Flight over Ponds]({LINK})\n"
    assert [paper.title for paper in papers(text)] == ["Herons in Flight over Ponds"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("# Papers\n\nwords", True),
        (f"- [A Title of Words]({LINK})", True),
        ("A Title of Words\n\nWe write prose - and more of it - without any links in it.", False),
        (f"A Title of Words\n\nWe write prose. Code is [here]({LINK}).", False),
        ("", False),
    ],
)
def test_lists_are_known_by_marks_and_links(text: str, known: bool) -> None:
    assert MARKDOWN.knows(Head(text.encode(), text)) is known
