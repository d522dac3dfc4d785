"""A build in parts: what is in them is what the build says, in any store, on any number of workers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
import rdflib
from click.testing import CliRunner
from pyoxigraph import RdfFormat, Store, parse

from kg.built import read_build
from kg.cli import main
from kg.engine import spark_engine
from kg.errors import OutputError
from kg.export.ntriples import ntriples_lines
from kg.spark.parts import write_parts
from kg.tables import SCHEMAS, read_table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PART_ROWS = 700
WRITE = """
import sys
from pathlib import Path
from kg.built import read_build
from kg.engine import spark_engine
from kg.spark.parts import write_parts
with spark_engine(sys.argv[1]) as engine:
    write_parts(engine.session, read_build(Path(sys.argv[2])), sys.argv[3], part_rows=int(sys.argv[4]))
"""

pytestmark = pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: make spark")


@pytest.fixture(scope="module")
def session() -> Iterator["SparkSession"]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        with spark_engine("local[2]") as engine:
            yield engine.session


@pytest.fixture(scope="module")
def parts(session: "SparkSession", example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("parts") / "below" / "here"
    write_parts(session, read_build(example_build), target, part_rows=PART_ROWS)
    return target


def files(parts: Path, name: str) -> list[Path]:
    return sorted((parts / name).glob("part-*"))


def lines(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8")
    assert text.endswith(" .\n")
    return text.removesuffix("\n").split("\n")


def content(parts: Path) -> dict[str, bytes]:
    """Return what every file holds, but for what Hadoop notes of its own copies."""
    return {
        file.relative_to(parts).as_posix(): file.read_bytes()
        for file in parts.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


def test_the_parts_together_are_the_export(parts: Path, example_build: Path) -> None:
    written = [line for name in ("graph.nt", "evidence.nt") for file in files(parts, name) for line in lines(file)]
    exported = set(ntriples_lines(example_build))
    assert len(written) == len(exported)
    assert set(written) == exported


@pytest.mark.parametrize("name", ["graph.nt", "evidence.nt"])
def test_the_parts_in_order_are_sorted_and_of_similar_size(parts: Path, name: str) -> None:
    numbered = files(parts, name)
    assert len(numbered) >= 3
    assert [file.name for file in numbered] == [f"part-{number:05}.nt" for number in range(len(numbered))]
    told = list(chain.from_iterable(map(lines, numbered)))
    assert all(line.encode() < other.encode() for line, other in pairwise(told))
    sizes = [file.stat().st_size for file in numbered]
    assert max(sizes) < 2 * sum(sizes) / len(sizes)


def test_every_part_loads_on_its_own(parts: Path) -> None:
    numbered = files(parts, "graph.nt") + files(parts, "evidence.nt")
    store = Store()
    for file in numbered:
        store.bulk_load(path=file, format=RdfFormat.N_TRIPLES)
        assert len(lines(file)) == len({quad.triple for quad in parse(path=file, format=RdfFormat.N_TRIPLES)})
    assert len(store) == sum(len(lines(file)) for file in numbered)
    for file in (numbered[0], numbered[-1]):
        assert len(rdflib.Graph().parse(file, format="nt")) == len(lines(file))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_parts_of_a_table_are_the_table(parts: Path, example_build: Path, name: str) -> None:
    numbered = files(parts, f"tables/{name}")
    assert pq.read_table(parts / "tables" / name) == read_table(example_build / "tables", name)
    assert all(pq.read_metadata(file).num_rows <= PART_ROWS for file in numbered)
    assert all(pq.read_schema(file).equals(SCHEMAS[name]) for file in numbered)


def test_any_number_of_workers_writes_the_same_bytes_over_what_was_there(
    parts: Path, example_build: Path, tmp_path: Path
) -> None:
    target = tmp_path / "parts"
    for left in ("graph.nt/part-00099.nt", "tables/gone/part-00000.parquet", ".kg-building/graph.nt/part-00000.nt"):
        (target / left).parent.mkdir(parents=True)
        (target / left).write_text("left from before")
    (target / "mine.txt").write_text("kept")
    subprocess.run(
        [sys.executable, "-c", WRITE, "local[1]", str(example_build), f"file://{target}", str(PART_ROWS)],
        env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONHASHSEED": "7"},
        check=True,
        timeout=600,
    )
    assert content(target) == content(parts) | {"mine.txt": b"kept"}
    assert not (target / ".kg-building").exists()


def test_what_is_no_part_is_not_replaced(session: "SparkSession", example_build: Path, tmp_path: Path) -> None:
    build = shutil.copytree(example_build, tmp_path / "build")
    before = content(build)
    with pytest.raises(OutputError, match=r"tables: holds .*\.parquet, which is no part; choose another folder"):
        write_parts(session, read_build(build), build)
    assert content(build) == before


def test_where_a_table_is_missing_earlier_parts_stay(
    session: "SparkSession", parts: Path, example_build: Path, tmp_path: Path
) -> None:
    build = shutil.copytree(example_build, tmp_path / "build")
    (build / "tables" / "links.parquet").unlink()
    before = content(parts)
    with pytest.raises(OutputError, match=r"links\.parquet: no such table"):
        write_parts(session, read_build(build), parts)
    assert content(parts) == before


def test_what_fails_on_the_way_leaves_earlier_parts(
    session: "SparkSession", parts: Path, example_build: Path, tmp_path: Path
) -> None:
    """A mention of a field that no paper has makes the workers fail, after the tables went up."""
    build = shutil.copytree(example_build, tmp_path / "build")
    mentions = read_table(build / "tables", "mentions").to_pylist()
    mentions[0]["field"] = "margin"
    pq.write_table(
        pq.ParquetFile(build / "tables" / "mentions.parquet").read().from_pylist(mentions, schema=SCHEMAS["mentions"]),
        build / "tables" / "mentions.parquet",
    )
    before = content(parts)
    with pytest.raises(Exception, match="margin"):
        write_parts(session, read_build(build), parts)
    assert content(parts) == before
    assert not (parts / ".kg-building").exists()


def test_a_target_that_spark_does_not_know_is_one_clear_line(session: "SparkSession", example_build: Path) -> None:
    with pytest.raises(OutputError, match=r"gopher://host/graph.*: Spark knows no such file system") as raised:
        write_parts(session, read_build(example_build), "gopher://host/graph")
    assert "\n" not in str(raised.value)


def test_parts_without_spark_say_what_to_do() -> None:
    result = CliRunner().invoke(main, ["build", "examples", "--parts", "s3a://bucket/graph"])
    assert result.exit_code == 2
    assert "say --engine spark too" in result.output
