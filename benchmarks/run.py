"""Measure kg beside the afternoon script, in one run, on the same papers, each in a process of its own.

    KG_CORPUS=... KG_GOLD=... python benchmarks/run.py [PATH]

Without PATH the listings of KG_CORPUS are built, without KG_CORPUS the example papers. Where KG_GOLD is set, both are
scored by its `score.py`. Printed is a table in Markdown.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
KG = "from kg.pipeline import build; import sys; build([sys.argv[1]], sys.argv[2], cache=False)"
AFTERNOON = """
import sys; from pathlib import Path; sys.path.insert(0, sys.argv[3])
from afternoon import build_in_an_afternoon; from kg.read import read_papers
build_in_an_afternoon(read_papers([Path(sys.argv[1])]).papers, Path(sys.argv[2]))
"""
SCORES = ("repository", "dataset", "technique", "task", "metric")


def main() -> None:
    """Build with both, print seconds, their ratio and the scores."""
    path = sys.argv[1] if len(sys.argv) > 1 else _default_path()
    with tempfile.TemporaryDirectory() as folder:
        outs = {"afternoon script": Path(folder) / "afternoon", "kg": Path(folder) / "kg"}
        seconds = {
            "kg": _timed(KG, path, outs["kg"]),
            "afternoon script": _timed(AFTERNOON, path, outs["afternoon script"]),
        }
        print("| | " + " | ".join(outs) + " |\n|---|--:|--:|")
        print("| seconds | " + " | ".join(f"{seconds[name]:.1f}" for name in outs) + " |")
        print(f"| times faster | | {seconds['afternoon script'] / seconds['kg']:.1f} |")
        if "KG_GOLD" in os.environ:
            scores = {name: _scores(out) for name, out in outs.items()}
            for kind in SCORES:
                print(f"| {kind} F1 | " + " | ".join(f"{scores[name][kind]['F1']:.3f}" for name in outs) + " |")


def _default_path() -> str:
    return f"{os.environ['KG_CORPUS']}/listings" if "KG_CORPUS" in os.environ else str(ROOT / "examples")


def _timed(code: str, path: str, out: Path) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, path, str(out), str(ROOT / "benchmarks")], check=True)
    return time.perf_counter() - start


def _scores(out: Path) -> dict[str, dict[str, float]]:
    gold = Path(os.environ["KG_GOLD"])
    command = [sys.executable, str(gold / "score.py"), str(gold / "listings_dev.jsonl"), str(out)]
    canon = ["--canon", str(gold / "listings_dev_canon.tsv")]
    scores: dict[str, dict[str, float]] = json.loads(subprocess.check_output(command + canon))
    return scores


if __name__ == "__main__":
    main()
