"""Listing dumps: whatever page they were copied from, the papers are read and nothing else is lost unnamed."""

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.model import Paper
from kg.read import READERS, Head, Skipped, SourceFile, read_papers

LISTING = READERS["listing"]

HERONS = "Herons in Flight: Counting Wetland Birds from Drone Video"
HERONS_TEXT = (
    "Counting birds by hand takes ornithologists whole days. We train a small detector on aerial video of wetlands "
    "and let a tracker join its boxes, so that every heron is counted once."
)
TIDES = "Tidal Memory Networks for Coastal Forecasts"
TIDES_TEXT = (
    "Tides repeat, yet most forecasters forget. We add a slow memory whose period is learnt from the gauge itself, "
    "and halve the error at eleven harbours."
)
KILNS = "Firing Clay with Bayesian Thermostats"
KILNS_TEXT = (
    "We let a Gaussian process choose the ramp of a pottery kiln, and break fewer pots than the potters we asked."
)


def read(dump: str) -> tuple[list[Paper], list[Skipped]]:
    items = list(LISTING.read(SourceFile.of_text(dump, "dump.txt")))
    return [item for item in items if isinstance(item, Paper)], [item for item in items if isinstance(item, Skipped)]


def as_head(text: str) -> Head:
    return Head(text.encode(), text)


def titles_and_abstracts(dump: str) -> list[tuple[str, str]]:
    return [(paper.title, paper.abstract) for paper in read(dump)[0]]


