"""Read OpenAlex works: answers of its interface, lines of its snapshot."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.json_fields import mapping, mappings, text, texts, year
from kg.read.json_stream import json_records, record_fields
from kg.read.markup import plain_text
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["OPENALEX", "inverted_text", "read_openalex"]

_TELLING = frozenset(["abstract_inverted_index", "authorships", "referenced_works", "primary_location"])
_ARXIV = "arxiv.org/"


def read_openalex(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every work.

    Keywords, concepts and topics are left out: OpenAlex assigns them by machine, authors did not choose them.
    """
    return papers_of(json_records(source), _paper, source)


def inverted_text(index: Mapping[str, Any]) -> str:
    """Return the text whose words stand at the places that `index` tells.

    >>> inverted_text({"fog": [1, 3], "The": [0], "is": [2]})
    'The fog is fog'
    """
    placed = []
    for word, places in index.items():
        if not (isinstance(places, list) and all(type(place) is int for place in places)):
            raise BadRecordError("abstract_inverted_index holds something other than lists of places")
        placed += [(place, word) for place in places]
    return " ".join(word for _, word in sorted(placed))


def _paper(record: Any, source: str) -> Paper:
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    title = text(record, "title", "display_name")
    if not title.strip():
        raise BadRecordError("no title")
    location = mapping(record, "primary_location")
    pages = [text(place, "landing_page_url") for place in (location, *mappings(record, "locations"))]
    identifier = text(record, "id")
    return make_paper(
        title=plain_text(title),
        abstract=plain_text(inverted_text(mapping(record, "abstract_inverted_index"))),
        authors=[
            text(mapping(authorship, "author"), "display_name") or text(authorship, "raw_author_name")
            for authorship in mappings(record, "authorships")
        ],
        year=year(record, "publication_year", "publication_date"),
        venue=text(mapping(location, "source"), "display_name"),
        url=text(record, "doi") or text(location, "landing_page_url") or identifier,
        doi=text(record, "doi"),
        arxiv_id=next((page for page in pages if _ARXIV in page), ""),
        references=[f"openalex:{_short(work)}" for work in texts(record, "referenced_works")],
        identifiers=[f"openalex:{_short(identifier)}"] if identifier else [],
        source=source,
    )


def _short(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def _knows(head: Head) -> bool:
    fields = record_fields(head)
    return "id" in fields and len(fields & _TELLING) > 1


OPENALEX = Reader(
    name="openalex",
    summary="OpenAlex works (answers of its interface, lines of its snapshot)",
    knows=_knows,
    read=read_openalex,
)
