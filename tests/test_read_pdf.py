"""PDF: titles by what the document says or by the size of type, abstracts between headings, and how sure that is."""

import textwrap
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfs import Line, pdf

from kg.errors import InputError
from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile
from kg.read.record import HARMLESS, PDF_BARE, PDF_GUESSED, PDF_STATED

PDF = READERS["pdf"]

TITLE = "Tidal Memory Networks for Coastal Forecasts"
ABSTRACT = (
    "Tides repeat, yet most forecasters forget. We add a slow memory whose period is learnt from the gauge itself, "
    "and halve the error at eleven harbours."
)
BODY = [(10.0, "The sea comes and goes, and those who live by it write down when it does so.")] * 9


def page(
    *, title: str = TITLE, abstract: str = ABSTRACT, heading: str = "Abstract", after: str = "1 Introduction"
) -> list[Line]:
    return [
        *((17.0, line) for line in textwrap.wrap(title, 40)),
        (11.0, "Ana de la Mer"),
        (11.0, "Institute of the Shore"),
        (12.0, heading),
        *((10.0, line) for line in textwrap.wrap(abstract, 70, break_on_hyphens=False)),
        (12.0, after),
        *BODY,
    ]


def read(data: bytes) -> list[Paper | Skipped]:
    return list(PDF.read(SourceFile.of_text(data, "a.pdf")))


def paper(data: bytes) -> Paper:
    found = read(data)[0]
    assert isinstance(found, Paper)
    return found


def told(data: bytes) -> str:
    note = read(data)[-1]
    assert isinstance(note, Skipped)
    return note.reason


WORDS = ["sparse", "heron", "tidal", "memory", "clay", "kiln", "graph", "ferry", "moss", "bell", "of", "the"]
words = st.lists(st.sampled_from(WORDS), min_size=3)


@settings(max_examples=40, deadline=None)
@given(words.filter(lambda found: len(found) < 15), words)
def test_title_and_abstract_come_back(title: list[str], abstract: list[str]) -> None:
    written = " ".join(abstract * 8).capitalize() + "."
    found = paper(pdf(page(title=" ".join(title).title(), abstract=written)))
    assert (found.title, found.abstract) == (" ".join(title).title(), written if len(written) >= 80 else "")


def test_how_sure_it_is() -> None:
    assert told(pdf(page(), title=TITLE)) == PDF_STATED
    assert told(pdf(page())) == PDF_GUESSED
    assert told(pdf([(17.0, TITLE), *BODY])) == PDF_BARE
    assert {PDF_STATED, PDF_GUESSED, PDF_BARE} <= HARMLESS


def test_what_the_document_says_of_itself_counts_where_the_page_shows_it() -> None:
    stated = paper(pdf(page(), title="TIDAL MEMORY NETWORKS FOR COASTAL FORECASTS", author="Ana de la Mer; Ås, B."))
    assert stated.authors == ("Ana de la Mer", "B. Ås")
    for title in ("Microsoft Word - draft7.docx", "main.tex", "untitled", "Another Paper of the Same Template"):
        guessed = paper(pdf(page(), title=title, author="template"))
        assert (guessed.title, guessed.authors) == (TITLE, ())


@pytest.mark.parametrize("heading", ["Abstract", "ABSTRACT", "A BSTRACT", "Abstract.", "Summary", "Abstract:"])
@pytest.mark.parametrize(
    "after", ["1 Introduction", "I. INTRODUCTION", "1 I NTRODUCTION", "Keywords: tides", "1. Tides"]
)
def test_headings_around_the_abstract(heading: str, after: str) -> None:
    assert paper(pdf(page(heading=heading, after=after))).abstract == ABSTRACT


def test_an_abstract_may_go_on_over_the_page() -> None:
    first, second = textwrap.wrap(ABSTRACT, 90)
    data = pdf([(17.0, TITLE), (12.0, "Abstract"), (10.0, first)], [(10.0, second), (12.0, "1 Introduction"), *BODY])
    assert paper(data).abstract == ABSTRACT


def test_words_broken_at_line_ends_are_made_whole() -> None:
    lines = [
        (10.0, "We count every heron that the fore-"),
        (10.0, "casters forgot, once and no more, in eleven marsh-"),
    ]
    data = pdf([(17.0, TITLE), (12.0, "Abstract"), *lines, (10.0, "es."), (12.0, "1 Introduction"), *BODY])
    assert "the forecasters forgot, once and no more, in eleven marshes." in paper(data).abstract


def test_identifiers_and_keywords_on_the_page() -> None:
    stamp = (20.0, "arXiv:1905.00001v2 [cs.LG] 5 May 2019")
    found = paper(pdf([stamp, *page(after="Keywords: tides, memory."), (8.0, "https://doi.org/10.5555/Tides.19")]))
    assert (found.title, found.arxiv_id, found.year, found.doi) == (TITLE, "1905.00001", 2019, "10.5555/tides.19")
    assert found.keywords == ("tides", "memory")


def test_a_paper_that_is_cited_is_not_the_paper() -> None:
    assert paper(pdf([*page(), (9.0, "[1] A. Potter. arXiv:2103.00001, 2021.")])).arxiv_id == ""


@pytest.mark.parametrize(
    ("pages", "reason"), [([[]], "no text on the first pages: a scan?"), ([BODY], "no title found")]
)
def test_pages_without_text_or_title(pages: list[list[Line]], reason: str) -> None:
    (skipped,) = read(pdf(*pages))
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith(reason)
    assert skipped.reason not in HARMLESS


def test_a_bomb_inside_is_stopped() -> None:
    packed = zlib.compress(b" " * 300_000_000, 9)
    head, _, tail = pdf([(10.0, "x")]).partition(b"<< /Length ")
    rest = tail.partition(b"\nstream\n")[2]
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed
    with pytest.raises(InputError, match=r"^a\.pdf: no readable PDF \(LimitReachedError"):
        read(head + stream + b"\n" + rest[rest.index(b"endstream") :])


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.4\n%%EOF", b"", pdf(page())[:200]])
def test_what_is_no_pdf(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.pdf: no readable PDF"):
        read(data)
