"""Outputs appear whole or not at all, whatever ends a build."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import KgError, OutputError
from kg.staging import staged

HANGING = """
import sys, time
from pathlib import Path
from kg.staging import staged
with staged(Path(sys.argv[1]), last="manifest.json") as folder:
    (folder / "graph.ttl").write_text("half")
    print("inside", flush=True)
    time.sleep(600)
"""


def write(folder: Path, text: str) -> None:
    with staged(folder, last="manifest.json") as new:
        (new / "manifest.json").write_text(text)
        (new / "graph.ttl").write_text(text)
        (new / "tables").mkdir()
        (new / "tables" / f"{text}.parquet").write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def outputs(text: str) -> dict[str, str]:
    return {"manifest.json": text, "graph.ttl": text, f"tables/{text}.parquet": text}


def test_outputs_come_into_a_folder_that_is_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", "one")
    assert contents(tmp_path / "a" / "b") == outputs("one")
    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} == {"manifest.json", "graph.ttl", "tables"}


def test_a_second_build_replaces_the_first_and_leaves_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "one")
    foreign = {"notes.txt": "mine", ".hidden": "mine", "more/notes.txt": "mine"}
    (tmp_path / "more").mkdir()
    for name, text in foreign.items():
        (tmp_path / name).write_text(text)
    write(tmp_path, "two")
    assert contents(tmp_path) == outputs("two") | foreign


def test_nothing_is_seen_before_the_end(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with staged(tmp_path, last="manifest.json") as new:
        (new / "graph.ttl").write_text("two")
        assert (tmp_path / "graph.ttl").read_text() == "one"
        assert list(new.iterdir()) == [new / "graph.ttl"]
    assert (tmp_path / "graph.ttl").read_text() == "two"


def test_the_last_file_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[str] = []
    replace = Path.replace

    def spy(path: Path, target: Path) -> Path:
        moved.append(path.name)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", spy)
    write(tmp_path, "one")
    assert moved == ["graph.ttl", "tables", "manifest.json"]


def fail(folder: Path, error: BaseException) -> None:
    with staged(folder, last="manifest.json") as new:
        (new / "graph.ttl").write_text("two")
        raise error


@pytest.mark.parametrize("error", [RuntimeError("bug"), KeyboardInterrupt(), KgError("known"), SystemExit(3)])
def test_a_build_that_raises_changes_nothing(error: BaseException, tmp_path: Path) -> None:
    write(tmp_path / "old", "one")
    for folder in (tmp_path / "old", tmp_path / "new" / "er"):
        with pytest.raises(type(error)) as raised:
            fail(folder, error)
        assert raised.value is error
    assert contents(tmp_path / "old") == outputs("one")
    assert list(tmp_path.iterdir()) == [tmp_path / "old"]
    assert not list((tmp_path / "old").glob(".*"))


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(OutputError) as raised, staged(tmp_path, last="manifest.json"):
        raise OSError(28, "No space left on device")
    told = f"{tmp_path}: cannot be written to (No space left on device); choose another folder with -o"
    assert str(raised.value) == told
    assert contents(tmp_path) == outputs("one")


@pytest.mark.parametrize("name", ["file", "file/below", "file/far/below", "link", "x" * 300])
def test_a_folder_that_cannot_be(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    entered = False
    with pytest.raises(OutputError) as raised, staged(tmp_path / name, last="manifest.json"):
        entered = True
    assert not entered
    assert str(raised.value).startswith(f"{tmp_path / name}: cannot be written to (")
    assert {path.name for path in tmp_path.iterdir()} == {"file", "link"}
    assert (tmp_path / "file").read_text() == "mine"


def test_files_and_folders_take_each_others_place(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("a file")
    (tmp_path / "graph.ttl").mkdir()
    (tmp_path / "graph.ttl" / "inside").write_text("a file")
    write(tmp_path, "one")
    assert contents(tmp_path) == outputs("one")


def test_a_killed_build_leaves_the_old_outputs_and_the_next_one_clears_up(tmp_path: Path) -> None:
    write(tmp_path, "one")
    command = [sys.executable, "-c", HANGING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "inside\n"
        with pytest.raises(OutputError, match="another build writes into it"):
            write(tmp_path, "meanwhile")
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert {name: text for name, text in contents(tmp_path).items() if text != "half"} == outputs("one")
    assert "half" in contents(tmp_path).values()
    write(tmp_path, "two")
    assert contents(tmp_path) == outputs("two")
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.json", "graph.ttl", "tables"}


DYING = """
import os, signal, sys
from pathlib import Path
from kg.staging import staged
renames = int(sys.argv[2])
rename, replace = Path.rename, Path.replace
def count(move):
    def moved(path, target):
        global renames
        if not renames:
            os.kill(os.getpid(), signal.SIGKILL)
        renames -= 1
        return move(path, target)
    return moved
Path.rename, Path.replace = count(rename), count(replace)
with staged(Path(sys.argv[1]), last="manifest.json") as new:
    (new / "manifest.json").write_text("two")
    (new / "graph.ttl").write_text("two")
    (new / "tables").mkdir()
    (new / "tables" / "two.parquet").write_text("two")
"""


@pytest.mark.parametrize("renames", range(5))
def test_a_build_that_is_killed_while_it_moves_its_outputs_is_finished_by_the_next(
    tmp_path: Path, renames: int
) -> None:
    write(tmp_path, "one")
    done = subprocess.run([sys.executable, "-c", DYING, str(tmp_path), str(renames)], check=False)
    assert done.returncode == -signal.SIGKILL
    with pytest.raises(RuntimeError), staged(tmp_path, last="manifest.json"):
        raise RuntimeError("the next one fails")
    assert contents(tmp_path) == outputs("one" if renames == 0 else "two")
    assert not list(tmp_path.glob(".*"))
