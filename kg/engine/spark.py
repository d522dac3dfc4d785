"""The engine of a cluster: batches on Spark's workers, tables in Spark SQL."""

import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kg.errors import EngineError

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table
    from pyspark.sql import SparkSession

__all__ = ["SparkEngine", "spark_engine"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_BATCHES_AT_ONCE = 16
"""Batches a core works on before their results come back, so that these are kept and progress is told."""

_SCHEMA = "number bigint, content binary"


class SparkEngine:
    """Runs stages on the workers of a Spark session; results do not depend on how many there are, or whether some die.

    Every worker needs kg installed for the Python that `PYSPARK_PYTHON` names.
    """

    def __init__(self, session: "SparkSession") -> None:
        import ibis

        self.session = session
        self._connection = ibis.pyspark.connect(session)

    def map_batches(
        self,
        stage: Callable[[Sequence[Item]], Sequence[Result]],
        items: Sequence[Item],
        *,
        size: int,
        worth_a_process: int = 1,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Generator[Result]:
        """Yield what `stage` makes of every batch of `size` items, in the order of the items.

        The workers run already, so that neither `worth_a_process` nor `meanwhile` counts.
        """
        del worth_a_process, meanwhile
        batches = [items[start : start + size] for start in range(0, len(items), size)]
        at_once = self.session.sparkContext.defaultParallelism * _BATCHES_AT_ONCE
        for start in range(0, len(batches), at_once):
            yield from self._run(stage, batches[start : start + at_once])

    def _run(
        self, stage: Callable[[Sequence[Item]], Sequence[Result]], batches: Sequence[Sequence[Item]]
    ) -> Iterator[Result]:
        """Yield what `stage` makes of batches, each a task of its own."""
        from pyspark.serializers import CPickleSerializer

        pickled = CPickleSerializer()
        sent = self.session.createDataFrame(_numbered(range(len(batches)), list(map(pickled.dumps, batches))))

        def run(parts: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
            for part in parts:
                for number, content in zip(part["number"].to_pylist(), part["content"].to_pylist(), strict=True):
                    made = pickled.dumps(stage(pickled.loads(content)))
                    yield from _numbered([number], [made]).to_batches()

        spread = sent.repartitionByRange(len(batches), "number")
        made = spread.mapInArrow(run, _SCHEMA).toArrow().sort_by("number")
        for content in made["content"]:
            yield from pickled.loads(content.as_py())

    def table(self, rows: "pa.Table", name: str) -> "Table":
        """Return `rows` as a table that Ibis expressions can be written over."""
        self.session.createDataFrame(rows).createOrReplaceTempView(name)
        return self._connection.table(name)

    def read(self, path: Path, name: str) -> "Table":
        """Return the rows of a Parquet file of the driver's machine as a table."""
        import pyarrow.parquet as pq

        return self.table(pq.read_table(path), name)

    def keep(self, expression: "Table", name: str) -> "Table":
        """Return the rows of an expression as a table, computed once."""
        return self.table(self.collect(expression), name)

    def collect(self, expression: "Table") -> "pa.Table":
        """Return the rows of an expression."""
        return self._connection.to_pyarrow(expression)


@contextmanager
def spark_engine(master: str | None) -> Iterator[SparkEngine]:
    """Give an engine on the Spark at `master` (`local[2]`, `spark://HOST:7077`, `yarn`); end its session at the end.

    Without `master` Spark's own configuration names it. Raises EngineError where PySpark or Java is missing, the master
    does not answer, or a stage fails on the workers.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError("--engine spark needs PySpark; install it: pip install 'kg[spark]'") from None
    builder = SparkSession.builder.appName("kg").config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.driver.maxResultSize", "0").config("spark.log.level", "ERROR")
    if master is not None:
        builder = builder.master(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = builder.getOrCreate()
    except (Py4JError, PySparkException) as error:
        reason = str(error).strip().splitlines()[0]
        raise EngineError(f"Spark at {master or 'its own master'} does not start: {reason}; is Java there?") from None
    try:
        yield SparkEngine(session)
    except (Py4JError, PySparkException) as error:
        raise EngineError(f"Spark: {error}") from None
    finally:
        session.stop()


def _numbered(numbers: Sequence[int], contents: Sequence[bytes]) -> "pa.Table":
    import pyarrow as pa

    return pa.table({"number": pa.array(numbers, pa.int64()), "content": pa.array(contents, pa.binary())})