def page(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


PAPERS = page(HERONS, HERONS_TEXT, TIDES, TIDES_TEXT)
BOTH = [(HERONS, HERONS_TEXT), (TIDES, TIDES_TEXT)]

FURNITURE = [
    "Subscribe",
    "new",
    "Home\nPapers\nDatasets\nAbout",
    "Home | Papers | Datasets | Log in",
    "Home · Trending · This week",
    "Sign in / Sign up",
    "12 upvotes",
    "▲ 1.2k",
    "1.2k stars • 34 comments",
    "Upvote 7",
    "Cited by 42",
    "Published on Mar 3, 2024",
    "Submitted on 3 March 2024",
    "Friday, March 1",
    "2024-03-03",
    "Mar 3 · 12 upvotes",
    "3 days ago",
    "View PDF",
    "View PDF | HTML (code)",
    "[PDF]",
    "View on arXiv",
    "by @someone",
    "Submitted by heron_watcher",
    "@someone",
    "#computer-vision",
    "Showing 1-20 of 345 results",
    "Page 2 of 14",
    "← Previous",
    "Next →",
    "Load more...",
    "© 2024 The Paper Parrot",
    "Copyright 2024 Paper Parrot Ltd, some rights reserved",
    "https://paper-parrot.example/week/12",
    "editor@paper-parrot.example",
    "Get the best papers of the week straight to your inbox",
    "Sign up for our newsletter!",
    "Join 40,000 readers of the Parrot newsletter",
    "We use cookies. Accept all cookies?",
]


@pytest.mark.parametrize("control", FURNITURE)
def test_furniture_is_told_anywhere(control: str) -> None:
    dump = page(control, HERONS, control, HERONS_TEXT, control, TIDES, TIDES_TEXT, control)
    papers, skipped = read(dump)
    assert [(paper.title, paper.abstract) for paper in papers] == BOTH
    assert [item.reason for item in skipped] == ["page furniture"] * 4
    assert {item.what for item in skipped} == {" ".join(control.split())}


@pytest.mark.parametrize("heading", ["Recommended for you", "Paper Parrot", "Week 12", "cs.CV", "Read the paper"])
def test_a_short_line_that_nobody_knows_is_skipped_with_its_line(heading: str) -> None:
    papers, skipped = read(page(heading, PAPERS, heading))
    assert [(paper.title, paper.abstract) for paper in papers] == BOTH
    reason = "neither followed by an abstract nor like a title"
    assert skipped == [Skipped("dump.txt", line, heading, reason) for line in (1, 11)]


def test_a_whole_page() -> None:
    dump = f"""Paper Parrot

Home
Papers
About

Get our picks in your inbox!

Subscribe

Published on Mar 3, 2024

{HERONS}

12 upvotes

{HERONS_TEXT}

View PDF

by @someone

Published on Mar 2, 2024

{TIDES}

{TIDES_TEXT}

Load more

© 2024 Paper Parrot
"""
    papers, skipped = read(dump)
    assert [(paper.title, paper.abstract) for paper in papers] == BOTH
    assert sorted(item.line for item in skipped) == [1, 3, 7, 9, 11, 15, 19, 21, 23, 29, 31]


def test_titles_are_verbatim_and_sources_named() -> None:
    (paper,) = read(page("Herons:  in  *Flight*, at $10^{-3}$ Hz", HERONS_TEXT))[0]
    assert paper.title == "Herons: in *Flight*, at $10^{-3}$ Hz"
    assert paper.sources == ("dump.txt",)


def test_titles_without_abstracts_are_papers_wherever_they_stand() -> None:
    dump = page(KILNS, HERONS, HERONS_TEXT, TIDES)
    assert titles_and_abstracts(dump) == [(KILNS, ""), (HERONS, HERONS_TEXT), (TIDES, "")]


def test_an_abstract_may_be_wrapped_and_have_several_paragraphs() -> None:
    wrapped = HERONS_TEXT.replace(" and ", "\n  and ").replace(". ", ".\n")
    code = "Code is at https://github.com/paper-parrot/herons"
    dump = page(HERONS, wrapped, "12 upvotes", TIDES_TEXT, code, KILNS, KILNS_TEXT)
    assert titles_and_abstracts(dump) == [(HERONS, f"{HERONS_TEXT} {TIDES_TEXT} {code}"), (KILNS, KILNS_TEXT)]


def test_a_title_may_be_wrapped() -> None:
    assert titles_and_abstracts(page(HERONS.replace(": ", ":\n"), HERONS_TEXT)) == [(HERONS, HERONS_TEXT)]


def test_an_abstract_without_a_title_is_named() -> None:
    papers, skipped = read(page(HERONS_TEXT, TIDES, TIDES_TEXT))
    assert [paper.title for paper in papers] == [TIDES]
    (item,) = skipped
    assert (item.source, item.line, item.reason) == ("dump.txt", 1, "an abstract without a title before it")
    assert HERONS_TEXT.startswith(item.what.rstrip("…"))
    assert len(item.what) <= 60


LEFTOVERS = [
    r"\etc",
    "cdot",
    "16times",
    "$^2$",
    "$",
    r"\cite{",
    r"$\mathcal{O}(n^{2})$",
    r"10^{-3}\%",
    "{}}",
    "\\",
    "\x0b\x0c\x1c",
    "\u2028",
    "\u200b",
]


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_latex_leftovers_break_nothing(leftover: str) -> None:
    title, text = f"Herons {leftover} in Flight over Water", HERONS_TEXT.replace("whole", f"whole {leftover}")
    dump = page(title, text, leftover, TIDES, TIDES_TEXT)
    papers = read(dump)[0]
    assert papers[0].title == " ".join(title.split())
    assert papers[0].abstract.startswith(" ".join(text.split()))
    assert (papers[-1].title, papers[-1].abstract) == BOTH[1]


@pytest.mark.parametrize(
    "spelling",
    [
        HERONS.upper(),
        HERONS.lower().replace("herons", "Herons", 1),
        HERONS.replace(" ", "   "),
        HERONS.replace(":", " -") + ".",
        HERONS.replace("Drone", "$\\textbf{Drone}$"),
        HERONS.replace("Herons", "Hérons"),
        HERONS.replace("Herons", r"H\'{e}rons"),
    ],
)
def test_spellings_of_one_title_are_one_paper_with_all_its_sources(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(page(spelling, KILNS_TEXT, TIDES, TIDES_TEXT))
    (tmp_path / "b.txt").write_text(page(HERONS, HERONS_TEXT))
    reading = read_papers([tmp_path])
    assert reading.records == 3
    herons, tides = reading.papers
    assert herons.sources == ("a.txt", "b.txt")
    assert herons.abstract == HERONS_TEXT
    assert tides.sources == ("a.txt",)


def test_other_titles_are_other_papers(tmp_path: Path) -> None:
    dump = tmp_path / "a.txt"
    dump.write_text(page(HERONS, HERONS_TEXT, HERONS.replace("Birds", "Frogs"), TIDES_TEXT))
    assert len(read_papers([dump]).papers) == 2


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(PAPERS.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(PAPERS.replace("\n", "\r").encode(), id="cr"),
        pytest.param(PAPERS.encode("utf-8-sig"), id="utf-8 with a mark"),
        pytest.param(PAPERS.replace("\n", "\r\n").encode("utf-16"), id="utf-16"),
        pytest.param(b"\xfe\xff" + PAPERS.encode("utf-16-be"), id="utf-16, the other way round"),
        pytest.param(PAPERS.encode("utf-32"), id="utf-32"),
    ],
)
def test_line_ends_and_encodings(encoded: bytes, tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes(encoded)
    reading = read_papers([tmp_path])
    assert [(paper.title, paper.abstract) for paper in reading.papers] == BOTH
    assert not reading.skipped


@pytest.mark.parametrize("head", ["{", '{"title": 1}', '[{"title"', "[\n  {", "<html>", "<?xml", "@article{a,", "%PDF"])
def test_other_formats_are_not_taken_for_listings(head: str) -> None:
    assert not LISTING.knows(as_head(head + "\n\n" + PAPERS))


@pytest.mark.parametrize("head", ["@someone", "[PDF]", "<3", *FURNITURE])
def test_listings_are_known_by_their_papers(head: str) -> None:
    assert LISTING.knows(as_head(page(head, PAPERS)))
    assert not LISTING.knows(as_head(page(*FURNITURE)))


WORDS = ("Sparse", "Heron", "Tidal", "Memory", "Clay", "Kiln", "Network", "Harbour", "Graph", "Ferry", "Moss", "Bell")
SMALL = (
    "a",
    "the",
    "slow",
    "model",
    "learns",
    "from",
    "many",
    "harbours",
    "and",
    "counts",
    "every",
    "boat",
    "in",
    "fog",
)
titles = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join)
sentences = st.lists(st.sampled_from(SMALL), min_size=15, max_size=40).map(lambda words: f"We {' '.join(words)}.")
abstracts = st.lists(sentences, min_size=1, max_size=4).map(" ".join)
furniture = st.lists(st.sampled_from(FURNITURE), max_size=3)


@settings(max_examples=60)
@given(st.lists(st.tuples(furniture, titles, furniture, st.none() | abstracts), max_size=8), furniture)
def test_exactly_the_papers_are_read_and_every_paragraph_is_accounted_for(
    records: list[tuple[list[str], str, list[str], str | None]], end: list[str]
) -> None:
    paragraphs: list[str] = []
    for before, title, between, abstract in records:
        paragraphs += [*before, title, *between, *([abstract] if abstract else [])]
    papers, skipped = read(page(*paragraphs, *end))
    assert [(paper.title, paper.abstract) for paper in papers] == [
        (title, abstract or "") for _, title, _, abstract in records
    ]
    shown = Counter(" ".join(control.split()) for before, _, between, _ in records for control in before + between)
    assert Counter(item.what for item in skipped) == shown + Counter(" ".join(control.split()) for control in end)


@settings(max_examples=150)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=400)
        | st.sampled_from([HERONS, HERONS_TEXT, *FURNITURE, *LEFTOVERS]),
        max_size=12,
    )
)
def test_no_text_is_lost(paragraphs: list[str]) -> None:
    """What is read and what is skipped (whole, where it is short) is all the text there is."""
    dump = page(*(" ".join(text.split())[:60] for text in paragraphs))
    papers, skipped = read(dump)
    told = [*(f"{paper.title} {paper.abstract}" for paper in papers), *(item.what for item in skipped)]
    assert Counter(" ".join(told).split()) == Counter(dump.split())
    lines = dump.split("\n")
    assert all(lines[item.line - 1] == item.what for item in skipped)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise_anything_but_what_kg_raises(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dump.txt")
        file.write_bytes(data)
        for format in (None, *READERS):
            try:
                reading = read_papers([file], format=format)
            except KgError as error:
                assert str(file) in str(error)  # noqa: PT017
            else:
                assert reading.papers
