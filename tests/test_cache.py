"""What is kept for later builds: found again, never wrong, given up where it is damaged."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import EXAMPLES, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kg.cache import KeptExtractions, Store, cache_folder, kept_vectors
from kg.cache.extractions import UNREAD, decode_extraction, encode_extraction
from kg.extract import Extraction, extract
from kg.fingerprints import EXTRACTION_FILES
from kg.lexicon import load_lexicon
from kg.model import Field, Mention, Paper, Relation, Role
from kg.read import read_papers
from kg.settings import Settings, extraction_settings

VALUES = {bytes([number]) * 32: os.urandom(3000) for number in range(40)}
PAPER = Paper(
    "paper/a",
    "FogSieve: Vision Transformers (ViT) for Boats",
    "We propose FogSieve, a ViT with knowledge distillation, on CIFAR-10. See https://moss.org and LLMs.",
    code=("https://github.com/moss/fogsieve",),
)
READING = """
import os, sys
opened = set()
sys.addaudithook(lambda event, about: opened.add(str(about[0])) if event == "open" else None)
from kg.extract import extract
from kg.lexicon import load_lexicon
from kg.model import Paper
from kg.settings import Settings
paper = Paper("paper/a", sys.argv[1], sys.argv[2])
for fast in (True, False):
    extract([paper], lexicon=load_lexicon(), settings=Settings(fast=fast))
