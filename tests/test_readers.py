"""What holds of every reader: its golden file is read as written down, its hostile file and damage do no harm."""

import json
import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, KgError
from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile, choose_reader, iter_papers, read_papers

FOLDER = Path(__file__).parent / "readers"
GOLDEN = sorted(FOLDER.glob("*/golden*"))
HOSTILE = sorted(FOLDER.glob("*/hostile*"))
SMALLEST = {name: min(FOLDER.glob(f"{name}/golden*"), key=lambda file: file.stat().st_size) for name in READERS}
LONG = timedelta(seconds=30)


def name_of(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def told(items: list[Paper | Skipped]) -> str:
    """Return what was read as text: each paper's fields that are not empty, then what was skipped."""
    papers = [{key: value for key, value in asdict(item).items() if value} for item in items if isinstance(item, Paper)]
    skipped = [f"{item.where}: {item.what!r}: {item.reason}" for item in items if isinstance(item, Skipped)]
    return json.dumps({"papers": papers, "skipped": skipped}, indent=1, ensure_ascii=False) + "\n"


def items_of(file: Path, format: str | None = None) -> list[Paper | Skipped]:
    return [item for item in iter_papers([file], format=format) if isinstance(item, Paper | Skipped)]


@pytest.mark.parametrize("file", GOLDEN, ids=name_of)
def test_a_golden_file_is_known_and_read_as_written_down(file: Path, same_as_file: Callable[[str, Path], None]) -> None:
    assert choose_reader(SourceFile.of_path(file, file.name).head(), file.name).name == file.parent.name
    items = items_of(file)
    assert any(isinstance(item, Paper) for item in items)
    same_as_file(told(items), file.parent / f"read-{file.name}.json")


@pytest.mark.parametrize("file", HOSTILE, ids=name_of)
def test_a_hostile_file_does_no_harm(file: Path, same_as_file: Callable[[str, Path], None]) -> None:
    try:
        outcome = told(items_of(file, file.parent.name))
    except InputError as error:
        outcome = f"{str(error).replace(str(file), file.name)}\n"
    same_as_file(outcome, file.parent / f"read-{file.name}.json")


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=LONG, suppress_health_check=[HealthCheck.too_slow])
@given(damage=st.data())
def test_damage_raises_nothing_but_what_kg_raises(name: str, damage: st.DataObject) -> None:
    """Cut, repeat, overwrite and insert in the golden file."""
    data = bytearray(SMALLEST[name].read_bytes())
    for _ in range(damage.draw(st.integers(1, 4))):
        start = damage.draw(st.integers(0, len(data)))
        end = min(len(data), start + damage.draw(st.integers(0, 200)))
        new = damage.draw(st.binary(max_size=8) | st.just(bytes(data[start:end] * 3)) | st.text(max_size=4).map(utf_8))
        data[start:end] = new
    source = SourceFile.of_text(bytes(data), "damaged")
    try:
        items = list(READERS[name].read(source))
    except KgError as error:
        assert "damaged" in str(error)  # noqa: PT017
    else:
        assert all(isinstance(item, Paper | Skipped) for item in items)


def utf_8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=LONG)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(utf_8))
def test_anything_raises_nothing_but_what_kg_raises(name: str, data: bytes) -> None:
    try:
        items = list(READERS[name].read(SourceFile.of_text(data, "anything")))
    except KgError as error:
        assert "anything" in str(error)  # noqa: PT017
    else:
        assert all(isinstance(item, Paper | Skipped) for item in items)


@settings(max_examples=100, deadline=LONG)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(utf_8))
def test_no_start_of_a_file_makes_a_reader_fail_to_know_it(data: bytes) -> None:
    source = SourceFile.of_text(data, "anything")
    try:
        head = source.head()
    except InputError:
        return
    assert all(reader.knows(head) in (True, False) for reader in READERS.values())


def test_all_golden_files_together_in_any_order() -> None:
    """A folder of everything is one graph, the same whatever the order of the files."""
    expected = read_papers(GOLDEN)
    assert {file.format for file in expected.files} == set(READERS)
    shuffled = list(GOLDEN)
    random.Random(7).shuffle(shuffled)
    assert read_papers(shuffled) == expected
