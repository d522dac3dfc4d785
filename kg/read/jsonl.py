"""Read JSON Lines: one paper an object, one object a line."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.record import BadRecordError, Reader, Record, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile
from kg.text import clip

__all__ = ["JSON_LINES", "read_json_lines"]

_SHOWN = 60
_YEAR = re.compile(r"\s*([1-9]\d{3})(?:\.0)?\s*")


def read_json_lines(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every line; a line that holds none is skipped with its reason.

    Fields read: `title` (needed), `abstract`, `authors` (list of text, or of objects with `name`), `year`, `venue`,
    `url` (else `doi`, else `pdf`), `keywords`, `code`, `project` (text or lists of text).

    >>> list(read_json_lines(SourceFile.of_text('{"title": "Pointer Networks", "year": 2015}', "a.jsonl")))[0].year
    2015
    >>> list(read_json_lines(SourceFile.of_text('{"year": 2015}', "a.jsonl")))[0].reason
    'no title'
    """
    lines = (Record(line, line, number) for number, line in source.lines() if line.strip())
    return papers_of(lines, lambda line, name: _paper(_record(line), name), source)


def _record(line: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecordError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    return record


def _paper(record: Mapping[str, Any], source: str) -> Paper:
    title = _text(record, "title")
    if not title.strip():
        raise BadRecordError("no title")
    doi = _text(record, "doi")
    return make_paper(
        title=title,
        abstract=_text(record, "abstract"),
        authors=_names(record, "authors"),
        year=_year(record),
        venue=_text(record, "venue"),
        url=_text(record, "url") or ("" if doi else _text(record, "pdf")),
        doi=doi,
        code=_names(record, "code"),
        pages=_names(record, "project"),
        keywords=_names(record, "keywords"),
        source=source,
    )


def _text(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRecordError(f"{field} is {_show(value)}, expected text")
    return _encodable(value, field)


def _names(record: Mapping[str, Any], field: str) -> list[str]:
    value = record.get(field)
    items = [] if value is None else value if isinstance(value, list) else [value]
    names: list[str] = []
    for item in items:
        name = item.get("name", item) if isinstance(item, dict) else item
        if not isinstance(name, str):
            raise BadRecordError(f"{field} holds {_show(name)}, expected text or a list of text")
        names.append(_encodable(name, field))
    return names


def _encodable(text: str, field: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise BadRecordError(f"{field} holds half of a surrogate pair, which is no character")
    return text


def _year(record: Mapping[str, Any]) -> int | None:
    value = record.get("year")
    if value is None or value == "":
        return None
    year = _YEAR.fullmatch(str(value)) if isinstance(value, str | int | float) else None
    if year is None:
        raise BadRecordError(f"year is {_show(value)}, expected a number of four digits")
    return int(year[1])


def _show(value: object) -> str:
    return f"a JSON {type(value).__name__}" if isinstance(value, list | dict) else clip(json.dumps(value), _SHOWN)


def _knows_json_lines(head: Head) -> bool:
    first, _, rest = head.text.strip().partition("\n")
    try:
        _record(first)
    except BadRecordError:
        return not rest and first.startswith("{") and '"title"' in first
    return True


JSON_LINES = Reader(
    name="jsonl",
    summary="JSON Lines with title, abstract and optional fields",
    knows=_knows_json_lines,
    read=read_json_lines,
)
