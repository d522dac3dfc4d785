"""Building again: nothing twice, nothing where nothing changed, and new papers as if they had been there before."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_build import LISTING, RECORDS, differences

import kg.built
import kg.request
from kg.built import find_unchanged, read_build
from kg.cli import main
from kg.errors import InputError, OutputError
from kg.extract import Extraction, extract
from kg.model import Paper
from kg.overrules import Overrules, load_overrules
from kg.pipeline import add, build
from kg.request import Request
from kg.settings import Settings

FAST = Settings(fast=True)
HEAVY = {
    "duckdb",
    "ibis",
    "igraph",
    "keybert",
    "networkx",
    "onnxruntime",
    "pandas",
    "rdflib",
    "rich",
    "scipy",
    "sklearn",
}
UNCHANGED = "import sys; from kg.cli import main; main(sys.argv[1:], standalone_mode=False); print(*sys.modules)"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder of two files of papers."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "dump.txt").write_text(LISTING, encoding="utf-8")
    (folder / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    return folder


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The titles of the papers that are extracted, as they are, with nothing kept from before."""
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    titles: list[str] = []

    def counted(papers: Sequence[Paper], **options: object) -> list[Extraction]:
        titles.extend(paper.title for paper in papers)
        return extract(papers, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("kg.pipeline.extract", counted)
    return titles


def test_nothing_changed_and_nothing_is_written(papers: Path, tmp_path: Path, extracted: list[str]) -> None:
    out, stages = tmp_path / "out", list[str]()
    first = build([papers], out, settings=FAST)
    assert len(extracted) == len(first.tables.papers)
    written = {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))}
    (papers / "dump.txt").touch()
    again = build([papers / "records.jsonl", papers / "dump.txt"], out, settings=FAST, on_stage=stages.append)
    assert (first.is_unchanged, again.is_unchanged, stages) == (False, True, [])
    assert again.tables == first.tables
    assert {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))} == written


