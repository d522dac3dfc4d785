"""Measure a build on Spark beside one by the embedded engine, in one run, on the same papers.

    KG_CORPUS=... python benchmarks/spark.py [PATH] [--fast]

Without PATH the listings of KG_CORPUS are built, without KG_CORPUS the example papers. Spark is `local[2]`, the
embedded engine has two processes; each row is a `kg` command in a process of its own, the builds with nothing kept from
before. Printed is a table in Markdown: the seconds that passed, those of processors (of Java and of Python's workers
too), and whether the tables are, byte for byte, those of the embedded engine. The last rows are N-Triples of the build
in one file, beside tables and N-Triples in parts by Spark, and whether the statements are the same.
"""

import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.read import read_papers
from kg.tables import SCHEMAS

ROOT = Path(__file__).parent.parent
KG = Path(sys.executable).with_name("kg")
PR_SET_CHILD_SUBREAPER = 36
SPARK = ("--engine", "spark", "--master", "local[2]")


def main() -> None:
    """Print what a build costs by either engine, and what its parts cost."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # Java outlives `kg` for a moment, its time has to come here
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    papers = Path(paths[0]) if paths else _default_path()
    print(f"{len(read_papers([papers]).papers):,} papers {' '.join(options)}\n")
    print("| | seconds | of processors | the same |\n|---|--:|--:|---|")
    with tempfile.TemporaryDirectory() as folder:
        embedded, spark, parts = (Path(folder) / name for name in ("embedded", "spark", "parts"))
        exported = Path(folder) / "exported.nt"
        build = ["build", str(papers), "-q", *options]
        _measured("embedded, two processes", folder, [*build, "-o", str(embedded), "--no-cache", "--jobs", "2"])
        _measured("Spark, local[2]", folder, [*build, "-o", str(spark), *SPARK, "--no-cache"], end="")
        print(f" {_said(_tables(spark) == _tables(embedded))} |", flush=True)
        _measured(
            "N-Triples in one file",
            folder,
            ["export", "-o", str(spark), "--format", "ntriples", "--out", str(exported)],
        )
        _measured("all in parts, Spark", folder, [*build, "-o", str(spark), *SPARK, "--parts", str(parts)], end="")
        print(f" {_said(_statements(*parts.glob('*.nt/part-*')) == _statements(exported))} |")


def _measured(what: str, folder: str, command: list[str], *, end: str = " |\n") -> None:
    """Run a command and print its row, but for the last cell where `end` is not that of a row."""
    start, before = time.perf_counter(), _of_processors()
    subprocess.run(
        [str(KG), *command],
        check=True,
        env=os.environ | {"KG_CACHE": f"{folder}/cache", "OMP_NUM_THREADS": "1"},
        stderr=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - start
    _wait_for_orphans()
    print(f"| {what} | {seconds:.1f} | {_of_processors() - before:.1f} |", end=end, flush=True)


def _wait_for_orphans() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _of_processors() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _tables(build: Path) -> list[bytes]:
    return [(build / "tables" / f"{name}.parquet").read_bytes() for name in SCHEMAS]


def _statements(*files: Path) -> set[bytes]:
    return {line for file in files for line in file.read_bytes().splitlines()}


def _said(same: bool) -> str:
    return "yes" if same else "NO"


def _default_path() -> Path:
    return Path(os.environ["KG_CORPUS"]) / "listings" if "KG_CORPUS" in os.environ else ROOT / "examples"


if __name__ == "__main__":
    main()
