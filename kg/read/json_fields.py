"""Fields of JSON records as values of known types; one of another type makes the record a bad one."""

import json
import re
from collections.abc import Mapping
from typing import Any

from kg.read.record import BadRecordError
from kg.text import clip

__all__ = ["as_year", "mapping", "mappings", "text", "texts", "year"]

_SHOWN = 60
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_YEAR = re.compile(r"\s*([1-9]\d{3})(?:\.0)?(?:[-/T]\S*)?\s*")

Fields = Mapping[str, Any]


def text(record: Fields, *names: str) -> str:
    """Return the first of these fields that is not empty, "" where all are.

    >>> text({"title": None, "display_name": "On fog"}, "title", "display_name")
    'On fog'
    """
    for name in names:
        value = record.get(name)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise BadRecordError(f"{name} is {_show(value)}, expected text")
        return _characters(value, name)
    return ""


def texts(record: Fields, name: str, *, inner: str = "name") -> list[str]:
    """Return a field that is a text or a list of texts, or of objects that have the text in `inner`.

    >>> texts({"authors": [{"name": "Ada Moss"}, "Bo Reed"]}, "authors")
    ['Ada Moss', 'Bo Reed']
    """
    value = record.get(name)
    if value is None:
        return []
    found = []
    for item in value if isinstance(value, list) else (value,):
        told = item.get(inner, item) if isinstance(item, dict) else item
        if isinstance(told, str):
            found.append(_characters(told, name))
        elif told is not None or item is None:
            raise BadRecordError(f"{name} holds {_show(told)}, expected text or a list of text")
    return found


def mapping(record: Fields, name: str) -> Fields:
    """Return a field that is an object, an empty one where it is missing."""
    value = record.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRecordError(f"{name} is {_show(value)}, expected an object")
    return value


def mappings(record: Fields, name: str) -> list[Fields]:
    """Return a field that is a list of objects, those that are null left out."""
    value = record.get(name)
    items = [] if value is None else value
    if not isinstance(items, list):
        raise BadRecordError(f"{name} is {_show(value)}, expected a list of objects")
    for item in items:
        if not isinstance(item, dict | None):
            raise BadRecordError(f"{name} holds {_show(item)}, expected an object")
    return [item for item in items if item is not None]


def year(record: Fields, *names: str) -> int | None:
    """Return the year of the first of these fields that is not empty: a number of four digits, or a date.

    >>> year({"date": "2019-05-01"}, "year", "date"), year({}, "year")
    (2019, None)
    """
    return next((as_year(record[name], name) for name in names if record.get(name) not in (None, "")), None)


def as_year(value: object, name: str) -> int:
    """Return the year that a value called `name` begins with."""
    found = _YEAR.fullmatch(str(value)) if isinstance(value, str | int | float) else None
    if found is None:
        raise BadRecordError(f"{name} is {_show(value)}, expected a number of four digits")
    return int(found[1])


def _characters(value: str, name: str) -> str:
    if not value.isascii() and _SURROGATE.search(value):
        raise BadRecordError(f"{name} holds half of a surrogate pair, which is no character")
    return value


def _show(value: object) -> str:
    return f"a JSON {type(value).__name__}" if isinstance(value, list | dict) else clip(json.dumps(value), _SHOWN)
