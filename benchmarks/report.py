"""The report beside the build that it is about: seconds, each in a process of its own, and sizes.

    python benchmarks/report.py [PATH]

Builds the papers in PATH (without it, the examples) and writes the report on them, in one run. Printed is a table in
Markdown.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.reporting import REPORT

EXAMPLES = Path(__file__).parent.parent / "examples"
BUILD = "from kg.pipeline import build; import sys; build([sys.argv[1]], sys.argv[2])"
WRITE = "from kg.reporting import report; import sys; report(sys.argv[2])"
IMPORT = "import kg.reporting"


def main() -> None:
    """Build and report, print seconds and sizes."""
    papers = sys.argv[1] if len(sys.argv) > 1 else str(EXAMPLES)
    with tempfile.TemporaryDirectory() as folder:
        build, written, imported = (timed(script, papers, folder) for script in (BUILD, WRITE, IMPORT))
        print("| | build | report |\n|---|--:|--:|")
        print(f"| seconds | {build:.1f} | {written:.1f} |")
        print(f"| of these, imports | | {imported:.1f} |")
        print(
            "| page, MB | "
            + " | ".join(f"{megabytes(Path(folder) / name):.2f}" for name in ("graph.html", REPORT))
            + " |"
        )


def timed(script: str, *arguments: str) -> float:
    """Return the seconds that a script takes in a new process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script, *arguments], check=True)
    return time.perf_counter() - start


def megabytes(path: Path) -> float:
    """Return the size of a file."""
    return path.stat().st_size / 1e6


if __name__ == "__main__":
    main()
