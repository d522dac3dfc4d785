"""Read CSL-JSON, as Zotero, Mendeley and Pandoc export it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.fields import addresses_in, arxiv_id_in, code_and_pages, keywords_in, untagged, year_in
from kg.read.json_stream import json_records
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["CSL_JSON", "read_csl_json"]

_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article(?:-journal|-magazine|-newspaper)?|paper-conference|chapter|book|thesis|report|webpage|'
    r'manuscript|dataset|software|post(?:-weblog)?|speech|standard|document|entry(?:-encyclopedia|-dictionary)?)"'
)
_OF_CSL = re.compile(r'"(?:issued|family|container-title|citation-key|accessed)"\s*:')
_OF_CROSSREF = re.compile(r'"title"\s*:\s*\[')
_VENUES = ("container-title", "event-title", "event", "publisher")
_NOTES = ("note", "annote", "archive_location", "number", "URL", "archive")


def read_csl_json(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the papers of a CSL-JSON file: a list of items, or an object with the list `items`.

    >>> text = '[{"type": "book", "title": "On Books", "author": [{"family": "Doe", "given": "Jane"}]}]'
    >>> next(read_csl_json(SourceFile.of_text(text, "a.json"))).authors
    ('Jane Doe',)
    """
    return papers_of(json_records(source), _paper, source)


def _paper(item: object, source: str) -> Paper:
    if not isinstance(item, Mapping):
        raise BadRecordError(f"a JSON {type(item).__name__}, not an object")

    def text(*names: str) -> str:
        return next((value for name in names if (value := untagged(_text(item, name)))), "")

    title = text("title")
    if not title:
        raise BadRecordError("no title")
    notes = " ".join(_text(item, name) for name in _NOTES)
    url = text("URL")
    code, pages = code_and_pages(address for address in addresses_in(notes) if address != url)
    venue = text(*_VENUES)
    return make_paper(
        title=title,
        abstract=text("abstract"),
        authors=_people(item.get("author") or item.get("editor")),
        year=_year(item.get("issued")),
        venue="" if arxiv_id_in(venue) or venue == "arXiv" else venue,
        url=url,
        doi=text("DOI"),
        arxiv_id=arxiv_id_in(notes),
        keywords=keywords_in(text("keyword")),
        code=code,
        pages=pages,
        source=source,
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise BadRecordError(f"{name} is a JSON {type(value).__name__}, expected text")
    return str(value)


def _people(people: object) -> Iterator[str]:
    if people is None:
        return
    if not isinstance(people, list) or not all(isinstance(person, Mapping) for person in people):
        raise BadRecordError("author is no list of names")
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    for person in people:
        yield _text(person, "literal") or " ".join(part for name in parts if (part := _text(person, name)))


def _year(issued: object) -> int | None:
    if not isinstance(issued, Mapping):
        return None
    return year_in(json.dumps(issued.get("date-parts") or issued.get("raw") or issued.get("literal") or ""))


def _knows_csl_json(head: Head) -> bool:
    start = head.text.lstrip("\ufeff \t\n")
    return bool(
        start.startswith(("[", "{"))
        and _TYPE.search(start)
        and _OF_CSL.search(start)
        and not _OF_CROSSREF.search(start)
        and (start.startswith("[") or re.match(r'\{\s*"items"\s*:\s*\[', start))
    )


CSL_JSON = Reader(name="csl-json", summary="CSL-JSON (Zotero)", knows=_knows_csl_json, read=read_csl_json)
