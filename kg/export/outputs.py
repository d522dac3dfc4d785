"""All that is made of the tables of a build, in pieces that several processes write at the same time.

A piece writes files into a folder of its own. What several pieces write under one name is put together in their order,
so that the outputs are the same bytes however many processes there are.
"""

import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.engine.processes import map_in_processes, worthwhile_processes
from kg.export.graphml import write_graphml
from kg.export.html import AtlasPlan, Leaf, is_atlas, plan_atlas, write_html, write_leaves, write_overview
from kg.export.turtle import Part, evidence_parts, graph_parts, write_parts
from kg.model import Run
from kg.tables import EVERY_PAPER, divide, load, paper_ranges, scan

__all__ = ["write_outputs"]

_PAGE = "graph.html"
_PAPERS_A_PIECE = 8_000
_PAGE_PAPERS_A_PIECE = 8_000
_WORTH_A_PROCESS = 1_000
"""Papers whose outputs take about as long as a process takes to start."""

Piece = Callable[[Path, Path], None]
"""Writes files into the second folder, of the tables of the build in the first."""


def write_outputs(build: Path, *, run: Run, title: str, min_papers: int, jobs: int | None = None) -> None:
    """Write Turtle, GraphML, the pages and what explains them into the folder `build`, which holds the tables.

    `title` is that of the page, which opens with the entities that join at least `min_papers` papers. `jobs` is how
    many processes write (without it, one a processor); a small graph is left to this one.

    Raises OutputError where the tables are not what they should be, EngineError where a process dies.
    """
    jobs = worthwhile_processes(jobs, len(scan(build).papers), worth_a_process=_WORTH_A_PROCESS)
    with TemporaryDirectory(dir=build) as aside:
        pieces = _pieces(build, Path(aside) / "divided", run=run, title=title, min_papers=min_papers)
        numbered = enumerate(pieces)
        work = (partial(_write, piece, build, Path(aside) / str(number)) for number, piece in numbered)
        with closing(_done(work, jobs)) as written:
            for folder in written:
                _join(folder, build)
    explained = files(__package__).joinpath("outputs.md").read_text(encoding="utf-8")
    (build / "README.md").write_text(explained, encoding="utf-8")


def _pieces(build: Path, divided: Path, *, run: Run, title: str, min_papers: int) -> Iterator[Piece]:
    """Yield what takes longest first, and what must be planned first, which takes a while, at the end.

    The tables of the pages of communities are put into the folder `divided`.
    """
    ranges = paper_ranges(build, _PAPERS_A_PIECE)
    yield _write_graphml
    for parts in zip_longest(evidence_parts(run, ranges), graph_parts(ranges)):
        yield partial(_write_turtle, parts=parts)
    tables = scan(build)
    if not is_atlas(tables, min_papers=min_papers):
        yield partial(_write_page, title=title, min_papers=min_papers)
        return
    plan = plan_atlas(tables, _PAGE, title=title, min_papers=min_papers)
    yield partial(_write_overview, plan=plan)
    pages = list(_together(plan.leaves))
    papers = [[paper for leaf in leaves for paper in leaf.papers] for leaves in pages]
    for leaves, tables_of in zip(pages, divide(build, papers, divided), strict=True):
        yield partial(_write_leaves, tables_of=tables_of, plan=replace(plan, leaves=()), leaves=leaves)


def _write_graphml(build: Path, folder: Path) -> None:
    write_graphml(scan(build), folder / "graph.graphml")


def _write_turtle(build: Path, folder: Path, *, parts: Sequence[Part | None]) -> None:
    """Write a part of the evidence and one of the graph, both of the same papers, which are read once."""
    papers = next(part.papers for part in parts if part)
    tables = scan(build, papers)
    if papers != EVERY_PAPER:
        tables = replace(tables, papers=list(tables.papers))
    for name, part in zip(("evidence.ttl", "graph.ttl"), parts, strict=True):
        if part:
            write_parts([part], tables, folder / name)


def _write_page(build: Path, folder: Path, *, title: str, min_papers: int) -> None:
    write_html(load(build), folder / _PAGE, title=title, min_papers=min_papers)


def _write_overview(build: Path, folder: Path, *, plan: AtlasPlan) -> None:
    write_overview(scan(build), plan, folder)


def _write_leaves(_: Path, folder: Path, *, tables_of: Path, plan: AtlasPlan, leaves: Sequence[Leaf]) -> None:
    write_leaves(scan(tables_of), plan, leaves, folder)


def _together(leaves: Iterable[Leaf]) -> Iterator[list[Leaf]]:
    """Yield leaves, a few at a time: as many as make it worth to divide the tables for them."""
    waiting: list[Leaf] = []
    for leaf in leaves:
        waiting.append(leaf)
        if sum(len(each.papers) for each in waiting) >= _PAGE_PAPERS_A_PIECE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _done(work: Iterable[Callable[[], Path]], jobs: int) -> Generator[Path]:
    """Yield what each of the pieces of work gives, in their order; none has to wait until those before are done."""
    if jobs > 1:
        return map_in_processes(_call, work, jobs=jobs, ahead=None)
    return (_call(each) for each in work)


def _call(work: Callable[[], Path]) -> Path:
    return work()


def _write(piece: Piece, build: Path, folder: Path) -> Path:
    folder.mkdir()
    piece(build, folder)
    return folder


def _join(folder: Path, build: Path) -> None:
    """Move the files in `folder` into the build, each to the end of the one of its name, where there is one."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        target = build / path.relative_to(folder)
        if target.exists():
            with path.open("rb") as more, target.open("ab") as whole:
                shutil.copyfileobj(more, whole)
            path.unlink()
        else:
            target.parent.mkdir(exist_ok=True)
            path.rename(target)
