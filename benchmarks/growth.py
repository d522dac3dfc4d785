"""Build ever more of the same papers, and see whether time and memory grow faster than they do.

    KG_CORPUS=... python benchmarks/growth.py [PATH] [--sizes 1000,5000,20000,all] [--full]

Without PATH the conference papers of KG_CORPUS are built, without KG_CORPUS the example papers. Each size is a sample,
the same on every run, that holds the smaller ones; it is built in a process of its own, with nothing kept from before,
by the rules alone unless --full is given. Printed is a table in Markdown: for each stage milliseconds of processor time
a paper, which other work on the machine distorts less than seconds, and the peak of memory; the last row compares a
paper's time with that of the second size.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kg.model import Paper
from kg.read import read_papers

ROOT = Path(__file__).parent.parent
BUILD = """
import sys; from kg.pipeline import build; from kg.settings import Settings
build([sys.argv[1]], sys.argv[2], settings=Settings(fast=sys.argv[3] == "fast"))
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """What a build of so many papers cost, stage by stage, and how large its outputs are in bytes."""

    papers: int
    stages: dict[str, dict[str, float]]
    outputs: dict[str, int]

    @property
    def processor_seconds(self) -> float:
        """Processor time of all stages."""
        return sum(cost["processor_seconds"] for cost in self.stages.values())

    @property
    def seconds(self) -> float:
        """Time from the start to the end."""
        return sum(cost["seconds"] for cost in self.stages.values())

    @property
    def peak(self) -> float:
        """Peak of memory, MiB."""
        return max(cost["peak_memory_mib"] for cost in self.stages.values())


def main() -> None:
    """Build every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", default=_default_path())
    parser.add_argument("--sizes", default="1000,5000,20000,all")
    parser.add_argument("--full", action="store_true")
    asked = parser.parse_args()
    papers = sorted(read_papers([Path(asked.path)]).papers, key=lambda paper: sha256(paper.paper_id.encode()).digest())
    sizes = sorted({min(len(papers), len(papers) if size == "all" else int(size)) for size in asked.sizes.split(",")})
    print_growth([measure(papers[:size], mode="full" if asked.full else "fast") for size in sizes])


def measure(papers: Sequence[Paper], *, mode: str) -> Growth:
    """Build these papers in a process of its own and return what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        dump, out = Path(folder) / "papers.jsonl", Path(folder) / "out"
        dump.write_text("".join(map(_line, papers)), encoding="utf-8")
        environment = {**os.environ, "KG_CACHE": str(Path(folder) / "cache")}
        subprocess.run([sys.executable, "-c", BUILD, str(dump), str(out), mode], check=True, env=environment)
        stages = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["stages"]
        return Growth(len(papers), stages, {item.name: _size(item) for item in sorted(out.iterdir())})


def print_growth(grown: Sequence[Growth]) -> None:
    """Print what builds of growing size cost a paper, beside the second of them."""
    reference = grown[min(1, len(grown) - 1)]
    print("| | " + " | ".join(f"{growth.papers:,} papers" for growth in grown) + " |")
    print("|---|" + "--:|" * len(grown))
    for stage in reference.stages:
        costs = (growth.stages[stage]["processor_seconds"] / growth.papers for growth in grown)
        print(f"| {stage}, ms a paper | " + " | ".join(f"{1000 * cost:.2f}" for cost in costs) + " |")
    each = [1000 * growth.processor_seconds / growth.papers for growth in grown]
    print("| all, ms a paper | " + " | ".join(f"{cost:.2f}" for cost in each) + " |")
    print(
        "| all, seconds of processor time | " + " | ".join(f"{growth.processor_seconds:.0f}" for growth in grown) + " |"
    )
    print("| all, seconds | " + " | ".join(f"{growth.seconds:.0f}" for growth in grown) + " |")
    print("| peak memory, MiB | " + " | ".join(f"{growth.peak:.0f}" for growth in grown) + " |")
    for name in sorted({name for growth in grown for name in growth.outputs}):
        print(f"| {name}, MB | " + " | ".join(f"{growth.outputs.get(name, 0) / 1e6:.1f}" for growth in grown) + " |")
    ratios = (cost / (1000 * reference.processor_seconds / reference.papers) for cost in each)
    print(
        f"| a paper's time, as a multiple of that at {reference.papers:,} | "
        + " | ".join(f"{ratio:.2f}" for ratio in ratios)
        + " |"
    )


def _default_path() -> str:
    return f"{os.environ['KG_CORPUS']}/conferences" if "KG_CORPUS" in os.environ else str(ROOT / "examples")


def _line(paper: Paper) -> str:
    known = {"title": paper.title, "abstract": paper.abstract, "authors": paper.authors, "year": paper.year}
    return json.dumps({**known, "venue": paper.venue, "url": paper.url}) + "\n"


def _size(item: Path) -> int:
    return sum(path.stat().st_size for path in ([item] if item.is_file() else item.iterdir()))


if __name__ == "__main__":
    main()
