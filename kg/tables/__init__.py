"""The tables of a build: their columns, how they are written and read.

Other programs read `tables/*.parquet`; the columns, their order and the order of the rows are a contract.
"""

from kg.tables.dividing import divide
from kg.tables.reading import load, read_rows, read_table, read_tables, require_table
from kg.tables.rows import (
    SCHEMAS,
    ConflictRow,
    EntityRow,
    LinkRow,
    MentionRow,
    MergeRow,
    PageRow,
    PaperRow,
    ReferenceRow,
    RelatedRow,
    Tables,
    make_row,
)
from kg.tables.scanning import EVERY_PAPER, PaperRange, count_values, only, paper_ranges, pick, pick_columns, scan
from kg.tables.writing import write_rows, write_table, write_tables

__all__ = [
    "EVERY_PAPER",
    "SCHEMAS",
    "ConflictRow",
    "EntityRow",
    "LinkRow",
    "MentionRow",
    "MergeRow",
    "PageRow",
    "PaperRange",
    "PaperRow",
    "ReferenceRow",
    "RelatedRow",
    "Tables",
    "count_values",
    "divide",
    "load",
    "make_row",
    "only",
    "paper_ranges",
    "pick",
    "pick_columns",
    "read_rows",
    "read_table",
    "read_tables",
    "require_table",
    "scan",
    "write_rows",
    "write_table",
    "write_tables",
]
