"""Read JSON and JSON Lines: papers as objects with title, abstract and what else is known."""

import json
from collections.abc import Iterator
from typing import Any

from kg.model import Paper
from kg.read.json_fields import text, texts, year
from kg.read.json_stream import json_records, record_fields
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["JSON_LINES", "paper_of_record", "read_json_lines"]


def read_json_lines(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every record; one that holds none is skipped with its reason.

    Records are lines, or stand in a list. Fields read: `title` (needed), `abstract`, `authors` (list of text, or of
    objects with `name`), `year`, `venue`, `doi`, `arxiv_id`, `url` (else `pdf`), `keywords`, `code`, `project`,
    `references` (text or lists of text).

    >>> list(read_json_lines(SourceFile.of_text('{"title": "Pointer Networks", "year": 2015}', "a.jsonl")))[0].year
    2015
    >>> list(read_json_lines(SourceFile.of_text('{"year": 2015}', "a.jsonl")))[0].reason
    'no title'
    """
    return papers_of(json_records(source), paper_of_record, source)


def paper_of_record(record: Any, source: str) -> Paper:
    """Return the paper of a plain record; raises BadRecordError where it holds none."""
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    title = text(record, "title")
    if not title.strip():
        raise BadRecordError("no title")
    doi = text(record, "doi")
    return make_paper(
        title=title,
        abstract=text(record, "abstract"),
        authors=texts(record, "authors"),
        year=year(record, "year"),
        venue=text(record, "venue"),
        url=text(record, "url") or ("" if doi else text(record, "pdf")),
        doi=doi,
        arxiv_id=text(record, "arxiv_id", "arxiv"),
        code=texts(record, "code"),
        pages=texts(record, "project"),
        keywords=texts(record, "keywords"),
        references=texts(record, "references"),
        source=source,
    )


def _knows(head: Head) -> bool:
    return "title" in record_fields(head) or _is_object(head.text.strip().partition("\n")[0])


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


JSON_LINES = Reader(
    name="jsonl",
    summary="JSON Lines or a JSON list with title, abstract and optional fields",
    knows=_knows,
    read=read_json_lines,
)
