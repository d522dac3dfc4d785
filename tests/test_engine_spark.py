"""Spark: the same tables as on one machine, on a real cluster, and when a worker is killed in the middle.

Where papers are read from and what is written in parts stands in `test_spark_*.py`.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from spark_cluster import Cluster, answer, cluster, free_port, kill, until

from kg.export.ntriples import ntriples_lines
from kg.tables import SCHEMAS

ROOT = Path(__file__).parent.parent
UI_PORT = free_port()

needs_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: make spark")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2, ui_port=UI_PORT) as started:
        yield started


@pytest.fixture(scope="module")
def listings_on_one_machine(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("local")
    wait(build_process([corpus / "listings"], out, "--engine", "local"))
    return out


def build_process(
    paths: Sequence[Path], out: Path, *options: str, environment: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        "from kg.cli import main; main()",
        "build",
        *map(str, paths),
        "-o",
        str(out),
        "--no-cache",
    ]
    return subprocess.Popen(
        [*command, *options], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def wait(process: subprocess.Popen[str]) -> str:
    printed, _ = process.communicate(timeout=600)
    assert process.returncode == 0, printed
    return printed


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / "tables" / f"{name}.parquet").read_bytes() for name in SCHEMAS}


@needs_spark
def test_local_spark_gives_the_same_tables(example_build: Path, tmp_path: Path) -> None:
    wait(build_process([ROOT / "examples"], tmp_path / "out", "--engine", "spark", "--master", "local[2]"))
    assert tables(tmp_path / "out") == tables(example_build)


@needs_spark
def test_a_cluster_gives_the_same_tables_and_all_statements(
    running: Cluster, corpus: Path, listings_on_one_machine: Path, tmp_path: Path
) -> None:
    options = ("--engine", "spark", "--master", running.master, "--parts", str(tmp_path / "parts"))
    wait(build_process([corpus / "listings"], tmp_path / "out", *options, environment=running.environment))
    assert tables(tmp_path / "out") == tables(listings_on_one_machine)
    written = [file.read_text(encoding="utf-8").splitlines() for file in (tmp_path / "parts").glob("*.nt/part-*")]
    exported = set(ntriples_lines(listings_on_one_machine))
    assert sum(map(len, written)) == len(exported)
    assert set().union(*written) == exported


@needs_spark
def test_a_worker_killed_in_the_middle_changes_nothing(running: Cluster, example_build: Path, tmp_path: Path) -> None:
    options = ("--engine", "spark", "--master", running.master, "--set", "batch_size=4")
    building = build_process([ROOT / "examples"], tmp_path / "out", *options, environment=running.environment)
    try:
        until(_is_in_the_middle, "the middle of the extraction")
        kill(running.workers[0])
        wait(building)
    finally:
        building.kill()
    assert tables(tmp_path / "out") == tables(example_build)
    states = [worker["state"] for worker in answer(running.page)["workers"]]
    assert states.count("ALIVE") == 1


def _is_in_the_middle() -> bool | None:
    """Tell whether tasks of a stage that several tasks make are done, and others run."""
    applications = answer(f"http://127.0.0.1:{UI_PORT}/api/v1/applications") or ()
    for application in applications:
        stages = answer(f"http://127.0.0.1:{UI_PORT}/api/v1/applications/{application['id']}/stages?status=active")
        if any(stage["numCompleteTasks"] > 0 and stage["numTasks"] > 3 for stage in stages or ()):
            return True
    return None
