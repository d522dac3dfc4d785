"""The records of a JSON source, one after the other: lines, a list, a list inside an object, objects in a row.

The parser is the one of the standard library, on one record at a time. What is broken is skipped: a line that is no
JSON, a record of a list up to where the next one begins. (Parsers that stream inside of records take quadratic time on
what is nested deep, and end at the first mistake.)
"""

import functools
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kg.read.record import BadRecordError, Record
from kg.read.source import LONGEST_LINE, Head, SourceFile

__all__ = ["json_records", "record_fields"]

_LISTS = ("results", "data", "items", "papers", "recommendedPapers")
_WRAPPER = "message"
_PIECE = 2**16
_SHOWN = 200
_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:]')
_NEXT_RECORD = re.compile(r"\}[ \t\n\r]*,[ \t\n\r]*(?=\{)")
_LOOK_AHEAD = 2**20
_MOST_TRIES = 100
_AT_END = 12
_TOO_DEEP = "nested too deep"
_DECODER = json.JSONDecoder()


def json_records(source: SourceFile) -> Iterator[Record]:
    r"""Yield the records of a source; what is no JSON has a BadRecordError for its value.

    >>> texts = ('{"a": 1}\n{"a": 2}', '[{"a": 1}, {"a": 2}]', '{"meta": 0, "results": [{"a": 1}, {"a": 2}]}')
    >>> [[item.value["a"] for item in json_records(SourceFile.of_text(text, "a.json"))] for text in texts]
    [[1, 2], [1, 2], [1, 2]]
    """
    start = next(source.pieces(_PIECE), "")
    return _of_lines(source) if _has_a_record_a_line(start) else _Document(source).records()


def record_fields(head: Head) -> frozenset[str]:
    """Return the names of the fields of the first record, as far as the start of a file tells them.

    >>> sorted(record_fields(Head(b"", '{"meta": {"count": 1}, "results": [{"id": 3, "title": {"sub": 0}, "ye')))
    ['id', 'title']
    """
    return _first_record(head.text).fields


class _First(NamedTuple):
    """Under which keys the first record stands (None: in a list), and its fields."""

    path: tuple[str | None, ...]
    fields: frozenset[str]


def _has_a_record_a_line(start: str) -> bool:
    first, _, others = start.strip().partition("\n")
    if not first.startswith("{"):
        return not first.startswith("[")
    return not first.rstrip().endswith(("{", "[", ",", ":")) if others else not _first_record(start).path


def _of_lines(source: SourceFile) -> Iterator[Record]:
    for number, line in source.lines():
        if line.strip():
            try:
                value = json.loads(line)
            except RecursionError:
                yield Record(BadRecordError(_TOO_DEEP), line, number)
            except ValueError as error:
                yield Record(BadRecordError(f"not JSON: {error}"), line, number)
            else:
                for record in _unwrapped(value):
                    yield Record(record, line, number)


def _unwrapped(value: Any) -> list[Any]:
    """Return the records of a value that is one, a list of them, or an answer that wraps one or a list."""
    if isinstance(value, list):
        return value or [value]
    if isinstance(value, dict) and "title" not in value:
        inner = value.get(_WRAPPER)
        answer = inner if isinstance(inner, dict) else value
        return next((answer[key] for key in _LISTS if isinstance(answer.get(key), list)), [answer])
    return [value]


@functools.lru_cache(maxsize=2)
def _first_record(text: str) -> _First:
    found: dict[tuple[str | None, ...], list[str]] = {}
    path: list[str | None] = []
    inside: list[bool] = []
    last = ""
    for match in _TOKEN.finditer(text):
        match match.group():
            case "{" | "[" as opening:
                if inside:
                    path.append(last if inside[-1] else None)
                inside.append(opening == "{")
                if inside[-1] and _may_be_record(tuple(path)):
                    found.setdefault(tuple(path), [])
            case "}" | "]":
                is_whole = inside[-1:] == [True] and path[-1:] == [None] and tuple(path) in found
                if is_whole or len(inside) < 2:
                    break
                inside.pop()
                path.pop()
            case ":":
                if inside[-1:] == [True] and tuple(path) in found:
                    found[tuple(path)].append(last)
            case string:
                last = string[1:-1]
    place = max(found, key=len, default=())
    return _First(place, frozenset(found.get(place, ())))


