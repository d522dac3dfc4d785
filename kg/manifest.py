"""The manifest of a build: what went in, with which settings and versions, what came out, and what each stage cost."""

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg.built import seal
from kg.fingerprints import file_fingerprint
from kg.model import Run
from kg.overrules import describe_overrules
from kg.read import Fetched, Reading
from kg.read.find import STANDARD_INPUT
from kg.request import Request
from kg.resolve import Reason
from kg.settings import Settings, result_settings
from kg.tables import count_values, scan

__all__ = ["StageCosts", "build_manifest", "describe_run", "run_of_build"]

_PACKAGES = (
    "kg",
    "keybert",
    "onnxruntime",
    "tokenizers",
    "duckdb",
    "ibis-framework",
    "igraph",
    "pyarrow",
    "pyvis",
    "rdflib",
)
_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(slots=True)
class StageCosts:
    """What each stage cost; `on_stage` hears each name as it begins.

    Seconds that passed, seconds of processor time (of the process and of those it started and saw the end of), and the
    peak of the process's memory so far, in MiB.
    """

    on_stage: Callable[[str], object]
    stages: dict[str, dict[str, float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what runs inside as the stage `name`."""
        self.on_stage(name)
        start, processor_start = time.perf_counter(), _processor_seconds()
        yield
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_PER_UNIT / 2**20
        self.stages[name] = {
            "seconds": round(time.perf_counter() - start, 3),
            "processor_seconds": round(_processor_seconds() - processor_start, 3),
            "peak_memory_mib": round(peak, 1),
        }


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def build_manifest(
    request: Request,
    fingerprint: str,
    reading: Reading,
    costs: StageCosts,
    *,
    capped: Mapping[str, int],
    outputs: Path,
    out: Path,
) -> str:
    """Return the manifest as JSON; all but `asked` and `stages` is the same for the same input and settings.

    `fingerprint` is that of the request before anything was read. `capped` are the entities that brought no papers to
    compare some papers with, and how many. `outputs` is the folder that holds the outputs now, `out` the one that they
    are for.
    """
    manifest: dict[str, Any] = {
        "inputs": [asdict(file) for file in reading.files],
        "skipped": [asdict(item) for item in reading.skipped],
        "settings": asdict(request.settings),
        "overrules": describe_overrules(request.overrules),
        "versions": {name: version(name) for name in _PACKAGES},
        "counts": _counts(reading, outputs),
        "capped": {"related": dict(capped)},
        "request": fingerprint,
        "outputs": {
            path.relative_to(outputs).as_posix(): file_fingerprint(path)
            for path in sorted(outputs.rglob("*"))
            if path.is_file()
        },
    }
    asked = {
        "paths": [
            str(path) if isinstance(path, Fetched) or path == STANDARD_INPUT else os.path.relpath(path, out)
            for path in request.paths
        ],
        "format": request.format,
        "columns": dict(request.hints.columns),
        "strict": request.strict,
    }
    manifest |= {"seal": seal(manifest), "asked": asked, "stages": costs.stages}
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def describe_run(reading: Reading, request: Request) -> Run:
    """Return the run that these make; overrules count as one setting, the SHA-256 of what they say."""
    files = [(file.name, file.sha256) for file in reading.files]
    return _run(version("kg"), files, request.settings, describe_overrules(request.overrules))


def run_of_build(manifest: Mapping[str, Any]) -> Run:
    """Return the run that made the build with this manifest."""
    files = [(file["name"], file["sha256"]) for file in manifest["inputs"]]
    return _run(manifest["versions"]["kg"], files, Settings(**manifest["settings"]), manifest["overrules"])


def _run(version: str, files: Iterable[tuple[str, str]], settings: Settings, overrules: Mapping[str, Any]) -> Run:
    told = json.dumps(overrules, ensure_ascii=False)
    chosen = {**result_settings(settings), "overrules": sha256(told.encode()).hexdigest()}
    return Run(version, tuple(files), tuple((name, str(value)) for name, value in chosen.items()))


def _counts(reading: Reading, build: Path) -> dict[str, Any]:
    tables = scan(build)
    return {
        "files": len(reading.files),
        "records": reading.records,
        "papers": len(tables.papers),
        "skipped": len(reading.skipped),
        "entities": count_values(build, "entities", "kind"),
        "shared_entities": dict(
            sorted(Counter(entity.kind for entity in tables.entities if entity.paper_count > 1).items())
        ),
        "links": count_values(build, "links", "relation"),
        "mentions": len(tables.mentions),
        "left_apart": sum(merge.reason == Reason.LEFT_APART for merge in tables.merges),
        "related": len(tables.related),
        "pages": len(tables.pages),
        "references": len(tables.references),
        "conflicts": len({(conflict.paper_id, conflict.field) for conflict in tables.conflicts}),
        "communities": len(count_values(build, "papers", "community")),
    }
