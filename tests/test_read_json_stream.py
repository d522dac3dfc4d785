"""Records of JSON in whatever wrapping, one at a time; what is broken costs no more than itself."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.json_stream import json_records, record_fields
from kg.read.record import BadRecordError
from kg.read.source import SourceFile

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=8),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(
    st.dictionaries(st.text(max_size=5), VALUES, max_size=4).map(lambda d: {"title": "a", **d}), max_size=5
)


def values(text: str) -> list[Any]:
    return [record.value for record in json_records(SourceFile.of_text(text, "a"))]


def good(text: str) -> list[Any]:
    return [value for value in values(text) if not isinstance(value, BadRecordError)]


@given(records=RECORDS.filter(bool), indent=st.sampled_from([None, 0, 2]))
def test_records_come_back_from_every_wrapping(records: list[Any], indent: int | None) -> None:
    lines = "\n".join(map(json.dumps, records))
    wrappings: list[Any] = [
        records,
        {"meta": {"count": 1}, "results": records},
        {"total": 1, "data": records, "next": 7},
        {"status": "ok", "message": {"items": records, "facets": {}}},
        {"papers": records},
    ]
    assert values(lines) == records
    assert all(values(json.dumps(wrapping, indent=indent)) == records for wrapping in wrappings)


@given(records=RECORDS.filter(bool))
def test_answers_a_line_are_unwrapped(records: list[Any]) -> None:
    page = json.dumps({"results": records, "meta": {}})
    assert values(f"{page}\n{page}") == records * 2


def test_a_single_object_is_one_record() -> None:
    assert values('{\n "title": "a",\n "year": 1\n}\n') == [{"title": "a", "year": 1}]
    assert values('{"status": "ok", "message": {"DOI": "10.1/a", "title": ["a"]}}') == [
        {"DOI": "10.1/a", "title": ["a"]}
    ]


@pytest.mark.parametrize(
    "broken",
    [
        '{"title": "b", "year": }',
        '{"title": "b" "year": 1}',
        "{'title': 1}",
        '{"title": "b", "x": tru}',
        "{" * 5000,
        "nul",
    ],
)
def test_a_broken_record_of_a_list_loses_itself_alone(broken: str) -> None:
    one, two = '{"title": "a", "year": 1}', '{"title": "c", "year": 3}'
    found = good(f"[{one}, {broken}, {two}, {two}]" if broken.endswith("}") else f"[{one}, {broken}}}, {two}, {two}]")
    assert found[0] == json.loads(one)
    assert found[-1] == json.loads(two)
    assert all(value in (json.loads(one), json.loads(two)) for value in found)


def test_objects_inside_of_a_broken_record_are_no_records() -> None:
    inner = '{"name": "Ada"}, {"name": "Bo"}'
    records = f'{{"title": "a", "authors": [{inner}]}}, {{"title": "b", "authors": [{inner}] x}}'
    text = f'[{records}, {{"title": "c", "authors": []}}]'
    assert [value["title"] for value in good(text)] == ["a", "c"]


def test_what_ends_too_early_keeps_what_was_before() -> None:
    assert good('[{"title": "a"}, {"title": "b"}, {"title": "c') == [{"title": "a"}, {"title": "b"}]
    assert good('{"results": [{"title": "a"}, {"ti') == [{"title": "a"}]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"title": "a"}, ' + "[", '{"results": [' + '{"a":'])
def test_nesting_without_end_ends(opening: str) -> None:
    """Parsers that stream below the record take the square of the depth here."""
    text = opening + opening[-5:].strip(", ") * 200_000
    assert all(isinstance(value, BadRecordError | dict | list) for value in values(text))


@given(st.text(st.sampled_from('[]{}",:\\ \n1aé'), max_size=60))
def test_nothing_but_records_comes_of_any_text(text: str) -> None:
    assert len(values(text)) <= len(text)
    assert record_fields(SourceFile.of_text(text + "x", "a").head()) is not None


def test_fields_of_the_first_record_are_known_before_it_ends() -> None:
    def fields(text: str) -> list[str]:
        return sorted(record_fields(SourceFile.of_text(text, "a").head()))

    assert fields('{"DOI": 1, "title": ["a"], "abstract": "cut off') == ["DOI", "abstract", "title"]
    assert fields('[{"paper": {"title": "inside"}, "publishedAt": 1}, {"other": 2}]') == ["paper", "publishedAt"]
    assert fields('{"total": 3, "data": [{"paperId": "x"}], "later": 1}') == ["paperId"]
    assert fields("no json") == []


@pytest.mark.parametrize("wrapping", ["[%s]", '{"results": [%s]}', "%s"])
def test_memory_stays_what_a_record_takes(wrapping: str) -> None:
    separator = "\n" if wrapping == "%s" else ",\n"
    record = json.dumps({"title": "A tide", "abstract": "word " * 400})
    before, _, after = wrapping.partition("%s")
    count = 20_000

    def pieces() -> Iterator[bytes]:
        yield before.encode()
        yield record.encode()
        for _ in range(count - 1):
            yield (separator + record).encode()
        yield after.encode()

    source = SourceFile("a", "a", lambda: io.BufferedReader(_Pieces(pieces())))
    tracemalloc.start()
    assert sum(record.value["title"] == "A tide" for record in json_records(source)) == count
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20 < count * len(record) / 8


class _Pieces(io.RawIOBase):
    """A file of pieces that are made as they are read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
