"""Whatever ends a build - a kill, a full disk, a read-only folder, another build - nothing is lost."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from building import SETTINGS, start_build
from test_build import LISTING, RECORDS, differences, outputs

from kg.pipeline import build

MOMENTS = 30
STAGES = ("read", "extract", "resolve", "relate", "measure", "export")
KG = Path(sys.executable).with_name("kg")
ON_A_DISK = """
set -e
mount -t tmpfs -o size="$2" tmpfs "$1"
cp -r "$3" "$1/out"
[ -z "$4" ] || mount -o remount,"$4" "$1"
shift 4
set +e
"$@"
status=$?
cp -r "$DISK/out" "$COPY"
exit $status
"""
LIMITED = """
import resource, sys
from kg.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
main(sys.argv[1:])
"""


def may_mount() -> bool:
    """Tell whether a process may mount what only it sees: where it may not, a limit of file sizes is the full disk."""
    if shutil.which("unshare") is None:
        return False
    probe = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


DISKS = ["limit", *(["full", "read-only"] if may_mount() else [])]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "dump.txt").write_text(LISTING, encoding="utf-8")
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS * 3)
    (folder / "records.jsonl").write_text(lines, encoding="utf-8")
    return [folder / "dump.txt", folder / "records.jsonl"]


@pytest.fixture(scope="module")
def before(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of one of the files."""
    out = tmp_path_factory.mktemp("before")
    build(files[:1], out, settings=SETTINGS)
    return out


@pytest.fixture(scope="module")
def undisturbed(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of both files that nothing disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    build(files, out, settings=SETTINGS, cache=False)
    return out


def standing(folder: Path) -> dict[str, bytes]:
    """Return the outputs in `folder`, without what a build that was ended left aside."""
    return {name: content for name, content in outputs(folder).items() if not name.startswith(".")}


def wait_for(stage: str, told: "Connection[str, str]") -> bool:
    """Wait until a build begins a stage; False where it ended without."""
    while (heard := told.recv()) != stage:
        if heard == "done" or heard.startswith("error"):
            return False
    return True


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_build_killed_at_any_moment_leaves_the_old_outputs_and_the_next_goes_on(
    moment: int, files: list[Path], before: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out, cache = shutil.copytree(before, tmp_path / "out"), tmp_path / "cache"
    stage = STAGES[moment % len(STAGES)]
    took = json.loads((undisturbed / "manifest.json").read_text(encoding="utf-8"))["stages"][stage]["seconds"]
    process, told = start_build(files, out, cache=cache)
    assert wait_for(stage, told)
    time.sleep(random.Random(moment).uniform(0, 1.3) * took)
    process.kill()
    process.join()
    assert standing(out) in (standing(before), standing(undisturbed))
    process, told = start_build(files, out, cache=cache)
    assert wait_for("done", told) or standing(out) == standing(undisturbed)
    process.join()
    assert differences(out, undisturbed) == set()
    assert not list(out.glob(".*"))


@pytest.mark.parametrize("disk", DISKS)
def test_a_disk_that_cannot_take_the_outputs_is_named_and_the_old_ones_stay(
    disk: str, files: list[Path], before: Path, tmp_path: Path
) -> None:
    place, copy = tmp_path / "disk", tmp_path / "copy"
    place.mkdir()
    command = ["build", *map(str, files), "-o", str(place / "out"), "--fast", "-q", "--set", "batch_size=1"]
    if disk == "limit":
        shutil.copytree(before, place / "out")
        done = subprocess.run([sys.executable, "-c", LIMITED, *command], capture_output=True, text=True, check=False)
        copy = place / "out"
    else:
        size = sum(path.stat().st_size for path in before.rglob("*") if path.is_file()) + 400_000
        options = "ro" if disk == "read-only" else ""
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", ON_A_DISK, "sh", place, str(size), before, options, KG, *command],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"DISK": str(place), "COPY": str(copy)},
        )
    why = {"limit": "File too large", "full": "No space left on device", "read-only": "Read-only file system"}[disk]
    told = f"kg: {place}/out: cannot be written to ({why}); choose another folder with -o\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)
    assert differences(copy, before) == set()
    assert not list(copy.glob(".*"))


def test_two_builds_into_one_folder(files: list[Path], before: Path, undisturbed: Path, tmp_path: Path) -> None:
    out, cache = shutil.copytree(before, tmp_path / "out"), tmp_path / "cache"
    first, told_first = start_build(files, out, cache=cache, wait_at="resolve")
    assert wait_for("resolve", told_first)
    second, told_second = start_build(files, out, cache=cache)
    told = told_second.recv()
    assert told == f"error: {out}: another build writes into it; wait for it or choose another folder with -o"
    assert standing(out) == standing(before)
    told_first.send("go on")
    assert wait_for("done", told_first)
    for process in (first, second):
        process.join()
    assert differences(out, undisturbed) == set()


def test_two_builds_at_once_keep_what_they_extract_in_one_place(
    files: list[Path], undisturbed: Path, tmp_path: Path
) -> None:
    started = [start_build(files, tmp_path / name, cache=tmp_path / "cache") for name in ("one", "other")]
    for process, told in started:
        assert wait_for("done", told)
        process.join()
    for name in ("one", "other"):
        assert differences(tmp_path / name, undisturbed) == set()


def test_a_full_disk_under_the_cache_is_told_of_and_the_build_goes_on(
    files: list[Path], undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", "/dev/full")
    notices: list[str] = []
    build(files, tmp_path / "out", settings=SETTINGS, on_notice=notices.append)
    assert differences(tmp_path / "out", undisturbed) == set()
    assert len(notices) == 1
    assert "the cache in /dev/full cannot be used" in notices[0]
