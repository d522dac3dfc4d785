"""Measure kg beside the afternoon script, in one run, on the same papers, each in a process of its own.

    KG_CORPUS=... KG_GOLD=... python benchmarks/run.py [PATH]

Without PATH the listings of KG_CORPUS are built, without KG_CORPUS the example papers. kg is `kg build` as a user
starts it, with an empty cache; it reads PATH itself, the script is handed the papers as JSON Lines, free of charge.

KG_AFTERNOON_PYTHON is a Python in which `pip install keybert networkx rdflib pyvis pandas pyarrow` was run;
KG_AFTERNOON_MODEL, where models cannot be fetched, a folder `all-MiniLM-L6-v2` that holds it. Without a Python of its
own the script runs in this one, which has no sentence-transformers, and borrows kg's encoder.

Where KG_GOLD is set, both are scored by its `score.py`. Printed is a table in Markdown.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.read import read_papers

ROOT = Path(__file__).parent.parent
KG = Path(sys.executable).with_name("kg")
SCORES = ("repository", "dataset", "technique", "task", "metric")


def main() -> None:
    """Build with both, print seconds, their ratio and the scores."""
    path = sys.argv[1] if len(sys.argv) > 1 else _default_path()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outs = [folder / "afternoon", folder / "kg"]
        count = _write_papers(path, folder / "papers.jsonl")
        ours, _ = _timed([KG, "build", path, "-o", outs[1], "-q"], KG_CACHE=str(folder / "cache"))
        theirs, encoder = _timed([*_afternoon(), folder / "papers.jsonl", outs[0], *_model()])
        print(f"{count:,} papers\n")
        print(f"| | afternoon script, {encoder.strip()} | `kg build`, empty cache |\n|---|--:|--:|")
        print(f"| seconds | {theirs:.1f} | {ours:.1f} |")
        print(f"| times faster | | {theirs / ours:.1f} |")
        if "KG_GOLD" in os.environ:
            scores = [_scores(out) for out in outs]
            for kind in SCORES:
                print(f"| {kind} F1 | " + " | ".join(f"{score[kind]['F1']:.3f}" for score in scores) + " |")


def _default_path() -> str:
    return f"{os.environ['KG_CORPUS']}/listings" if "KG_CORPUS" in os.environ else str(ROOT / "examples")


def _write_papers(path: str, file: Path) -> int:
    papers = read_papers([Path(path)]).papers
    told = ({"id": paper.paper_id, "title": paper.title, "abstract": paper.abstract} for paper in papers)
    file.write_text("".join(f"{json.dumps(paper)}\n" for paper in told), encoding="utf-8")
    return len(papers)


def _afternoon() -> list[str | Path]:
    return [os.environ.get("KG_AFTERNOON_PYTHON", sys.executable), ROOT / "benchmarks" / "afternoon.py"]


def _model() -> list[str]:
    return [os.environ["KG_AFTERNOON_MODEL"]] if "KG_AFTERNOON_MODEL" in os.environ else []


def _timed(command: list[str | Path], **environment: str) -> tuple[float, str]:
    """Return the seconds that a command took, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | environment)
    return time.perf_counter() - start, done.stdout


def _scores(out: Path) -> dict[str, dict[str, float]]:
    gold = Path(os.environ["KG_GOLD"])
    command = [sys.executable, str(gold / "score.py"), str(gold / "listings_dev.jsonl"), str(out)]
    canon = ["--canon", str(gold / "listings_dev_canon.tsv")]
    scores: dict[str, dict[str, float]] = json.loads(subprocess.check_output(command + canon))
    return scores


if __name__ == "__main__":
    main()
