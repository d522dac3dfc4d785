"""Papers that lie where Spark reads: read as if they lay on this machine, under the names they have there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.engine import spark_engine
from kg.errors import InputError
from kg.read import Fetched, read_papers
from kg.request import Request
from kg.spark.fetching import fetched

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parent.parent
LINE = '{"title": "%s in gardens", "abstract": "We count them."}\n'

needs_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: make spark")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of papers, some below it, one packed, one of a name that needs care, and what is to be left."""
    made = tmp_path_factory.mktemp("papers")
    for name in ("a.jsonl", "deep/b.jsonl", "deep/er/c %41 #1.jsonl", ".hidden/d.jsonl", "deep/.e.jsonl"):
        file = made / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(LINE % name.replace("/", " ").replace(".", " "), encoding="utf-8")
    (made / "empty").mkdir()
    return made


@pytest.fixture(scope="module")
def session(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["SparkSession"]:
    """Give a Spark that knows `folder` under an address of another file system too."""
    configuration = tmp_path_factory.mktemp("conf")
    (configuration / "spark-defaults.conf").write_text(
        f"spark.hadoop.fs.viewfs.mounttable.far.link./papers file://{folder}\nspark.ui.enabled false\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(configuration))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        with spark_engine("local[2]") as engine:
            yield engine.session


@needs_spark
@pytest.mark.parametrize(
    ("here", "there"),
    [
        (["{folder}"], ["file://{folder}"]),
        (["{folder}"], ["file:///{folder}/"]),
        (["{folder}"], ["viewfs://far/papers"]),
        (["{folder}/deep"], ["viewfs://far/papers/deep/"]),
        (["{folder}/deep/*.jsonl"], ["viewfs://far/papers/deep/[a-c].jsonl"]),
        (["{folder}/a.jsonl", "{folder}/deep/b.jsonl"], ["file://{folder}/{{a,deep/b}}.jsonl"]),
        (["{folder}/a.jsonl", "{folder}/deep"], ["{folder}/a.jsonl", "file://{folder}/deep"]),
        (["{folder}"], ["{folder}", "file://{folder}/a.jsonl"]),
    ],
)
def test_what_lies_elsewhere_reads_as_if_it_lay_here(
    session: "SparkSession", folder: Path, here: list[str], there: list[str]
) -> None:
    expected = read_papers([Path(path.format(folder=folder)) for path in here])
    with fetched(session, [path.format(folder=folder) for path in there]) as given:
        request = Request.make(given)
        assert read_papers(request.paths) == expected
        assert request.fingerprint() == Request.make([path.format(folder=folder) for path in here]).fingerprint()


@needs_spark
def test_files_of_this_machine_and_of_another_are_told_apart(session: "SparkSession", folder: Path) -> None:
    with fetched(session, [str(folder / "a.jsonl"), "viewfs://far/papers/a.jsonl"]) as given:
        names = [file.name for file in read_papers(Request.make(given).paths).files]
    assert names == sorted([str(folder / "a.jsonl")[1:], "viewfs:/far/papers/a.jsonl"])


@needs_spark
def test_copies_go_at_the_end(session: "SparkSession", folder: Path) -> None:
    with fetched(session, [f"file://{folder}"]) as given:
        assert isinstance(given[0], Fetched)
        copies = [file.copy for file in given[0].files]
        assert len(copies) == 3
        assert all(copy.is_file() for copy in copies)
    assert not any(copy.exists() for copy in copies)


@needs_spark
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("file://{folder}/gone.jsonl", "no such file or folder"),
        ("viewfs://far/papers/gone/", "no such file or folder"),
        ("file://{folder}/*.bib", "no file matches the pattern"),
        ("file://{folder}/**/*.jsonl", "Spark's patterns know no \\*\\*; name the folder"),
        ("file://{folder}/empty", "a folder without files"),
        ("gopher://host/papers", "Spark knows no such file system .*spark.jars.packages"),
        ("s3a://bucket/papers", "Spark knows no such file system .*S3AFileSystem.*spark.jars.packages"),
        ("viewfs://nowhere/papers", "cannot be reached"),
    ],
)
def test_what_cannot_be_fetched_is_one_clear_line(
    session: "SparkSession", folder: Path, address: str, told: str
) -> None:
    named = address.format(folder=folder)
    with pytest.raises(InputError, match=told) as raised, fetched(session, [named]):
        pass
    assert str(raised.value).startswith(f"{named}: ")
    assert "\n" not in str(raised.value)


@needs_spark
def test_an_error_in_a_file_names_where_it_lies(session: "SparkSession", folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"title": "Cut o', encoding="utf-8")
    with fetched(session, [f"file://{tmp_path}/bad.jsonl"]) as given, pytest.raises(InputError) as raised:
        read_papers(Request.make(given).paths, format="jsonl", strict=True)
    assert str(raised.value).startswith(f"file:{tmp_path}/bad.jsonl")


@pytest.mark.parametrize("command", ["build", "add"])
def test_an_address_without_spark_says_what_to_do(command: str, example_build: Path, tmp_path: Path) -> None:
    out = example_build if command == "add" else tmp_path / "out"
    result = CliRunner().invoke(main, [command, "s3a://bucket/papers/", "-o", str(out)])
    assert result.exit_code != 0
    assert isinstance(result.exception, InputError | SystemExit)
    told = result.output + str(result.exception)
    assert "s3a://bucket/papers/: is not on this machine; Spark reads it" in told
    assert "--engine spark" in told


@needs_spark
def test_a_build_of_addresses_is_that_of_paths(example_build: Path, tmp_path: Path) -> None:
    """Every byte but times and the words it was asked in; again it is unchanged, and nothing can be added to it."""
    out, address = tmp_path / "out", f"file://{ROOT}/examples"
    command = [sys.executable, "-c", "from kg.cli import main; main()"]
    spark = ["--engine", "spark", "--master", "local[2]"]
    environment = os.environ | {"KG_CACHE": str(tmp_path / "cache")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments, "-o", str(out)], env=environment, capture_output=True, text=True, timeout=600
        )

    first = run("build", address, *spark)
    assert first.returncode == 0, first.stderr
    for file in sorted(path for path in example_build.rglob("*") if path.is_file()):
        if file.name != "manifest.json":
            assert (out / file.relative_to(example_build)).read_bytes() == file.read_bytes(), file
    manifest, expected = (json.loads((made / "manifest.json").read_text()) for made in (out, example_build))
    assert manifest["seal"] == expected["seal"]
    assert manifest["asked"]["paths"] == [address]
    again = run("build", address, *spark)
    assert "unchanged, nothing was to be done" in again.stdout, again.stderr
    added = run("add", str(ROOT / "examples" / "landmarks.txt"))
    assert added.returncode != 0
    assert f"{address}: is not on this machine; Spark reads it" in added.stderr
