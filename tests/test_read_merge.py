"""Records of one paper become one, two papers of one title stay two, and what sources disagree on is kept."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import main
from kg.ids import paper_id
from kg.model import Paper
from kg.pipeline import build
from kg.read import find_citations, make_paper
from kg.read.merge import Merged, merge_papers
from kg.read.same import records_of_papers
from kg.settings import Settings
from kg.tables import load
from kg.validate import validate_build

TITLE = "Weighing the evening tide"


def record(source: str = "a.jsonl", title: str = TITLE, authors: str = "", **known: object) -> Paper:
    names = [name for name in authors.split("; ") if name]
    return make_paper(title=title, source=source, authors=names, **known)  # type: ignore[arg-type]


def merged(*records: Paper) -> Merged:
    """Merge the records in several orders, which makes no difference."""
    result = merge_papers(records)
    for seed in range(5):
        shuffled = random.Random(seed).sample(records, len(records))
        assert merge_papers(shuffled) == result
    return result


SAME = {
    "no more than a title": (record(), record()),
    "a DOI in two forms": (
        record(doi="10.1000/T"),
        record(title="Evening tides, weighed", doi="https://doi.org/10.1000/t"),
    ),
    "an arXiv identifier with versions": (
        record(arxiv_id="2104.00001v1", authors="Ada Moss"),
        record(title="How heavy is a tide?", url="http://arxiv.org/abs/2104.00001v3", authors="Ada Moss; Bo Reed"),
    ),
    "an identifier of another scheme": (
        record(identifiers=["pmid:7"]),
        record(title="The evening tide", identifiers=["pmid:7"]),
    ),
    "title and first author, years far apart": (
        record(authors="Ada Moss", year=1999),
        record(authors="Moss, A.", year=2020),
    ),
    "title and year, authors in another order": (
        record(authors="Ada Moss; Bo Reed", year=2020),
        record(authors="Bo Reed; Ada Moss", year=2021),
    ),
    "preprint and publication": (
        record(doi="10.48550/arXiv.2104.00001", authors="Ada Moss", year=2021),
        record(doi="10.1000/t", authors="Ada Moss", year=2022),
    ),
    "authors that are not told": (record(authors="Anonymous", year=2018), record(authors="Ada Moss", year=2019)),
    "a listing without authors": (record(), record(authors="Ada Moss", year=2019, doi="10.1000/t")),
}
DIFFERENT = {
    "another title": (record(), record(title="Weighing the morning tide")),
    "DOIs of two publications": (
        record(doi="10.1000/a", authors="Ada Moss", year=2020),
        record(doi="10.1000/b", authors="Ada Moss", year=2020),
    ),
    "two arXiv identifiers": (record(arxiv_id="2104.00001"), record(arxiv_id="2104.00002")),
    "another first author, years far apart": (
        record(authors="Ada Moss; Bo Reed", year=1999),
        record(authors="Bo Reed; Ada Moss", year=2020),
    ),
    "nobody the same": (record(authors="Ada Moss", year=2020), record(authors="Cy Pine", year=2020)),
    "nobody known, another year": (record(year=2017), record(year=2018)),
    "one DOI on all papers of a volume": (
        record(doi="10.1000/volume", authors="Ada Moss"),
        record(title="Lamps for blind pilots", doi="10.1000/volume", authors="Cy Pine"),
    ),
}


@pytest.mark.parametrize("records", SAME.values(), ids=SAME)
def test_records_of_one_paper_are_one(records: tuple[Paper, Paper]) -> None:
    assert len(merged(*records).papers) == 1


@pytest.mark.parametrize("records", DIFFERENT.values(), ids=DIFFERENT)
def test_different_papers_stay_two(records: tuple[Paper, Paper]) -> None:
    papers = merged(*records).papers
    assert len(papers) == 2
    assert len({paper.paper_id for paper in papers}) == 2


def test_the_earliest_paper_keeps_the_identifier_of_the_title() -> None:
    late = record(authors="Cy Pine", year=2020)
    early = record(authors="Ada Moss", year=1999)
    (first, second) = merged(late, early).papers
    assert (first.paper_id, first.year) == (paper_id(TITLE), 1999)
    assert (second.paper_id, second.year) == (f"{paper_id(TITLE)}~2020-pine", 2020)


def test_papers_that_nothing_but_an_identifier_tells_apart() -> None:
    same = [record(doi=f"10.1000/{letter}", authors="Ada Moss", year=2020) for letter in "abc"]
    names = [paper.paper_id for paper in merged(*same).papers]
    assert names[:2] == [paper_id(TITLE), f"{paper_id(TITLE)}~2020-moss"]
    assert names[2].startswith(f"{paper_id(TITLE)}~2020-moss-")


def test_a_chain_of_records_is_one_paper() -> None:
    """The first and the last have nothing in common but what the second says."""
    first = record(title="Tides, weighed", doi="10.1000/t", authors="Ada Moss")
    second = record(title="Tides, weighed", arxiv_id="2104.00001", authors="Ada Moss")
    third = record(title="On the weight of water", arxiv_id="2104.00001", authors="Ada Moss; Bo Reed")
    (paper,) = merged(first, second, third).papers
    assert (paper.doi, paper.arxiv_id, paper.authors) == ("10.1000/t", "2104.00001", ("Ada Moss", "Bo Reed"))


def test_a_paper_has_the_union_of_what_its_records_know() -> None:
    preprint = record(
        "arxiv.xml",
        authors="Ada Moss; Bo Reed",
        abstract="We weigh the tide, twice.",
        year=2019,
        venue="arXiv",
        arxiv_id="1901.00001v2",
        code=["https://github.com/moss/tide"],
        references=["10.1000/lamps"],
    )
    published = record(
        "library.bib",
        authors="A. Moss; B. Reed",
        abstract="We weigh the tide.",
        year=2020,
        venue="Coast",
        doi="10.1000/t",
        keywords=["tides"],
        references=["10.1000/bells"],
    )
    (paper,), conflicts = merged(preprint, published)
    assert paper == replace(
        preprint,
        year=2020,
        venue="Coast",
        doi="10.1000/t",
        keywords=("tides",),
        references=("10.1000/lamps", "10.1000/bells"),
        sources=("arxiv.xml", "library.bib"),
    )
    assert [(row.field, row.value, row.sources, row.kept) for row in conflicts] == [
        ("year", "2020", ("library.bib",), True),
        ("year", "2019", ("arxiv.xml",), False),
    ]


def test_every_disagreement_is_told_with_its_sources() -> None:
    one = record("1.bib", doi="10.1000/t", authors="Ada Moss; Bo Reed", year=2020, venue="Coast", abstract="Long text.")
    two = record("2.bib", title="Tides", doi="10.1000/t", authors="Ada Moss; Cy Pine", year=2021, venue="Sea")
    (paper,), conflicts = merged(one, two)
    assert {row.field for row in conflicts} == {"title", "authors", "year", "venue"}
    assert {row.paper_id for row in conflicts} == {paper.paper_id}
    assert [row.value for row in conflicts if row.kept] == [TITLE, "Ada Moss; Bo Reed", "2020", "Coast"]
    assert all(row.sources == (("1.bib",) if row.kept else ("2.bib",)) for row in conflicts)


def test_spellings_are_no_disagreement() -> None:
    one = record("1.bib", authors="Ada Moss", year=2020, venue="Coast & Sea", doi="10.48550/arXiv.1901.00001")
    two = record("2.bib", title=TITLE.upper(), authors="Moss, A.", year=2020, venue="coast  & sea", doi="10.1000/t")
    assert merged(one, two).conflicts == ()


AUTHORS = st.sampled_from(["", "Ada Moss", "A. Moss; Bo Reed", "Cy Pine; Ada Moss", "Anonymous"])
RECORDS = st.lists(
    st.builds(
        record,
        source=st.sampled_from(["a.bib", "b.xml"]),
        title=st.sampled_from([TITLE, "Lamps", "lamps!"]),
        authors=AUTHORS,
        year=st.sampled_from([None, 1999, 2020, 2021]),
        doi=st.sampled_from(["", "10.1000/a", "10.1000/b", "10.48550/arxiv.1901.00001"]),
        arxiv_id=st.sampled_from(["", "1901.00001", "1901.00002"]),
        abstract=st.sampled_from(["", "Short.", "Longer."]),
    ),
    max_size=7,
)


@given(records=RECORDS, seed=st.integers(0, 9))
def test_any_records_give_the_same_papers_in_any_order(records: list[Paper], seed: int) -> None:
    papers, conflicts = merge_papers(records)
    assert merge_papers(random.Random(seed).sample(records, len(records))) == (papers, conflicts)
    names = [paper.paper_id for paper in papers]
    assert names == sorted(set(names))
    assert {source for paper in papers for source in paper.sources} == {
        source for item in records for source in item.sources
    }
    assert {paper.doi for paper in papers} <= {item.doi for item in records} | {""}
    assert {conflict.paper_id for conflict in conflicts} <= set(names)


@given(records=RECORDS)
def test_every_record_is_in_one_paper(records: list[Paper]) -> None:
    groups = records_of_papers(records)
    assert sorted(id(item) for group in groups for item in group) == sorted(map(id, records))


def test_thousands_of_papers_of_one_title_stay_apart() -> None:
    """Each looks at those alone that it may be, or this would not end."""
    editorials = [
        record(title="Editorial", authors=f"A{number} B{number}", year=1990 + number % 30, doi=f"10.1/{number}")
        for number in range(5000)
    ]
    assert len({paper.paper_id for paper in merge_papers(editorials).papers}) == 5000


def test_references_are_papers_of_the_graph_by_every_kind_of_identifier() -> None:
    cited = [
        record(title="Bells under the water", doi="10.1000/bells"),
        record(title="Lamps for blind pilots", arxiv_id="1901.00001"),
        record(title="Horns at the pier", identifiers=["pmid:7"]),
        record(title="Whistles of the coast"),
        record(title="Fog"),
    ]
    references = [
        "doi:10.1000/BELLS",
        "arXiv:1901.00001v2",
        "pmid:7",
        "Whistles of the Coast",
        "Fog",
        "Unknown thing here",
    ]
    citing = record(references=references)
    found = {row.reference: row.cited for row in find_citations([*cited, citing])}
    assert found == {
        "doi:10.1000/BELLS": "paper/bells-under-the-water",
        "arXiv:1901.00001v2": "paper/lamps-for-blind-pilots",
        "pmid:7": "paper/horns-at-the-pier",
        "Whistles of the Coast": "paper/whistles-of-the-coast",
        "Fog": "",
        "Unknown thing here": "",
    }


def test_a_build_keeps_identifiers_references_and_conflicts(tmp_path: Path) -> None:
    weighed = {"title": TITLE, "authors": ["Ada Moss"]}
    sources = {
        "one.jsonl": {**weighed, "year": 2020, "doi": "10.1000/T", "references": ["10.1000/lamps", "Nowhere"]},
        "two.jsonl": {**weighed, "year": 2021, "arxiv_id": "2104.00001v2"},
        "three.jsonl": {"title": "Lamps for blind pilots", "doi": "10.1000/lamps"},
    }
    for name, fields in sources.items():
        (tmp_path / name).write_text(json.dumps(fields), encoding="utf-8")
    out = tmp_path / "out"
    build([tmp_path / name for name in sources], out, settings=Settings(fast=True))
    tables = load(out)
    (paper,) = (row for row in tables.papers if row.title == TITLE)
    assert (paper.doi, paper.arxiv_id) == ("10.1000/t", "2104.00001")
    assert [(row.reference, row.cited) for row in tables.references] == [
        ("10.1000/lamps", "paper/lamps-for-blind-pilots"),
        ("Nowhere", ""),
    ]
    assert [problem for check in validate_build(out) for problem in check.problems] == []
    told = CliRunner().invoke(main, ["stats", "--conflicts", "--format", "csv", "-o", str(out)])
    assert told.output.splitlines() == [
        "paper_id,title,field,value,kept,sources",
        f"{paper.paper_id},{TITLE},year,2020,yes,one.jsonl",
        f"{paper.paper_id},{TITLE},year,2021,no,two.jsonl",
    ]
