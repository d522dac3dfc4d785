"""Read Crossref works: answers of its interface, files of its public data."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.json_fields import as_year, mapping, mappings, text, texts
from kg.read.json_stream import json_records, record_fields
from kg.read.markup import plain_text
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["CROSSREF", "read_crossref"]

_TELLING = frozenset(["indexed", "is-referenced-by-count", "member", "prefix", "deposited", "reference-count"])
_DATES = ("published", "issued", "published-print", "published-online", "created")


def read_crossref(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every work. `subject` is left out: it tells of the journal, not of the paper."""
    return papers_of(json_records(source), _paper, source)


def _paper(record: Any, source: str) -> Paper:
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    titles = texts(record, "title")
    title = plain_text(titles[0]) if titles else ""
    if not title.strip():
        raise BadRecordError("no title")
    return make_paper(
        title=": ".join([title, *(plain_text(subtitle) for subtitle in texts(record, "subtitle")[:1])]),
        abstract=plain_text(text(record, "abstract")),
        authors=[_author(author) for author in mappings(record, "author")],
        year=_year(record),
        venue=plain_text(next(iter(texts(record, "container-title")), "")),
        url=text(record, "URL"),
        doi=text(record, "DOI"),
        references=[cited for item in mappings(record, "reference") if (cited := _cited(item))],
        source=source,
    )


def _author(author: Mapping[str, Any]) -> str:
    name = " ".join([text(author, "given"), text(author, "family"), text(author, "suffix")])
    return name if name.strip() else text(author, "name", "literal")


def _year(record: Mapping[str, Any]) -> int | None:
    for name in _DATES:
        parts = mapping(record, name).get("date-parts")
        first = parts[0] if isinstance(parts, list) and parts else None
        if isinstance(first, list) and first and first[0]:
            return as_year(first[0], name)
    return None


def _cited(reference: Mapping[str, Any]) -> str:
    return text(reference, "DOI", "article-title", "unstructured")


def _knows(head: Head) -> bool:
    fields = record_fields(head)
    return fields >= {"DOI", "title"} and not fields.isdisjoint(_TELLING)


CROSSREF = Reader(
    name="crossref",
    summary="Crossref works (answers of its interface, public data files)",
    knows=_knows,
    read=read_crossref,
)
