"""Extraction in processes: the same results, in order; they end with the build; progress is told."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.cli.progress import Lines
from kg.engine import LocalEngine
from kg.engine.processes import started
from kg.errors import EngineError, InputError

KG = str(Path(sys.executable).with_name("kg"))
PATIENCE = 300.0


def squared(numbers: Sequence[int]) -> list[tuple[int, int]]:
    return [(number * number, os.getpid()) for number in numbers]


def sizes(numbers: Sequence[int]) -> list[int]:
    return [len(numbers)] * len(numbers)


def slower_at_first(numbers: Sequence[int]) -> list[int]:
    time.sleep(0.3 if 0 in numbers else 0)
    return list(numbers)


def dies_at_seven(numbers: Sequence[int]) -> list[int]:
    if 7 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(numbers)


def refuses_seven(numbers: Sequence[int]) -> list[int]:
    if 7 in numbers:
        raise InputError("seven is not liked")
    return list(numbers)


def note_and_wait(file: Path) -> None:
    aside = file.with_suffix(".new")
    aside.write_text(str(os.getpid()))
    aside.rename(file)
    time.sleep(PATIENCE)


def test_results_come_in_order_from_several_processes() -> None:
    made = list(LocalEngine(workers=2).map_batches(squared, range(40), size=3))
    assert [square for square, _ in made] == [number * number for number in range(40)]
    processes = {process for _, process in made}
    assert len(processes) <= 2
    assert os.getpid() not in processes
    assert list(LocalEngine(workers=2).map_batches(slower_at_first, range(9), size=1)) == list(range(9))


def test_this_process_has_other_things_to_do_while_others_start() -> None:
    done = list[int]()
    made = LocalEngine(workers=2).map_batches(squared, range(40), size=3, meanwhile=lambda: done.append(os.getpid()))
    assert not done
    next(made)
    assert done == [os.getpid()]
    assert len(list(made)) == 39
    assert done == [os.getpid()]


def test_batches_are_small_enough_to_keep_all_processes_at_work() -> None:
    assert max(LocalEngine(workers=2).map_batches(sizes, range(320), size=100)) == 10
    assert max(LocalEngine(workers=2).map_batches(sizes, range(320), size=4)) == 4


@pytest.mark.parametrize(("workers", "count", "worth"), [(1, 40, 1), (2, 40, 21), (2, 3, 1), (2, 0, 1)])
def test_few_items_are_left_to_this_process(workers: int, count: int, worth: int) -> None:
    made = LocalEngine(workers=workers).map_batches(squared, range(count), size=3, worth_a_process=worth)
    assert list(made) == [(number * number, os.getpid()) for number in range(count)]


def test_a_process_that_dies_is_an_error_and_what_came_before_stands() -> None:
    made, before = LocalEngine(workers=2).map_batches(dies_at_seven, range(100), size=1), list[int]()
    with pytest.raises(EngineError, match=r"one of 2 worker processes died, .* memory .* a lower --jobs"):
        before.extend(made)
    assert before == list(range(len(before)))
    assert len(before) <= 7


def test_an_error_in_a_process_is_that_error() -> None:
    with pytest.raises(InputError, match="seven is not liked"):
        list(LocalEngine(workers=2).map_batches(refuses_seven, range(100), size=1))


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_is_started_in_a_process_of_its_own_where_there_may_be_two(jobs: int) -> None:
    with started(partial(squared, [1, 2]), jobs=jobs) as result:
        made = result()
    assert [square for square, _ in made] == [1, 4]
    assert (made[0][1] == os.getpid()) == (jobs == 1)


def test_what_was_started_ends_with_what_it_is_for(tmp_path: Path) -> None:
    def give_up() -> None:
        with started(partial(note_and_wait, tmp_path / "pid"), jobs=2):
            wait_until((tmp_path / "pid").exists)
            raise InputError("no more")

    with pytest.raises(InputError, match="no more"):
        give_up()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_error_of_what_was_started_is_that_error() -> None:
    with started(partial(refuses_seven, [7]), jobs=2) as refused, pytest.raises(InputError, match="seven is not"):
        refused()
    with (
        pytest.raises(EngineError, match="the worker process died"),
        started(partial(dies_at_seven, [7]), jobs=2) as died,
    ):
        died()


LOADED = """
import sys
from kg.engine import LocalEngine
from kg.extract import extract
from kg.model import Paper
from kg.settings import Settings

def loaded(papers):
    extract(papers, settings=settings)
    return [sorted({name.partition(".")[0] for name in sys.modules})] * len(papers)

