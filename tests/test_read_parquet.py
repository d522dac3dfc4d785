"""Parquet: lists, dates and empty values, in batches."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.errors import InputError
from kg.model import Paper
from kg.read import READERS, Skipped, SourceFile, read_papers

PARQUET = READERS["parquet"]


def test_rows_of_many_batches_come_back(tmp_path: Path) -> None:
    titles = [f"Kiln number {number}" for number in range(5000)]
    table = pa.table(
        {"year": [2000 + number % 20 for number in range(5000)], "Title": titles, "vector": [[0.5]] * 5000}
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=700)
    reading = read_papers([tmp_path / "a.parquet"])
    assert reading.files[0].format == PARQUET.name
    assert reading.records == pq.read_metadata(tmp_path / "a.parquet").num_rows == 5000
    assert {paper.title for paper in reading.papers} == set(titles)
    assert {paper.title: paper.year for paper in reading.papers}["Kiln number 4321"] == 2001


def test_types_of_columns(tmp_path: Path) -> None:
    table = pa.table(
        {
            "title": ["Kilns", "Clay"],
            "authors": [[{"name": "Ada Potter"}, {"name": None}], None],
            "year": pa.array([2020.0, None]),
            "keywords": pa.array([["a", "b"], []]),
            "doi": pa.array([b"10.1/a", b"\xff"]),
        }
    )
    pq.write_table(table, tmp_path / "a")
    items = list(PARQUET.read(SourceFile.of_path(tmp_path / "a", "a")))
    paper, skipped = items
    assert isinstance(paper, Paper)
    assert (paper.authors, paper.year, paper.keywords, paper.doi) == (("Ada Potter",), 2020, ("a", "b"), "10.1/a")
    assert isinstance(skipped, Skipped)
    assert (skipped.where, skipped.reason) == ("a, record 2", "a cell holds bytes that are no text")


def test_a_file_that_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PAR1" + b"\0" * 100)
    with pytest.raises(InputError, match="no readable Parquet file"):
        read_papers([tmp_path / "a"])


def test_columns_without_titles_are_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1], "b": [2]}), tmp_path / "a")
    with pytest.raises(InputError, match="no column that is known to hold titles; found: a, b; say which is which"):
        read_papers([tmp_path / "a"])
