"""Web pages: listings that people save, lists of links, pages of one paper; menus and scripts are never papers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper
from kg.read import READERS, SourceFile

HTML = READERS["html"]

HERONS = "Herons in Flight: Counting Wetland Birds from Drone Video"
HERONS_TEXT = (
    "Counting birds by hand takes ornithologists whole days. We train a small detector on aerial video of wetlands "
    "and let a tracker join its boxes, so that every heron is counted once."
)
TIDES = "Tidal Memory Networks for Coastal Forecasts"
TIDES_TEXT = (
    "Tides repeat, yet most forecasters forget. We add a slow memory whose period is learnt from the gauge itself."
)


def papers(body: str, head: str = "") -> list[Paper]:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    source = SourceFile.of_text(page, "a.html")
    assert HTML.knows(source.head())
    return [item for item in HTML.read(source) if isinstance(item, Paper)]


CARDS = {
    "linked headings": '<div><h3><a href="/poster/{n}">{title}</a></h3><div>Ada Potter</div><p>{text}</p></div>',
    "linked by arXiv": '<p><a href="https://arxiv.org/abs/2101.0000{n}">{title}</a></p><p>{text}</p>',
    "a list": '<ul><li><a href="https://openreview.net/forum?id=x{n}">{title}</a><p>{text}</p></li></ul>',
    "a bold title": '<li><b>{title}</b> <a href="https://warm.example/{n}.pdf">[pdf]</a><blockquote>{text}</blockquote></li>',
    "a row": '<table><tr><td>{n}</td><td><a href="https://doi.org/10.5555/{n}">{title}</a></td><td>{text}</td></tr></table>',
    "details": '<article><h2><a href="https://aclanthology.org/2020.acl-main.{n}/">{title}</a></h2><details><summary>Abstract'
    "</summary>{text}</details><button>Share</button></article>",
    "no links at all": "<div>{title}</div><div>{text}</div>",
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_titles_and_abstracts_of_saved_listings(card: str) -> None:
    menu = "<nav><a href='/a'>A Menu of Many Long Words</a></nav><script>var title = 'A Script Is No Paper';</script>"
    cards = card.format(n=1, title=HERONS, text=HERONS_TEXT) + card.format(n=2, title=TIDES, text=TIDES_TEXT)
    found = papers(f"{menu}<h1>Trending</h1><div>{cards}</div><footer>All rights reserved by nobody at all.</footer>")
    assert [(paper.title, paper.abstract) for paper in found] == [(HERONS, HERONS_TEXT), (TIDES, TIDES_TEXT)]


def test_what_a_list_of_links_says() -> None:
    (paper,) = papers(
        '<ul><li><a href="https://arxiv.org/pdf/2101.00001v2">Herons in Flight</a>, NeurIPS 2021 '
        '<a href="https://github.com/heron/count">code</a> <a href="https://heron.example">project page</a></li></ul>'
    )
    assert (paper.arxiv_id, paper.venue, paper.year) == ("2101.00001", "NeurIPS", 2021)
    assert (paper.code, paper.pages) == (("https://github.com/heron/count",), ("https://heron.example",))
    assert paper.url == "https://arxiv.org/pdf/2101.00001v2"


@pytest.mark.parametrize(
    "body",
    [
        '<ul><li><a href="/models">Models of Every Kind</a></li><li><a href="#top">Back to the Top</a></li></ul>',
        "<h2>How to Contribute to This List</h2><p>Please read the guidelines first, then open a request.</p>"
        '<ul><li><a href="https://arxiv.org/abs/2101.00001">The One Paper Here</a></li></ul>',
        '<p>We thank <a href="https://github.com/a/b">all the people</a> who wrote lines of this list.</p>',
    ],
)
def test_what_is_no_paper(body: str) -> None:
    assert {paper.title for paper in papers(body)} <= {"The One Paper Here"}


def test_a_page_that_says_which_paper_it_is() -> None:
    head = (
        f'<meta name="citation_title" content="{HERONS}"><meta name="citation_author" content="Potter, Ada">'
        '<meta name="citation_date" content="2021/03/01"><meta name="citation_journal_title" content="Warmth">'
        '<meta name="citation_doi" content="10.5555/H"><meta name="citation_keywords" content="birds; video">'
    )
    (paper,) = papers(f"<h1>{TIDES}</h1><p>{TIDES_TEXT}</p>", head)
    assert (paper.title, paper.authors, paper.year, paper.venue) == (HERONS, ("Ada Potter",), 2021, "Warmth")
    assert (paper.doi, paper.keywords) == ("10.5555/h", ("birds", "video"))


def test_encodings_that_the_page_states() -> None:
    page = '<html><head><meta charset="windows-1252"></head><body><a href="https://arxiv.org/abs/2101.00001">%s</a>'
    data = (page % "Poincaré\u2019s Maps of Tides").encode("cp1252")
    (paper,) = HTML.read(SourceFile.of_text(data, "a.html"))
    assert isinstance(paper, Paper)
    assert paper.title == "Poincaré\u2019s Maps of Tides"


@pytest.mark.parametrize(
    "text", ["<svg></svg>", "<?xml version='1.0'?><feed></feed>", "A <html> title", "{}", "<3 papers", "# <html>"]
)
def test_what_is_no_web_page(text: str) -> None:
    assert not HTML.knows(SourceFile.of_text(text, "a").head())


@pytest.mark.parametrize(
    "filler", ["(", "[", "- ", "A b. ", "<b>", "<li>", "Ab Cd, ", '<a href="x.pdf">pdf', "20 ", "A" * 9]
)
def test_long_blocks_take_no_longer(filler: str) -> None:
    start = time.process_time()
    papers(f'<li><a href="https://arxiv.org/abs/2101.00001">pdf</a> {filler * 20_000}')
    assert time.process_time() - start < 30


tags = st.sampled_from(
    ["p", "li", "ul", "h3", "a href='https://arxiv.org/abs/2101.00001'", "b", "td", "dt", "dd", "/p", "/a"]
)


@given(
    st.lists(
        st.text(max_size=20) | tags.map(lambda tag: f"<{tag}>") | st.sampled_from([HERONS, HERONS_TEXT]), max_size=20
    )
)
def test_no_page_raises(parts: list[str]) -> None:
    list(HTML.read(SourceFile.of_text(f"<html>{''.join(parts)}".encode("utf-8", "replace"), "a.html")))
