"""Read arXiv's metadata snapshot: JSON Lines of papers as arXiv itself describes them."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.fields import addresses_in, code_and_pages
from kg.read.json_fields import mappings, text, year
from kg.read.json_stream import json_records, record_fields
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["ARXIV_SNAPSHOT", "read_arxiv_snapshot"]

_FIELDS = frozenset(["id", "title", "abstract", "categories"])
_TELLING = frozenset(["authors_parsed", "versions", "journal-ref", "submitter"])


def read_arxiv_snapshot(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every record; addresses of code come from the comments of the authors."""
    return papers_of(json_records(source), _paper, source)


def _paper(record: Any, source: str) -> Paper:
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    title = text(record, "title")
    if not title.strip():
        raise BadRecordError("no title")
    identifier = text(record, "id")
    code, pages = code_and_pages(addresses_in(text(record, "comments")))
    return make_paper(
        title=title,
        abstract=text(record, "abstract"),
        authors=_authors(record),
        year=_year(record),
        venue=text(record, "journal-ref"),
        url=f"https://arxiv.org/abs/{identifier}" if identifier else "",
        doi=text(record, "doi").split(" ")[0],
        arxiv_id=identifier,
        code=code,
        pages=pages,
        source=source,
    )


def _authors(record: Mapping[str, Any]) -> list[str]:
    parsed = record.get("authors_parsed")
    if not parsed:
        return [name.strip() for name in text(record, "authors").replace(" and ", ", ").split(",")]
    if not isinstance(parsed, list):
        raise BadRecordError("authors_parsed is no list")
    names = []
    for parts in parsed:
        if not (isinstance(parts, list) and all(isinstance(part, str) for part in parts)):
            raise BadRecordError("authors_parsed holds something other than lists of names")
        family, given, suffix = (*parts, "", "", "")[:3]
        names.append(" ".join((given, family, suffix)))
    return names


def _year(record: Mapping[str, Any]) -> int | None:
    """Return the year of the first version."""
    versions = mappings(record, "versions")
    if not versions:
        return year(record, "update_date")
    words = text(versions[0], "created").split()
    return next((int(word) for word in words if len(word) == 4 and word.isdecimal()), None)


def _knows(head: Head) -> bool:
    fields = record_fields(head)
    return fields >= _FIELDS and not fields.isdisjoint(_TELLING)


ARXIV_SNAPSHOT = Reader(
    name="arxiv-snapshot",
    summary="arXiv's metadata snapshot (JSON Lines)",
    knows=_knows,
    read=read_arxiv_snapshot,
)
