"""Write the outputs of a build again, from its tables, into a folder that is thrown away.

    python benchmarks/outputs.py BUILD [JOBS...]

For each number of processes (1 and 2, unless told otherwise) printed are seconds, seconds of processor time of all
processes together, and the peak memory of the largest process.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from kg.export.outputs import write_outputs
from kg.model import Run


def main() -> None:
    """Print a table, each row measured in a process of its own."""
    if sys.argv[1] == "--row":
        print_row(Path(sys.argv[2]), int(sys.argv[3]))
        return
    print("| processes | seconds | of processors | peak memory of one, MiB |\n|--:|--:|--:|--:|", flush=True)
    for jobs in sys.argv[2:] or ("1", "2"):
        subprocess.run([sys.executable, __file__, "--row", sys.argv[1], jobs], check=True)


def print_row(build: Path, jobs: int) -> None:
    """Write the outputs and print what that took."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tables").symlink_to((build / "tables").resolve())
        start = time.perf_counter()
        write_outputs(Path(folder), run=Run("0.1.0", (), ()), title="Papers", min_papers=2, jobs=jobs)
        seconds = time.perf_counter() - start
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    processors = sum(each.ru_utime + each.ru_stime for each in used)
    peak = max(each.ru_maxrss for each in used) / 1024
    print(f"| {jobs} | {seconds:.1f} | {processors:.1f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
