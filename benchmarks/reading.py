"""Measure how fast papers are read, beside a plain loop of json.loads over the same files in the same run.

    python benchmarks/reading.py FOLDER

FOLDER holds JSON Lines, plain or .gz. Printed are seconds of processor time and of the clock, records a second of each,
how many papers the records are and how long it takes to find that out.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from kg.model import Paper
from kg.read import iter_papers
from kg.read.merge import merge_papers

Result = TypeVar("Result")


class Cost(NamedTuple):
    """Seconds of processor time and of the clock."""

    processor: float
    clock: float


def measure(work: Callable[[], Result]) -> tuple[Result, Cost]:
    """Return the result of `work` and what it took."""
    processor, clock = time.process_time(), time.perf_counter()
    result = work()
    return result, Cost(time.process_time() - processor, time.perf_counter() - clock)


def plain_count(folder: Path) -> int:
    """Return the number of objects of all files below `folder`."""
    count = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            count += sum(isinstance(json.loads(line), dict) for line in lines)
    return count


def report(what: str, cost: Cost, records: int) -> None:
    """Print one line of figures."""
    print(
        f"{what:28} {cost.processor:7.2f} s of processor, {cost.clock:7.2f} s of clock, "
        f"{records / cost.processor:10,.0f} and {records / cost.clock:10,.0f} records a second"
    )


def main() -> None:
    """Measure the files below the folder that is named."""
    folder = Path(sys.argv[1])
    count, plain = measure(lambda: plain_count(folder))
    records, reading = measure(lambda: [item for item in iter_papers([folder]) if isinstance(item, Paper)])
    merged, merging = measure(lambda: merge_papers(records))
    report("json.loads, gzip of Python", plain, count)
    report("kg, read", reading, len(records))
    report("kg, records to papers", merging, len(records))
    disagreed = len({(conflict.paper_id, conflict.field) for conflict in merged.conflicts})
    print(
        f"kg takes {reading.processor / plain.processor:.1f} times as long; {len(records):,} records are "
        f"{len(merged.papers):,} papers, whose sources disagree on {disagreed:,} fields"
    )


if __name__ == "__main__":
    main()
