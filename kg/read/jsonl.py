"""Read JSON Lines: one paper an object, one object a line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.record import Reader, Skipped, make_paper
from kg.text import clip

__all__ = ["JSON_LINES", "read_json_lines"]

_SHOWN = 60
_YEAR = re.compile(r"\s*([1-9]\d{3})(?:\.0)?\s*")


class _BadRecordError(ValueError):
    pass


def read_json_lines(lines: Iterable[tuple[int, str]], source: str) -> Iterator[Paper | Skipped]:
    """Yield the paper of every line; a line that holds none is skipped with its reason.

    Fields read: `title` (needed), `abstract`, `authors` (list of text, or of objects with `name`), `year`, `venue`,
    `url` (else `doi`, else `pdf`), `keywords`, `code`, `project` (text or lists of text).

    >>> list(read_json_lines([(1, '{"title": "Pointer Networks", "year": 2015}')], "a.jsonl"))[0].year
    2015
    >>> list(read_json_lines([(1, '{"year": 2015}')], "a.jsonl"))[0].reason
    'no title'
    """
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield _paper(_record(line), source)
        except _BadRecordError as error:
            yield Skipped(source, number, clip(line.strip(), _SHOWN), str(error))


def _record(line: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BadRecordError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise _BadRecordError(f"a JSON {type(record).__name__}, not an object")
    return record


def _paper(record: Mapping[str, Any], source: str) -> Paper:
    title = _text(record, "title")
    if not title.strip():
        raise _BadRecordError("no title")
    doi = _text(record, "doi")
    return make_paper(
        title=title,
        abstract=_text(record, "abstract"),
        authors=_names(record, "authors"),
        year=_year(record),
        venue=_text(record, "venue"),
        url=_text(record, "url")
        or (f"https://doi.org/{doi.removeprefix('https://doi.org/')}" if doi else _text(record, "pdf")),
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
        raise _BadRecordError(f"{field} is {_show(value)}, expected text")
    return _encodable(value, field)


def _names(record: Mapping[str, Any], field: str) -> list[str]:
    value = record.get(field)
    items = [] if value is None else value if isinstance(value, list) else [value]
    names: list[str] = []
    for item in items:
        name = item.get("name", item) if isinstance(item, dict) else item
        if not isinstance(name, str):
            raise _BadRecordError(f"{field} holds {_show(name)}, expected text or a list of text")
        names.append(_encodable(name, field))
    return names


def _encodable(text: str, field: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise _BadRecordError(f"{field} holds half of a surrogate pair, which is no character")
    return text


def _year(record: Mapping[str, Any]) -> int | None:
    value = record.get("year")
    if value is None or value == "":
        return None
    year = _YEAR.fullmatch(str(value)) if isinstance(value, str | int | float) else None
    if year is None:
        raise _BadRecordError(f"year is {_show(value)}, expected a number of four digits")
    return int(year[1])


def _show(value: object) -> str:
    return f"a JSON {type(value).__name__}" if isinstance(value, list | dict) else clip(json.dumps(value), _SHOWN)


def _knows_json_lines(head: str) -> bool:
    first, _, rest = head.strip().partition("\n")
    try:
        _record(first)
    except _BadRecordError:
        return not rest and first.startswith("{") and '"title"' in first
    return True


JSON_LINES = Reader(
    name="jsonl",
    summary="JSON Lines with title, abstract and optional fields, plain or .gz",
    knows=_knows_json_lines,
    read=read_json_lines,
)