def _may_be_record(path: tuple[str | None, ...]) -> bool:
    inner = path[1:] if path[:1] == (_WRAPPER,) else path
    return inner in ((), (None,)) or (len(inner) == 2 and inner[0] in _LISTS and inner[1] is None)


class _BadJsonError(ValueError):
    pass


class _Document:
    """The text of a source, of which no more is kept than the record at hand."""

    def __init__(self, source: SourceFile) -> None:
        self._pieces = source.pieces(_PIECE)
        self._buffer = ""
        self._at = 0
        self._begins = ""
        self._ended = False
        self._number = 0
        self._fields: frozenset[str] = frozenset()

    def records(self) -> Iterator[Record]:
        """Yield the records, and what is broken as bad ones."""
        try:
            while char := self._peek():
                if char == "[":
                    yield from self._list()
                elif char == "{":
                    yield from self._object(is_outermost=True)
                else:
                    raise _BadJsonError("expected an object or a list")
        except _BadJsonError as error:
            self._begins = "the rest of the file"
            yield self._record(BadRecordError(f"not JSON: {error}"))

    def _object(self, *, is_outermost: bool) -> Iterator[Record]:
        """Yield the records that an object holds, else the object itself."""
        self._take("{")
        fields: dict[str, Any] = {}
        size = 0
        holds = False
        while self._peek() != "}":
            start = self._at
            name = self._value()
            self._take(":")
            char = self._peek()
            if name in _LISTS and char == "[":
                holds = True
                yield from self._list()
            elif name == _WRAPPER and char == "{" and is_outermost:
                holds = True
                yield from self._object(is_outermost=False)
            else:
                fields[str(name)] = self._value()
                size += max(0, self._at - start)
                if size > LONGEST_LINE:
                    raise _BadJsonError(f"one object of more than {LONGEST_LINE:,} characters")
            self._comma("}")
        self._take("}")
        if not holds:
            yield self._record(fields)

    def _list(self) -> Iterator[Record]:
        self._take("[")
        while self._peek() != "]":
            try:
                value = self._value()
                self._comma("]")
            except _BadJsonError as error:
                self._begins = self._buffer[self._at : self._at + _SHOWN]
                if not self._find_next():
                    raise _BadJsonError(f"{error}, and no whole record follows") from None
                yield self._record(BadRecordError(f"not JSON: {error}"))
            else:
                yield self._record(value)
        self._take("]")

    def _record(self, value: Any) -> Record:
        self._number += 1
        if isinstance(value, dict):
            self._fields = frozenset(value)
        return Record(value, self._begins.encode("utf-8", "replace").decode(), number=self._number)

    def _find_next(self) -> bool:
        """Go to where a record like the last good one begins; tell whether there is one."""
        for _ in range(_MOST_TRIES):
            while len(self._buffer) - self._at < _LOOK_AHEAD and self._more():
                pass
            match = _NEXT_RECORD.search(self._buffer, self._at)
            if match is None:
                return False
            self._at = match.end()
            try:
                value, _ = _DECODER.raw_decode(self._buffer, self._at)
            except (ValueError, RecursionError):
                continue
            if 2 * len(self._fields & value.keys()) >= len(self._fields):
                return True
        return False

    def _peek(self) -> str:
        """Return the next character that is no white space, "" at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def _take(self, char: str) -> None:
        if self._peek() != char:
            raise _BadJsonError(f"expected {char!r}, found {self._peek() or 'the end'!r}")
        self._at += 1

    def _comma(self, end: str) -> None:
        if self._peek() != end:
            self._take(",")

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos >= len(self._buffer) - _AT_END
                if not (is_cut and self._more()):
                    raise _BadJsonError(error.msg.removesuffix(" at")) from None
            except RecursionError:
                raise _BadJsonError(_TOO_DEEP) from None
            except ValueError as error:
                raise _BadJsonError(str(error)) from None
            else:
                if end < len(self._buffer) or not self._more():
                    self._begins = self._buffer[self._at : min(end, self._at + _SHOWN)]
                    self._at = end
                    return value

    def _more(self) -> bool:
        """Read on, as much again as is there, and forget what was taken; tell whether there was more."""
        rest = self._buffer[self._at :]
        if self._ended or len(rest) > LONGEST_LINE:
            return False
        pieces = [rest]
        size = 0
        while size <= len(rest) and (piece := next(self._pieces, "")):
            pieces.append(piece)
            size += len(piece)
        self._ended = not size
        self._buffer, self._at = "".join(pieces), 0
        return not self._ended
