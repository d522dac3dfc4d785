"""A build in parts, for stores and clusters: tables as Parquet, statements as sorted N-Triples.

    TARGET/tables/NAME/part-00000.parquet ...    the rows of a table, in its order
    TARGET/graph.nt/part-00000.nt ...            what graph.ttl says, sorted by line (by code point) over all parts
    TARGET/evidence.nt/part-00000.nt ...         what evidence.ttl says, likewise
    TARGET/_SUCCESS                              written last

The tables go up from the machine that holds the build; workers read them there, each the rows of some papers, make the
statements of these and sort them with the others. How many parts there are, and what is in each, follows from the
tables alone.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from kg.built import Build
from kg.errors import OutputError
from kg.export.turtle import EVIDENCE_PREFIXES, broader_entities, rule_blocks, run_blocks
from kg.manifest import run_of_build
from kg.read import is_address
from kg.spark.statements import (
    LINES,
    Rows,
    entity_lines,
    evidence_lines,
    lines_of_blocks,
    numbered,
    paper_lines,
    related_lines,
    stage,
)
from kg.spark.storage import Storage
from kg.tables import SCHEMAS, scan

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["PART_ROWS", "write_parts"]

PART_ROWS = 100_000
"""Rows of tables that one part holds, or the statements of."""

_FOLDERS = ("tables", "graph.nt", "evidence.nt")
_ASIDE = ".kg-building"
_DONE = "_SUCCESS"
_BATCH = 500
_TASKS_A_CORE = 4
_SAMPLED_PAPERS = 200
_SAMPLED_LINES = 64


def write_parts(session: "SparkSession", build: Build, target: Path | str, *, part_rows: int = PART_ROWS) -> None:
    """Write the build in parts to `target`, a folder or an address that Spark can write to (`s3a://bucket/graph`).

    A part holds about `part_rows` rows, or the statements of so many. What is there appears when all is written:
    folders of earlier parts are replaced one after the other, and `_SUCCESS` is there when all of them are.

    Raises OutputError where a table of the build is missing, where `target` cannot be written to, or holds other things
    where parts would be.
    """
    scan(build.folder)
    storage = Storage(session, OutputError)
    address = str(target).rstrip("/") if is_address(target) else f"file://{Path(target).absolute()}"
    _refuse_foreign(storage, address)
    aside = f"{address}/{_ASIDE}"
    storage.delete(aside)
    try:
        _write_tables(storage, build, f"{aside}/tables", part_rows)
        parts = _Parts(session, storage, aside, part_rows)
        parts.write_graph(build)
        parts.write_evidence(build)
        storage.delete(f"{address}/{_DONE}")
        for name in _FOLDERS:
            storage.delete(f"{address}/{name}")
            storage.move(f"{aside}/{name}", f"{address}/{name}")
        storage.touch(f"{address}/{_DONE}")
    finally:
        storage.delete(aside)


def _refuse_foreign(storage: Storage, address: str) -> None:
    for name in _FOLDERS:
        for file in storage.files_below(f"{address}/{name}"):
            if not file.path.rpartition("/")[2].startswith("part-"):
                raise OutputError(f"{address}/{name}: holds {file.path}, which is no part; choose another folder")


def _write_tables(storage: Storage, build: Build, folder: str, part_rows: int) -> None:
    for name, schema in SCHEMAS.items():
        with pq.ParquetFile(build.tables_folder / f"{name}.parquet") as table:
            batches = (
                table.iter_batches(part_rows) if table.metadata.num_rows else [pa.RecordBatch.from_pylist([], schema)]
            )
            for number, batch in enumerate(batches):
                with tempfile.TemporaryDirectory(prefix="kg-") as here:
                    part = Path(here) / "part"
                    pq.write_table(pa.Table.from_batches([batch], schema), part, compression="zstd")
                    storage.copy_there(part, f"{folder}/{name}/part-{number:05}.parquet")


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows, each with a `key` by which some are sampled, and what makes lines of them."""

    frame: "DataFrame"
    lines: Callable[[Rows], list[str]]


