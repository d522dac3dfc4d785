"""Outputs made in pieces, by several processes, from tables on disk: the same bytes as in one go from memory."""

import errno
import os
import signal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_big_graph import big, contents

from kg.errors import EngineError, OutputError
from kg.export import outputs
from kg.export.formats import FORMATS, TABLE_FORMATS, VIEW_FORMATS
from kg.export.html import write_html
from kg.export.outputs import write_outputs
from kg.export.turtle import Part, evidence_parts, graph_parts, write_evidence, write_graph, write_parts
from kg.export.views import make_view
from kg.model import Run
from kg.staging import staged
from kg.tables import (
    EVERY_PAPER,
    EntityRow,
    LinkRow,
    MentionRow,
    PageRow,
    PaperRange,
    PaperRow,
    ReferenceRow,
    RelatedRow,
    Tables,
    divide,
    load,
    only,
    paper_ranges,
    pick,
    scan,
    write_tables,
)

__all__ = ["big"]

RUN = Run("0.1.0", (("a.jsonl", "ab" * 32),), (("seed", "7"),))
WORDS = ("anvil", "bellows", "crucible", "drill", "etching", "forge")


@st.composite
def some_tables(draw: st.DrawFn) -> Tables:
    """Draw tables as a build has them: sorted, every paper and entity there, texts of any kind."""
    papers = [f"paper/{word}{number}" for word in WORDS for number in range(draw(st.integers(0, 2)))]
    entities = [f"task/{word}" for word in WORDS]
    titles = st.text(st.characters(codec="utf-8"), min_size=3, max_size=20)
    links = sorted(
        {(paper, draw(st.sampled_from(entities))) for paper in papers for _ in range(draw(st.integers(0, 3)))}
    )
    pairs = sorted({(a, b) for a in papers for b in papers if a < b and draw(st.booleans())})
    cited = sorted({(paper, draw(st.sampled_from(["", *papers]))) for paper in papers if draw(st.booleans())})
    return Tables(
        papers=[PaperRow(paper, draw(titles), "", [], 2001, "", "", ["a"], 0, 1.0, 2.0) for paper in papers],
        entities=[
            EntityRow(entity, "task", entity[5:], [], sum(link[1] == entity for link in links), 0, 0.0, 1.0)
            for entity in entities
        ],
        links=[LinkRow(paper, entity, "task", "", 0.5, 1) for paper, entity in links],
        mentions=[
            MentionRow(
                paper, entity, "task", "x", "title", start, start + 1, draw(st.sampled_from(["cue", "list"])), 0.5
            )
            for paper, entity in links
            for start in range(draw(st.integers(1, 2)))
        ],
        related=[RelatedRow(a, b, 1.5, entities[:2]) for a, b in pairs],
        pages=[PageRow(paper, f"https://example.org/{paper}") for paper in papers if draw(st.booleans())],
        references=[ReferenceRow(paper, f"On {other}", other) for paper, other in cited],
    )


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tables have groups of three rows, so that a range of papers skips some."""
    monkeypatch.setattr("kg.tables.writing._ROW_GROUP", 3)


def joined(parts: list[Part], build: Path) -> bytes:
    """Return what parts make, each of the rows of its own papers."""
    texts = []
    for number, part in enumerate(parts):
        write_parts([part], scan(build, part.papers), build / str(number))
        texts.append((build / str(number)).read_bytes())
    return b"".join(texts)


@pytest.mark.usefixtures("small_groups")
class TestRanges:
    @settings(deadline=None)
    @given(some_tables(), st.integers(1, 7))
    def test_every_row_is_in_the_range_of_its_paper(self, tables: Tables, size: int) -> None:
        with TemporaryDirectory() as folder:
            write_tables(tables, Path(folder) / "tables")
            parts = [scan(folder, papers) for papers in paper_ranges(folder, size)]
            for name in ("papers", "links", "mentions", "pages", "references"):
                found = [list(getattr(part, name)) for part in parts]
                assert list(chain(*found)) == list(getattr(tables, name))
                assert [len(getattr(part, name)) for part in parts] == [len(rows) for rows in found]
            for part, papers in zip(parts, paper_ranges(folder, size), strict=True):
                assert len(part.papers) <= size
                assert list(part.entities) == tables.entities
                assert list(part.related) == [
                    row for row in tables.related if row.paper_a in papers or row.paper_b in papers
                ]

    @settings(deadline=None)
    @given(some_tables(), st.integers(1, 7))
    def test_turtle_of_ranges_is_that_of_all(self, tables: Tables, size: int) -> None:
        with TemporaryDirectory() as folder:
            build = Path(folder)
            write_tables(tables, build / "tables")
            write_graph(tables, build / "graph.ttl")
            write_evidence(tables, build / "evidence.ttl", RUN)
            ranges = paper_ranges(build, size)
            assert joined(graph_parts(ranges), build) == (build / "graph.ttl").read_bytes()
            assert joined(evidence_parts(RUN, ranges), build) == (build / "evidence.ttl").read_bytes()

    @settings(deadline=None)
    @given(some_tables(), st.sets(st.sampled_from([f"paper/{word}0" for word in WORDS])))
    def test_some_rows_and_columns_are_read_as_from_memory(self, tables: Tables, papers: set[str]) -> None:
        with TemporaryDirectory() as folder:
            write_tables(tables, Path(folder) / "tables")
            for held in (tables, scan(folder)):
                links = only(held.links, "paper_id", frozenset(papers))
                assert list(links) == [row for row in tables.links if row.paper_id in papers]
                assert list(pick(links, "entity_id", "paper_id")) == [
                    (row.entity_id, row.paper_id) for row in tables.links if row.paper_id in papers
                ]
                related = only(only(held.related, "paper_a", frozenset(papers)), "paper_b", PaperRange("paper/c"))
                assert list(related) == [
                    row for row in tables.related if row.paper_a in papers and row.paper_b >= "paper/c"
                ]
                assert list(pick(held.pages, "url")) == [(row.url,) for row in tables.pages]

    @settings(deadline=None)
    @given(
        some_tables(), st.lists(st.sampled_from([f"paper/{word}0" for word in WORDS]), unique=True), st.integers(0, 6)
    )
    def test_divided_tables_have_the_rows_of_their_papers(self, tables: Tables, papers: list[str], first: int) -> None:
        with TemporaryDirectory() as folder:
            write_tables(tables, Path(folder) / "tables")
            parts = [papers[:first], papers[first:]]
            for part, divided in zip(parts, divide(folder, parts, Path(folder) / "divided"), strict=True):
                some = load(divided)
                for name in ("papers", "links", "mentions", "pages", "references"):
                    rows = getattr(tables, name)
                    assert getattr(some, name) == [row for row in rows if row.paper_id in part]
                assert some.related == [row for row in tables.related if row.paper_a in part and row.paper_b in part]
                assert some.entities == tables.entities

    @pytest.mark.parametrize(("first", "second"), [("paper/cup", "paper/forge"), ("paper/anvil", "paper/cup")])
    def test_a_paper_that_is_not_there_is_in_a_range_and_named(self, first: str, second: str, tmp_path: Path) -> None:
        papers = [PaperRow(f"paper/{word}", word, "", [], None, "", "", [], 0, 0.0, 0.0) for word in WORDS]
        write_tables(Tables(papers, [], [], [], [RelatedRow(first, second, 1.0, [])], []), tmp_path / "tables")
        with pytest.raises(OutputError, match="rows of 'paper/cup' do not follow the table papers"):
            joined(graph_parts(paper_ranges(tmp_path, 2)), tmp_path)

    def test_no_papers_are_one_range(self, tmp_path: Path) -> None:
        write_tables(Tables([], [], [], [], [], []), tmp_path / "tables")
        assert paper_ranges(tmp_path, 5) == [EVERY_PAPER]


@settings(deadline=None, max_examples=10)
@given(some_tables())
def test_every_view_and_page_is_the_same_from_tables_on_disk(tables: Tables) -> None:
    with TemporaryDirectory() as folder:
        write_tables(tables, Path(folder) / "tables")
        for lines in VIEW_FORMATS.values():
            assert list(lines(make_view(scan(folder)))) == list(lines(make_view(tables)))
        for files in TABLE_FORMATS.values():
            scanned, held = files(make_view(scan(folder))), files(make_view(tables))
            assert {name: list(rows) for name, rows in scanned.items()} == {
                name: list(rows) for name, rows in held.items()
            }
        assert {*VIEW_FORMATS, *TABLE_FORMATS} < {*FORMATS}
        for name, rows in (("one", tables), ("other", scan(folder))):
            (Path(folder) / name).mkdir()
            write_html(rows, Path(folder) / name / "graph.html", title="Forges", min_papers=2)
        assert contents(Path(folder) / "one") == contents(Path(folder) / "other")


@pytest.fixture(scope="module")
def tables_folder(big: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_tables(big, folder / "tables")
    return folder / "tables"


@pytest.fixture
def build(tables_folder: Path, tmp_path: Path) -> Path:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "tables").symlink_to(tables_folder)
    return tmp_path / "build"


class TestProcesses:
    def test_any_number_of_them_writes_what_is_written_in_one_go(
        self,
        big: Tables,
        build: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(outputs, "_PAPERS_A_PIECE", 900)
        write_outputs(build, run=RUN, title="Crafts", min_papers=2, jobs=1)
        one = {name: found for name, found in contents(build).items() if not name.startswith("tables")}
        write_graph(big, tmp_path / "graph.ttl")
        write_evidence(big, tmp_path / "evidence.ttl", RUN)
        write_html(big, tmp_path / "graph.html", title="Crafts", min_papers=2)
        for name in ("graph.ttl", "evidence.ttl", "graph.html", "graph/smaller.html"):
            assert one[name] == (tmp_path / name).read_bytes()
        for name in one:
            (build / name).unlink()
        write_outputs(build, run=RUN, title="Crafts", min_papers=2, jobs=2)
        assert {name: found for name, found in contents(build).items() if not name.startswith("tables")} == one

    def test_one_that_dies_is_told_of_and_leaves_nothing(self, build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def half(_: Path, folder: Path) -> None:
            (folder / "graph.ttl").write_text("half")

        def die(*_: Path) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr(outputs, "_pieces", lambda *_, **__: iter([half, die]))
        with pytest.raises(EngineError, match="one of 2 worker processes died"):
            write_staged(build, build.parent / "out")
        assert not (build.parent / "out").exists()

    def test_a_full_disk_is_told_of_as_the_folder_that_people_know(
        self, build: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: Path) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(outputs, "_pieces", lambda *_, **__: iter([full, full]))
        with pytest.raises(OutputError, match=r"/out: cannot be written to \(No space left on device\)"):
            write_staged(build, build.parent / "out")
        assert not (build.parent / "out").exists()


def write_staged(build: Path, out: Path) -> None:
    """Write what is made of the tables of a build into a folder of its own, whole or not at all."""
    with staged(out, last="README.md") as new:
        (new / "tables").symlink_to(build / "tables")
        write_outputs(new, run=RUN, title="Crafts", min_papers=2, jobs=2)
