"""Measure building again beside building anew, and two processes beside one, in one run, on the same papers.

    KG_CORPUS=... python benchmarks/again.py [PATH] [--fast]

Without PATH the listings of KG_CORPUS are built, without KG_CORPUS the example papers. Each row is a `kg` command in a
process of its own, with a cache that was empty at the beginning. Printed is a table in Markdown: the seconds that
passed, those that processors spent, and how many times as fast as the first row it was.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kg.model import Paper
from kg.read import read_papers

ROOT = Path(__file__).parent.parent
KG = Path(sys.executable).with_name("kg")
FEW = 10
GIVEN = ("title", "abstract", "authors", "year", "venue", "url")


def main() -> None:
    """Print what each way of building costs."""
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    papers = read_papers([Path(path) for path in paths] or [_default_path()]).papers
    with tempfile.TemporaryDirectory() as folder:
        print(f"{len(papers):,} papers {' '.join(options)}\n")
        print("| | seconds | of processors | times as fast |\n|---|--:|--:|--:|")
        first = 0.0
        for what, command in _rows(Path(folder), papers, options):
            seconds, of_processors = _timed([str(KG), *command, "-q"], Path(folder) / "cache")
            first = first or seconds
            print(f"| {what} | {seconds:.1f} | {of_processors:.1f} | {first / seconds:.1f} |", flush=True)


def _rows(folder: Path, papers: tuple[Paper, ...], options: list[str]) -> Iterator[tuple[str, list[str]]]:
    most, few = _written(papers[:-FEW], folder / "most.jsonl"), _written(papers[-FEW:], folder / "few.jsonl")
    both, out = ["build", most, few, *options], ["-o", str(folder / "out")]
    yield "empty cache, one process", [*both, *out, "--jobs", "1"]
    shutil.rmtree(folder / "cache")
    yield "empty cache, two processes", [*both, "-o", str(folder / "two"), "--jobs", "2"]
    yield "nothing changed", [*both, *out]
    (folder / "out" / "graph.html").unlink()
    yield "an output is gone", [*both, *out]
    shutil.rmtree(folder / "cache")
    yield f"all but {FEW} papers, empty cache", ["build", most, *options, *out]
    yield f"these {FEW} papers added", ["add", few, *out]


def _written(papers: tuple[Paper, ...], file: Path) -> str:
    lines = (json.dumps({name: getattr(paper, name) for name in GIVEN}) for paper in papers)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(file)


def _timed(command: list[str], cache: Path) -> tuple[float, float]:
    start, before = time.perf_counter(), _of_processors()
    subprocess.run(command, check=True, env=os.environ | {"KG_CACHE": str(cache)})
    return time.perf_counter() - start, _of_processors() - before


def _of_processors() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _default_path() -> Path:
    return Path(os.environ["KG_CORPUS"]) / "listings" if "KG_CORPUS" in os.environ else ROOT / "examples"


if __name__ == "__main__":
    main()
