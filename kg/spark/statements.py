"""The statements of rows that belong together, as lines of N-Triples: what a worker makes of what it is given."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from pyoxigraph import RdfFormat, parse

from kg.export.turtle import (
    EVIDENCE_PREFIXES,
    GRAPH_PREFIXES,
    entity_blocks,
    header,
    mention_blocks,
    paper_blocks,
    related_blocks,
)
from kg.model import Run
from kg.tables import (
    EntityRow,
    LinkRow,
    MentionRow,
    PageRow,
    PaperRange,
    PaperRow,
    ReferenceRow,
    RelatedRow,
    Tables,
)

__all__ = [
    "LINES",
    "Rows",
    "Stage",
    "entity_lines",
    "evidence_lines",
    "lines_of_blocks",
    "numbered",
    "paper_lines",
    "related_lines",
    "stage",
]

Rows = Iterable[Mapping[str, Any]]
"""Rows as Spark gives them: what they hold by column."""


Stage = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
LINES = "part int, line string"
"""The columns of `numbered`, as Spark writes them."""


def stage(lines: Callable[[Rows], list[str]], bounds: Sequence[str]) -> Stage:
    """Return what makes numbered lines of batches of rows, as `mapInArrow` wants it."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from numbered(lines(batch.to_pylist()), bounds).to_batches()

    return run


def numbered(lines: Sequence[str], bounds: Sequence[str]) -> pa.Table:
    """Return lines, each with the number of its part; `bounds` are the lines at which parts but the first begin.

    >>> numbered(["a", "b", "c"], ["b"])["part"].to_pylist()
    [0, 1, 1]
    """
    parts = [bisect_right(bounds, line) for line in lines]
    return pa.table({"part": pa.array(parts, pa.int32()), "line": pa.array(lines, pa.string())})


def paper_lines(rows: Rows) -> list[str]:
    """Return what `graph` says of papers; a row holds one (`row`) and all of its `links`, `pages`, `related`, `cited`.

    What it has none of may be None.
    """
    return lines_of_blocks(GRAPH_PREFIXES, _paper_blocks(rows))


def entity_lines(rows: Rows, broader: Mapping[str, str]) -> list[str]:
    """Return what `graph` says of entities; `broader` names the broader one of those that have one."""
    return lines_of_blocks(GRAPH_PREFIXES, entity_blocks((EntityRow(**row["row"]) for row in rows), broader))


def related_lines(rows: Rows) -> list[str]:
    """Return what `graph` says of pairs of related papers."""
    return lines_of_blocks(GRAPH_PREFIXES, related_blocks(RelatedRow(**row["row"]) for row in rows))


def evidence_lines(rows: Rows, run: Run) -> list[str]:
    """Return what `evidence` says of papers; a row holds one (`row`) and its `mentions`, found by the run."""
    return lines_of_blocks(EVIDENCE_PREFIXES, _mention_blocks(rows, run))


def lines_of_blocks(prefixes: Iterable[str], blocks: Iterable[str]) -> list[str]:
    """Return the statements of blocks of Turtle, each once and on a line of its own, without line ends.

    >>> lines_of_blocks([], ['<task/parsing> <urn:label> "parsing", "syntax" .'])[1].partition(" ")[2]
    '<urn:label> "syntax" .'
    """
    text = "".join([header(*prefixes), *blocks])
    return list(dict.fromkeys(f"{quad.triple} ." for quad in parse(text, format=RdfFormat.TURTLE)))


def _paper_blocks(rows: Rows) -> Iterator[str]:
    for row in rows:
        paper = PaperRow(**row["row"])
        tables = Tables(
            papers=[paper],
            entities=(),
            links=[LinkRow(**link) for link in row["links"] or ()],
            mentions=(),
            related=[RelatedRow(paper.paper_id, other, 0, ()) for other in row["related"] or ()],
            pages=[PageRow(**page) for page in row["pages"] or ()],
            references=[ReferenceRow(paper.paper_id, "", cited) for cited in row["cited"] or ()],
        )
        yield from paper_blocks(tables, papers=PaperRange(paper.paper_id, f"{paper.paper_id}\0"))


def _mention_blocks(rows: Rows, run: Run) -> Iterator[str]:
    listed = list(rows)
    mentions = [MentionRow(**mention) for row in listed for mention in row["mentions"] or ()]
    papers = [PaperRow(**row["row"]) for row in listed]
    return mention_blocks(Tables(papers, entities=(), links=(), mentions=mentions, related=(), pages=()), run=run)
