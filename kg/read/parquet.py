"""Read Parquet: the columns guessed by their names, a batch of rows at a time."""

from collections.abc import Iterator

from kg.errors import InputError
from kg.model import Paper
from kg.read.record import Reader, Record, Skipped, papers_of
from kg.read.source import Head, SourceFile
from kg.read.table import Row, columns_of, paper_of_row

__all__ = ["PARQUET", "read_parquet"]

_MAGIC = b"PAR1"
_BATCH = 1024


def read_parquet(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of each row."""
    return papers_of(_rows(source), paper_of_row, source)


def _rows(source: SourceFile) -> Iterator[Record]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with source.seekable() as file:
        try:
            table = pq.ParquetFile(file)
            names = table.schema_arrow.names
            columns = columns_of(names, source)
            kept = [names[place] for place in columns.values()]
            places = {field: place for place, field in enumerate(columns)}
            number = 0
            for batch in table.iter_batches(_BATCH, columns=kept):
                values = [batch.column(name).to_pylist() for name in kept]
                for cells in zip(*values, strict=True):
                    number += 1
                    yield Record(Row(cells, places), str(cells[0]), number=number)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise InputError(f"{source.label}: no readable Parquet file ({error})") from None


def _knows_parquet(head: Head) -> bool:
    return head.data.startswith(_MAGIC)


PARQUET = Reader(name="parquet", summary="Parquet with named columns", knows=_knows_parquet, read=read_parquet)