settings = Settings(fast=sys.argv[1] == "fast")
papers = [Paper(paper_id, "Fog in vision transformers", "We use ImageNet.") for paper_id in ("paper/a", "paper/b")]
print(*next(LocalEngine(workers=2).map_batches(loaded, papers, size=1)))
"""


@pytest.mark.parametrize(
    ("mode", "heavy"),
    [
        ("fast", {"duckdb", "ibis", "igraph", "keybert", "openpyxl", "pandas", "pyarrow", "rdflib", "sklearn"}),
        ("full", {"duckdb", "ibis", "igraph", "openpyxl", "rdflib"}),
    ],
)
def test_a_process_that_extracts_imports_nothing_else(mode: str, heavy: set[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, mode], stdout=subprocess.PIPE, text=True, check=True, cwd=tmp_path
    )
    loaded = set(done.stdout.split())
    assert {"loky", "onnxruntime"} <= loaded
    assert not loaded & heavy


def test_reading_imports_the_packages_of_a_format_where_it_is_read(tmp_path: Path) -> None:
    script = "import sys, kg.read; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=True, cwd=tmp_path)
    assert not set(done.stdout.split()) & {"markdown_it", "numpy", "openpyxl", "pyarrow", "pypdf"}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A file of papers that keep two processes busy for a while."""
    file = tmp_path / "many.jsonl"
    abstract = (
        "We propose a vision transformer (ViT) for fog, with knowledge distillation, on ImageNet and CIFAR-10. " * 12
    )
    with file.open("w", encoding="utf-8") as lines:
        for number in range(3000):
            lines.write(json.dumps({"title": f"Fog number {number}", "abstract": f"{abstract} {number}"}) + "\n")
    return file


@pytest.fixture
def running(many: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A build whose two worker processes are at work, in a process group of its own."""
    command = [KG, "build", str(many), "-o", str(tmp_path / "out"), "--fast", "-j", "2"]
    environment = os.environ | {"KG_CACHE": str(tmp_path / "cache")}
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        process_group=0,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whoever runs the tests may ignore it
    ) as process:
        wait_until(lambda: kept(tmp_path / "cache") > 0)
        assert len(group(process.pid)) >= 3
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def group(leader: int) -> set[int]:
    """Return the living processes of a process group."""
    found = set()
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            state, _, process_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            if state not in "ZX" and int(process_group) == leader:
                found.add(int(entry.name))
    return found


def kept(cache: Path) -> int:
    told = CliRunner().invoke(main, ["cache"], env={"KG_CACHE": str(cache)}).stdout
    found = re.search(r": ([\d,]+) kept", told)
    assert found
    return int(found[1].replace(",", ""))


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_an_interrupt_ends_all_at_once_and_loses_nothing(running: subprocess.Popen[str], tmp_path: Path) -> None:
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    assert [line for line in told.splitlines() if not line.startswith("  ")] == [
        "read ...",
        "extract ...",
        "kg: stopped; what was there is as it was, and what was extracted is kept",
    ]
    wait_until(lambda: group(running.pid) == set())
    assert 0 < kept(tmp_path / "cache") < 3000
    assert not (tmp_path / "out").exists()


def test_no_process_outlives_a_build_that_is_killed(running: subprocess.Popen[str], tmp_path: Path) -> None:
    running.kill()
    running.wait(PATIENCE)
    wait_until(lambda: group(running.pid) == set())
    assert 0 < kept(tmp_path / "cache") < 3000


def test_a_worker_that_is_killed_is_named_and_loses_nothing(running: subprocess.Popen[str], tmp_path: Path) -> None:
    worker = max(group(running.pid) - {running.pid}, key=lambda process: cpu_time(process))
    os.kill(worker, signal.SIGKILL)
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert told.splitlines()[-1].startswith("kg: one of 2 worker processes died")
    assert "Traceback" not in told
    wait_until(lambda: group(running.pid) == set())
    assert kept(tmp_path / "cache") > 0


def cpu_time(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    (tmp_path / "few.jsonl").write_text('{"title": "Fog and moss", "abstract": "A vision transformer."}\n')
    ours, theirs = pty.openpty()
    command = [KG, "build", str(tmp_path / "few.jsonl"), "-o", str(tmp_path / "out"), "--fast"]
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):
            while part := os.read(ours, 4096):
                shown += part
        assert process.stdout
        assert process.stdout.read().startswith("1 papers of 1 records")
    os.close(ours)
    assert process.returncode == 0
    last = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode()).splitlines()[-6:]
    assert [line.split()[0] for line in last] == ["read", "extract", "resolve", "relate", "measure", "export"]
    assert "━" in last[1]
    assert last[1].rstrip().endswith("1/1")


def test_a_log_gets_plain_lines_with_rate_and_remaining_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1000.0
    monkeypatch.setattr("kg.cli.progress.time.monotonic", lambda: now)
    with Lines() as progress:
        progress.stage("extract")
        progress.papers(1000, 9000)
        for done in range(1100, 9001, 100):
            now += 4
            progress.papers(done, 9000)
        progress.notice("the fog is thick")
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == [
        "extract ...",
        "  1,000 of 9,000 papers are kept from before",
        "  1,800 of 9,000 papers, 25.0 a second, 5 min left",
    ]
    assert len(lines) == 2 + 9 + 1
    assert lines[-1] == "kg: the fog is thick"