modules = {module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "kg"}
print(*(opened | modules), sep="\\n")
"""

Notices = list[str]


def filled(folder: Path) -> Path:
    """Return the file of a store that holds `VALUES`."""
    with Store(folder, on_notice=pytest.fail) as store:
        store.put(VALUES)
    (file,) = folder.iterdir()
    return file


def found(folder: Path, notices: Notices) -> dict[bytes, bytes]:
    with Store(folder, on_notice=notices.append) as store:
        return dict(store.get(list(VALUES)))


def test_what_is_put_is_found_by_another(tmp_path: Path) -> None:
    with Store(tmp_path, on_notice=pytest.fail) as one, Store(tmp_path, on_notice=pytest.fail) as other:
        assert dict(one.get(list(VALUES))) == {}
        one.put(VALUES)
        assert dict(other.get([*VALUES, b"unknown"])) == VALUES
        other.put(dict.fromkeys(VALUES, b"changed"))
        assert set(dict(one.get(list(VALUES))).values()) == {b"changed"}
        assert one.count() == len(VALUES)
    assert found(tmp_path, []) == dict.fromkeys(VALUES, b"changed")


@settings(deadline=None)
@given(st.dictionaries(st.binary(), st.binary()))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, values: dict[bytes, bytes]) -> None:
    with Store(tmp_path_factory.mktemp("store"), on_notice=pytest.fail) as store:
        store.put(values)
        assert dict(store.get(list(values))) == values


def test_without_a_folder_nothing_is_kept() -> None:
    with Store(None, on_notice=pytest.fail) as store:
        store.put(VALUES)
        assert dict(store.get(list(VALUES))) == {}
        assert (store.count(), store.size()) == (0, 0)


def of_another_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda file: file.write_text("no database\n" * 500), "is damaged (file is not a database)"),
    "beginning": (lambda file: file.write_bytes(b"\0" * 200 + file.read_bytes()[200:]), "is damaged"),
    "cut": (lambda file: file.write_bytes(file.read_bytes()[:20_000]), "is damaged"),
    "version": (of_another_version, "is of version 9, expected 1"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_store_is_named_and_made_anew(tmp_path: Path, kind: str) -> None:
    file = filled(tmp_path)
    damage, told = DAMAGE[kind]
    damage(file)
    notices: Notices = []
    assert found(tmp_path, notices).items() <= VALUES.items()
    assert len(notices) == 1
    assert str(file) in notices[0]
    assert told in notices[0]
    assert "made anew" in notices[0]
    with Store(tmp_path, on_notice=pytest.fail) as store:
        store.put(VALUES)
        assert dict(store.get(list(VALUES))) == VALUES
    assert len(list(tmp_path.iterdir())) == 1


@settings(deadline=None)
@given(places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=30), byte=st.integers(0, 255))
def test_damage_is_never_taken_for_a_value(
    tmp_path_factory: pytest.TempPathFactory, places: list[float], byte: int
) -> None:
    folder = tmp_path_factory.mktemp("store")
    file = filled(folder)
    content = bytearray(file.read_bytes())
    for place in places:
        content[int(place * len(content))] = byte
    file.write_bytes(content)
    notices: Notices = []
    values = found(folder, notices)
    assert values.items() <= VALUES.items()
    assert values == VALUES or notices


def test_a_build_that_has_the_damaged_store_open_is_not_disturbed(tmp_path: Path) -> None:
    filled(tmp_path)
    notices: Notices = []
    with Store(tmp_path, on_notice=notices.append) as open_before:
        with Store(tmp_path, on_notice=notices.append) as other:
            other.clear()
            assert other.count() == 0
            other.put({b"new": b"value"})
        assert dict(open_before.get(list(VALUES))).items() <= VALUES.items()
        open_before.put({b"late": b"value"})
    with Store(tmp_path, on_notice=pytest.fail) as store:
        assert dict(store.get([b"new", *VALUES])) == {b"new": b"value"}


def test_a_folder_that_cannot_be_used_is_named_and_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    notices: Notices = []
    with Store(tmp_path / "file" / "below", on_notice=notices.append) as store:
        store.put(VALUES)
        assert dict(store.get(list(VALUES))) == {}
    assert len(notices) == 1
    assert f"{tmp_path}/file/below cannot be used" in notices[0]


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = 10

    def on_day() -> float:
        return day * 86_400

    monkeypatch.setattr("kg.cache.store.time.time", on_day)
    old, new = dict(list(VALUES.items())[:20]), dict(list(VALUES.items())[20:])
    used = dict(list(old.items())[:5])
    for values in (old, new):
        with Store(tmp_path, on_notice=pytest.fail) as store:
            store.put(values)
        day += 10
    with Store(tmp_path, on_notice=pytest.fail, limit=110_000) as store:
        assert dict(store.get(list(used))) == used
        assert store.size() > 110_000
    with Store(tmp_path, on_notice=pytest.fail) as store:
        left = dict(store.get(list(VALUES)))
        assert 0 < store.size() <= 110_000
    assert used.items() <= left.items()
    assert len(left.keys() & new.keys()) > len(left.keys() & old.keys() - used.keys())


def test_the_folder_is_the_one_that_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder() == cache
    monkeypatch.delenv("KG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert sys.platform == "darwin" or cache_folder() == Path("/somewhere/kg")


@pytest.fixture(scope="module")
def papers() -> tuple[Paper, ...]:
    return read_papers([EXAMPLES]).papers[:12]


@pytest.fixture(scope="module")
def extractions(papers: tuple[Paper, ...]) -> list[Extraction]:
    return extract(papers, lexicon=load_lexicon(), settings=Settings(fast=True))


def test_extractions_come_back_as_they_were(papers: tuple[Paper, ...], extractions: list[Extraction]) -> None:
    mention = Mention("p", Relation.METRIC, Field.TITLE, 0, 1, "\ud83e\x00é", "rule", 1 / 3, Role.COMPARED, "n")
    for extraction in (*extractions, Extraction("p", (mention,), ("https://a.org/é",))):
        again = decode_extraction(encode_extraction(extraction), extraction.paper_id)
        assert again == extraction
        for one in again.mentions:
            assert (type(one.relation), type(one.field), type(one.role)) == (Relation, Field, Role)


def test_extractions_are_kept_by_what_they_follow_from(
    papers: tuple[Paper, ...], extractions: list[Extraction], tmp_path: Path
) -> None:
    fast = Settings(fast=True)
    with Store(tmp_path, on_notice=pytest.fail) as store:
        KeptExtractions(store, fast).keep(papers, extractions)
        assert dict(KeptExtractions(store, fast).find(papers)) == dict(enumerate(extractions))
        assert dict(KeptExtractions(store, fast).find(papers[::-1])) == dict(enumerate(extractions[::-1]))
        again = KeptExtractions(store, Settings(fast=True, seed=1, related_per_paper=3, batch_size=1))
        assert len(dict(again.find(papers))) == len(papers)
        for other in (Settings(), Settings(fast=True, min_score=0.5), Settings(fast=True, keywords_per_paper=3)):
            assert dict(KeptExtractions(store, other).find(papers)) == {}
        renamed = Paper("paper/renamed", papers[0].title, papers[0].abstract, papers[0].authors, year=1901)
        ((_, extraction),) = KeptExtractions(store, fast).find([renamed])
        assert {extraction.paper_id, *(mention.paper_id for mention in extraction.mentions)} == {"paper/renamed"}
        longer = Paper(papers[0].paper_id, papers[0].title, papers[0].abstract + " ")
        assert dict(KeptExtractions(store, fast).find([longer])) == {}


def test_another_extraction_finds_nothing(
    papers: tuple[Paper, ...], extractions: list[Extraction], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path, on_notice=pytest.fail) as store:
        KeptExtractions(store, Settings()).keep(papers, extractions)
        monkeypatch.setattr("kg.cache.extractions.extraction_fingerprint", lambda: "another model")
        assert dict(KeptExtractions(store, Settings()).find(papers)) == {}


def embed_alone(name: str) -> NDArray[np.float32]:
    return np.full(3, 1 / len(name), dtype=np.float32)


def test_vectors_of_names_are_kept(tmp_path: Path) -> None:
    asked: list[str] = []

    def embed(name: str) -> NDArray[np.float32]:
        asked.append(name)
        return embed_alone(name)

    for _ in range(2):
        with Store(tmp_path, on_notice=pytest.fail) as store:
            for name in ("moss", "fog"):
                vector = kept_vectors(store, embed)(name)
                assert vector.dtype == np.float32
                assert vector.tolist() == embed_alone(name).tolist()
    assert asked == ["moss", "fog"]


@pytest.mark.parametrize("fast", [True, False])
def test_extraction_reads_what_its_results_are_kept_by_and_nothing_else(fast: bool) -> None:
    read: set[str] = set()

    class Watched(Paper):
        def __getattribute__(self, name: str) -> object:
            read.add(name)
            return super().__getattribute__(name)

    class WatchedSettings(Settings):
        def __getattribute__(self, name: str) -> object:
            read.add(name)
            return super().__getattribute__(name)

    paper, chosen = Watched(*(getattr(PAPER, name) for name in Paper.__slots__)), WatchedSettings(fast=fast)
    read.clear()
    extract([paper], lexicon=load_lexicon(), settings=chosen)
    assert read >= {"title", "abstract", "code", "pages", "min_score"}
    assert read & set(Paper.__slots__) & UNREAD == {"paper_id"}
    assert read & set(Settings.__slots__) <= extraction_settings(Settings()).keys()


def test_extraction_opens_what_its_results_are_kept_by_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READING, PAPER.title, PAPER.abstract], capture_output=True, text=True, check=True
    )
    package, ontology = ROOT / "kg", ROOT / "ontology"
    opened = {Path(line) for line in done.stdout.splitlines() if line.startswith((f"{package}/", f"{ontology}/"))}
    read = {path for path in opened if path.suffix != ".pyc"} - {package / "__init__.py", package / "settings.py"}
    covered = {
        path
        for pattern in EXTRACTION_FILES
        for root in (package, ROOT)
        for path in root.glob(pattern)
        if path.is_file()
    }
    assert len(read) > 40
    assert read <= covered