class _Parts:
    """Writes statements in parts, from tables in parts, below one folder."""

    def __init__(self, session: "SparkSession", storage: Storage, folder: str, part_rows: int) -> None:
        self._session, self._storage, self._folder, self._part_rows = session, storage, folder, part_rows
        self._tasks = session.sparkContext.defaultParallelism * _TASKS_A_CORE
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", _BATCH)

    def write_graph(self, build: Build) -> None:
        """Write what is known, but for the mentions."""
        from pyspark.sql.functions import col

        tables = scan(build.folder)
        neighbours = self._table("related").select(col("paper_a").alias("key"), col("paper_b").alias("other"))
        neighbours = neighbours.unionByName(neighbours.select(col("other").alias("key"), col("key").alias("other")))
        cited = self._table("references").where("cited != ''")
        papers = self._rows("papers", "paper_id")
        for name, listed in (
            ("links", self._listed(self._rows("links", "paper_id"), "row", "links")),
            ("pages", self._listed(self._rows("pages", "paper_id"), "row", "pages")),
            ("related", self._listed(neighbours, "other", "related")),
            ("cited", self._listed(cited.withColumnRenamed("paper_id", "key"), "cited", "cited")),
        ):
            papers = papers.join(listed.select("key", name), "key", "left")
        rows = sum(map(len, (tables.papers, tables.entities, tables.links, tables.related)))
        self._write(
            "graph.nt",
            [
                _Source(papers, paper_lines),
                _Source(
                    self._rows("entities", "entity_id"),
                    partial(entity_lines, broader=broader_entities(tables.entities)),
                ),
                _Source(self._rows("related", "paper_a"), related_lines),
            ],
            rows=rows,
            papers=len(tables.papers),
        )

    def write_evidence(self, build: Build) -> None:
        """Write the mentions, the rules and the run that found them."""
        tables, run = scan(build.folder), run_of_build(build.manifest)
        rules = self._table("mentions").select("rule").distinct().toArrow()["rule"].to_pylist()
        head = lines_of_blocks(EVIDENCE_PREFIXES, [*run_blocks(run), *rule_blocks(rules, run)])
        mentions = self._listed(self._rows("mentions", "paper_id"), "row", "mentions")
        papers = self._rows("papers", "paper_id").join(mentions, "key", "left")
        self._write(
            "evidence.nt",
            [_Source(papers, partial(evidence_lines, run=run))],
            rows=len(tables.mentions),
            papers=len(tables.papers),
            head=head,
        )

    def _table(self, name: str) -> "DataFrame":
        return self._session.read.parquet(f"{self._folder}/tables/{name}")

    def _rows(self, name: str, key: str) -> "DataFrame":
        """Return a table with two columns, the `key` of each row and the `row`; rows of one key lie together."""
        from pyspark.sql.functions import col, struct

        rows = self._table(name).select(col(key).alias("key"), struct("*").alias("row"))
        return rows.repartition(self._tasks, "key")

    def _listed(self, rows: "DataFrame", column: str, name: str) -> "DataFrame":
        """Return what `column` holds for each key, as one list called `name`."""
        from pyspark.sql.functions import collect_list

        return rows.repartition(self._tasks, "key").groupBy("key").agg(collect_list(column).alias(name))

    def _write(
        self, name: str, sources: Sequence[_Source], *, rows: int, papers: int, head: Sequence[str] = ()
    ) -> None:
        """Write the lines of `sources`, and those of `head`, sorted, in parts of the statements of as many rows."""
        count = max(1, -(-rows // self._part_rows))
        bounds = self._bounds(sources, count, papers) if count > 1 else []
        lines = self._session.createDataFrame(numbered(head, bounds))
        for source in sources:
            lines = lines.unionByName(_lines(source, bounds))
        written = f"{self._folder}/{name}"
        spread = lines.repartitionById(count, "part").sortWithinPartitions("line").select("line")
        spread.write.text(f"{written}.written")
        for file in self._storage.files_below(f"{written}.written"):
            kind, _, number = file.path.rpartition("/")[2][: len("part-00000")].partition("-")
            if kind == "part":
                self._storage.move(file.address, f"{written}/part-{number}.nt")

    def _bounds(self, sources: Sequence[_Source], count: int, papers: int) -> list[str]:
        """Return the lines at which parts but the first begin, of a sample that depends on what rows say alone."""
        one_in = max(1, papers // (_SAMPLED_PAPERS * count))
        sample: list[str] = []
        for source in sources:
            sampled = _Source(source.frame.where(_one_in("key", one_in)), source.lines)
            sample += _lines(sampled, []).where(_one_in("line", _SAMPLED_LINES)).toArrow()["line"].to_pylist()
        sample.sort()
        return [sample[len(sample) * part // count] for part in range(1, count)] if sample else []


def _lines(source: _Source, bounds: Sequence[str]) -> "DataFrame":
    """Return the lines of `source`, each with the number of the part that it belongs to."""
    return source.frame.mapInArrow(stage(source.lines, bounds), LINES)


def _one_in(column: str, number: int) -> "Column":
    """Choose about one in `number` rows, by what the column holds."""
    from pyspark.sql.functions import expr

    return expr(f"pmod(xxhash64({column}), {number}) = 0")