def edit_input(papers: Path, out: Path) -> None:
    with (papers / "records.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"title": "A tide gauge"}\n')


CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "an input": edit_input,
    "one input more": lambda papers, out: (papers / "more.jsonl").write_text('{"title": "A tide gauge"}\n'),
    "one input more that no reader knows": lambda papers, out: (papers / "more.bin").write_bytes(b"\0\1\2" * 9),
    "an input less": lambda papers, out: (papers / "dump.txt").unlink(),
    "the name of an input": lambda papers, out: (papers / "dump.txt").rename(papers / "other.txt"),
    "an output": lambda papers, out: (out / "graph.ttl").write_bytes(b"\n"),
    "an output gone": lambda papers, out: (out / "tables" / "links.parquet").unlink(),
    "the manifest": lambda papers, out: (out / "manifest.json").write_text(
        (out / "manifest.json").read_text(encoding="utf-8").replace('"papers": 5', '"papers": 6'), encoding="utf-8"
    ),
    "the manifest cut": lambda papers, out: os.truncate(out / "manifest.json", 100),
    "the manifest gone": lambda papers, out: (out / "manifest.json").unlink(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_noticed_and_papers_are_not_extracted_twice(
    what: str, papers: Path, tmp_path: Path, extracted: list[str]
) -> None:
    out, alone = tmp_path / "out", tmp_path / "alone"
    build([papers], out, settings=FAST)
    assert find_unchanged(Request.make([papers], settings=FAST), out)
    CHANGES[what](papers, out)
    assert not find_unchanged(Request.make([papers], settings=FAST), out)
    extracted.clear()
    assert not build([papers], out, settings=FAST).is_unchanged
    assert set(extracted) <= {"A tide gauge", "FogSieve: vision transformers for boats in fog"}
    build([papers], alone, settings=FAST, cache=False)
    assert differences(out, alone) == set()


def test_another_request_is_noticed(papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    build([papers], out, settings=FAST)
    own = load_overrules()
    for other in (
        Request.make([papers]),
        Request.make([papers], settings=Settings(fast=True, seed=8)),
        Request.make([papers], settings=FAST, format="listing"),
        Request.make([papers], settings=FAST, overrules=Overrules({"vit": "Vitreous"}, own.not_same, own.stop)),
        Request.make([papers / "dump.txt"], settings=FAST),
    ):
        assert not find_unchanged(other, out)
    assert find_unchanged(Request.make(papers, settings=FAST), out)
    monkeypatch.setattr(kg.request, "kg_fingerprint", lambda: "another version")
    assert not find_unchanged(Request.make(papers, settings=FAST), out)


def test_a_file_that_was_skipped_in_its_folder_has_to_be_readable_when_it_is_named(
    papers: Path, tmp_path: Path
) -> None:
    (papers / "odd.bin").write_bytes(b"\0\1\2" * 9)
    build([papers], tmp_path / "out", settings=FAST)
    assert build([papers], tmp_path / "out", settings=FAST).is_unchanged
    with pytest.raises(InputError, match=r"odd\.bin: no reader knows this file"):
        build([papers, papers / "odd.bin"], tmp_path / "out", settings=FAST)


def test_papers_are_known_again_in_another_folder_and_under_another_name(
    papers: Path, tmp_path: Path, extracted: list[str]
) -> None:
    build([papers], tmp_path / "out", settings=FAST)
    extracted.clear()
    (tmp_path / "copy").mkdir()
    shutil.copy(papers / "dump.txt", tmp_path / "copy" / "same.txt")
    shutil.copy(papers / "records.jsonl", tmp_path / "copy")
    build([tmp_path / "copy"], tmp_path / "new", settings=FAST)
    assert extracted == []
    build([papers], tmp_path / "new", settings=FAST, cache=False)
    assert len(extracted) == 5


def test_a_build_that_is_stopped_goes_on_where_it_was(papers: Path, tmp_path: Path, extracted: list[str]) -> None:
    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    one_by_one, heard = Settings(fast=True, min_score=0.41, batch_size=1), list[tuple[int, int]]()
    with pytest.raises(KeyboardInterrupt):
        build([papers], tmp_path / "out", settings=one_by_one, on_progress=stop)
    assert len(extracted) == 3
    build([papers], tmp_path / "out", settings=one_by_one, on_progress=lambda *told: heard.append(told))
    assert len(extracted) == len(set(extracted)) == 5
    assert heard == [(3, 5), (4, 5), (5, 5)]


def test_unchanged_is_said_at_once(papers: Path, tmp_path: Path) -> None:
    arguments = ["build", str(papers), "-o", str(tmp_path / "out"), "--fast"]
    made = CliRunner().invoke(main, arguments)
    again = CliRunner().invoke(main, arguments)
    assert (made.exit_code, again.exit_code, again.stderr) == (0, 0, "")
    first, second, *rest = again.stdout.splitlines()
    assert second.startswith("unchanged, nothing was to be done: open ")
    assert [first, *rest] == [line for line in made.stdout.splitlines() if not line.startswith("written to ")]
    done = subprocess.run([sys.executable, "-c", UNCHANGED, *arguments], capture_output=True, text=True, check=True)
    modules = done.stdout.splitlines()[-1].split()
    assert "kg.built" in modules
    assert not HEAVY & {name.split(".")[0] for name in modules}
    assert CliRunner().invoke(main, [*arguments, "-q"]).output == ""
    assert "unchanged, nothing" not in CliRunner().invoke(main, [*arguments, "--no-cache"]).output


def test_added_papers_are_as_if_they_had_been_there_before(papers: Path, tmp_path: Path, extracted: list[str]) -> None:
    more = tmp_path / "elsewhere" / "more.jsonl"
    more.parent.mkdir()
    more.write_text('{"title": "A tide gauge of moss", "abstract": "Graph neural networks (GNNs) on GLUE."}\n')
    settings = Settings(fast=True, seed=3, related_per_paper=2)
    own = load_overrules()
    overrules = Overrules({"vit": "Vitreous"}, own.not_same | {frozenset(["moss", "fog"])}, frozenset(["glue"]))
    options = {"settings": settings, "overrules": overrules}
    build([papers / "dump.txt"], tmp_path / "out", **options)  # type: ignore[arg-type]
    add([papers / "records.jsonl"], tmp_path / "out")
    extracted.clear()
    made = add(more, tmp_path / "out")
    assert extracted == ["A tide gauge of moss"]
    assert len(made.tables.papers) == 6
    assert made.tables.papers[0].sources == ["elsewhere/more.jsonl"]
    everything = [more, papers / "records.jsonl", papers / "dump.txt"]
    build(everything, tmp_path / "all", **options, cache=False)  # type: ignore[arg-type]
    assert differences(tmp_path / "out", tmp_path / "all") == set()
    assert add(more, tmp_path / "out").is_unchanged
    assert build(everything, tmp_path / "out", **options).is_unchanged  # type: ignore[arg-type]


def test_added_is_to_what_the_folders_hold_now(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "more.jsonl").write_text('{"title": "A tide gauge"}\n')
    build([papers], tmp_path / "out", settings=FAST)
    edit_input(papers, tmp_path)
    (papers / "new.jsonl").write_text('{"title": "A weather vane"}\n')
    made = add([tmp_path / "more.jsonl"], tmp_path / "out")
    assert {"A tide gauge", "A weather vane"} <= {paper.title for paper in made.tables.papers}
    build([papers, tmp_path / "more.jsonl"], tmp_path / "all", settings=FAST, cache=False)
    assert differences(tmp_path / "out", tmp_path / "all") == set()


def test_a_build_and_its_papers_may_move_together(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    papers.rename(tmp_path / "here" / "papers")
    monkeypatch.chdir(tmp_path / "here")
    build("papers", "out", settings=FAST)
    (tmp_path / "here").rename(tmp_path / "there")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "more.jsonl").write_text('{"title": "A tide gauge"}\n')
    assert len(add("more.jsonl", "there/out").tables.papers) == 6


def test_nothing_can_be_added_to_what_is_not_there(papers: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="holds no build; make one first"):
        add([papers], tmp_path / "none")
    assert not (tmp_path / "none").exists()
    build([papers / "dump.txt"], tmp_path / "out", settings=FAST)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    (papers / "dump.txt").rename(papers / "moved.txt")
    with pytest.raises(
        InputError, match=r"was built of .*/papers/dump\.txt, which is gone; put it back, or build again"
    ):
        add([papers / "records.jsonl"], tmp_path / "out")
    (papers / "moved.txt").rename(papers / "dump.txt")
    with pytest.raises(InputError, match="missing: no such file or folder"):
        add([tmp_path / "missing"], tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    del manifest["asked"]
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(OutputError, match="does not say what was built"):
        add([papers / "records.jsonl"], tmp_path / "out")
    with pytest.raises(OutputError, match="does not say what was built"):
        _ = read_build(tmp_path / "out").request


def test_add_on_the_command_line(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert CliRunner().invoke(main, ["build", str(papers / "dump.txt"), "-o", str(out), "--fast", "-q"]).exit_code == 0
    added = CliRunner().invoke(main, ["add", str(papers / "records.jsonl"), "-o", str(out), "-j", "1"])
    assert added.stdout.startswith("5 papers of 6 records in 2 files")
    assert added.stdout.splitlines()[-1] == "+3 papers, 1 new files"
    build([papers], tmp_path / "all", settings=FAST, cache=False)
    assert differences(out, tmp_path / "all") == set()
    edit_input(papers, out)
    changed = CliRunner().invoke(main, ["add", str(papers / "dump.txt"), "-o", str(out)])
    assert changed.stdout.splitlines()[-1] == "+1 papers, 1 new files; no longer what they were: records.jsonl"
    refused = CliRunner().invoke(main, ["add", str(papers), "-o", str(tmp_path / "none")])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert (
        refused.stderr == f"kg: {tmp_path}/none: holds no build; make one first: kg build PATH... -o {tmp_path}/none\n"
    )


def test_the_cache_tells_of_itself_and_is_cleared(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    build([papers], tmp_path / "out", settings=FAST)
    assert CliRunner().invoke(main, ["cache"]).stdout.startswith(f"{tmp_path}/cache: 5 kept, 0.")
    assert CliRunner().invoke(main, ["cache", "--clear"]).stdout.startswith(f"{tmp_path}/cache: 0 kept, 0.0")
    build([papers], tmp_path / "other", settings=FAST, cache=False)
    assert CliRunner().invoke(main, ["cache"]).stdout.startswith(f"{tmp_path}/cache: 0 kept")


def test_a_damaged_cache_is_told_of_and_changes_nothing(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    build([papers], tmp_path / "out", settings=FAST)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(b"moss" * 9999)
    (tmp_path / "out" / "graph.ttl").unlink()
    told = CliRunner().invoke(main, ["build", str(papers), "-o", str(tmp_path / "out"), "--fast"])
    assert f"kg: the cache {file} is damaged (file is not a database): it is made anew\n" in told.stderr
    build([papers], tmp_path / "alone", settings=FAST, cache=False)
    assert differences(tmp_path / "out", tmp_path / "alone") == set()
    assert CliRunner().invoke(main, ["cache"]).stdout.startswith(f"{tmp_path}/cache: 5 kept")
