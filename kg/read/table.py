"""Tables: which column holds which field of a paper, and the paper that a row is."""

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import InputError
from kg.model import Paper
from kg.read.fields import addresses_in, keywords_in, people_in, untagged, year_in
from kg.read.record import BadRecordError, make_paper
from kg.read.source import Hints, SourceFile
from kg.text import clip

__all__ = ["Row", "columns_of", "guess_columns", "paper_of_row"]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper title", "article title", "document title", "titles", "titel", "paper", "paper name"),
    "abstract": (
        ("abstract", "abstracts", "abstract note", "abstract text", "summary", "summaries", "zusammenfassung")
        + ("description", "tldr")
    ),
    "authors": ("author full names", "authors", "author names", "author", "author s", "creators", "autoren"),
    "year": (
        ("year", "publication year", "pubyear", "pub year", "year published", "published year", "jahr", "date")
        + ("publication date", "published", "published date", "pub date")
    ),
    "venue": (
        ("venue", "source title", "journal", "journal book", "publication title", "conference", "booktitle")
        + ("container title", "publication name", "publication", "proceedings", "proceeding", "source")
    ),
    "url": (
        ("url", "paper url", "article url", "link", "paper link", "urls", "html url", "url abs", "openreview url")
        + ("pdf", "pdf url", "pdf link", "url pdf")
    ),
    "doi": ("doi", "dois", "doi link", "digital object identifier"),
    "arxiv_id": ("arxiv id", "arxiv", "arxivid", "arxiv number", "arxiv url"),
    "keywords": ("keywords", "author keywords", "keyword", "manual tags", "tags", "schlagworte", "index keywords"),
    "code": ("code", "code url", "code link", "github", "github url", "repository", "repo", "repo url"),
    "pages": ("project", "project page", "project url", "website", "homepage"),
    "references": ("references", "cited references"),
}
_ADDRESS_FIELDS = frozenset(["code", "pages"])
_NOT_A_LETTER = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EMPTY = frozenset(["", "nan", "none", "null", "n/a", "na", "-", "[no abstract available]"])
_SHOWN = 200


class Row(NamedTuple):
    """A row of a table: its cells, as text or as values, and where each field of a paper is among them."""

    cells: Sequence[Any]
    columns: Mapping[str, int]


def guess_columns(header: Iterable[object], hints: Hints) -> dict[str, int]:
    """Return where each field of a paper is found, by the names of the columns; what `hints` say goes before.

    >>> guess_columns(["Paper Title", "AbstractNote", "page"], Hints())
    {'title': 0, 'abstract': 1}
    >>> guess_columns(["a", "b"], Hints(columns={"title": "b"}))
    {'title': 1}
    """
    given = [str(name or "").strip() for name in header]
    plain = [_plain(name) for name in given]
    columns: dict[str, int] = {}
    for field, names in _NAMES.items():
        if field in hints.columns:
            if hints.columns[field] in given:
                columns[field] = given.index(hints.columns[field])
        elif known := [name for name in names if name in plain]:
            columns[field] = plain.index(known[0])
    return columns


def columns_of(header: Sequence[object], source: SourceFile) -> dict[str, int]:
    """Return the columns as `guess_columns` does.

    Raises InputError where there is none for the title, or none of a name that the user gave.
    """
    columns = guess_columns(header, source.hints)
    missing = [f"{field}={name}" for field, name in source.hints.columns.items() if field not in columns]
    if missing or "title" not in columns:
        found = clip(", ".join(str(name) for name in header), _SHOWN)
        lacking = f"no column {', '.join(missing)}" if missing else "no column that is known to hold titles"
        raise InputError(f"{source.label}: {lacking}; found: {found}; say which is which: --columns title=NAME")
    return columns


def paper_of_row(row: Row, source: str) -> Paper:
    """Return the paper that a row is.

    Raises BadRecordError where it has no title.
    """
    cells, columns = row

    def value(field: str) -> Any:
        place = columns.get(field, len(cells))
        return cells[place] if place < len(cells) else ""

    title = untagged(_text(value("title")))
    if not title:
        raise BadRecordError("no title")
    url, doi = _text(value("url")), _text(value("doi"))
    return make_paper(
        title=title,
        abstract=untagged(_text(value("abstract"))),
        authors=_listed(value("authors"), "authors"),
        year=year_in(_text(value("year"))),
        venue=_text(value("venue")),
        url=next(iter(addresses_in(url)), url),
        doi=doi,
        arxiv_id=_text(value("arxiv_id")),
        keywords=_listed(value("keywords"), "keywords"),
        code=_listed(value("code"), "code"),
        pages=_listed(value("pages"), "pages"),
        references=_listed(value("references"), "references"),
        source=source,
    )


def _plain(name: str) -> str:
    return _NOT_A_LETTER.sub(" ", _CAMEL.sub(" ", name)).strip().lower()


def _text(value: Any) -> str:
    if isinstance(value, dict):
        raise BadRecordError("a cell holds named values, expected text")
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            raise BadRecordError("a cell holds bytes that are no text") from None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(map(_text, value)) if isinstance(value, list | tuple) else str("" if value is None else value)
    return "" if text.strip().lower() in _EMPTY else text.strip()


def _listed(value: Any, field: str) -> list[str]:
    """Return the items of a cell: a list, or a text that lists them."""
    if not isinstance(value, list | tuple):
        text = _text(value)
        value = _literal(text) if text.startswith("[") and text.endswith("]") else None
        if value is None:
            return _split(text, field)
    return [name for item in value if (name := _text(item.get("name", "") if isinstance(item, dict) else item))]


def _literal(text: str) -> list[Any] | None:
    """Return the list that `text` writes down as JSON or as Python does."""
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return value if isinstance(value, list) else None
    return None


def _split(text: str, field: str) -> list[str]:
    if field in _ADDRESS_FIELDS:
        return addresses_in(text) or ([f"https://{text}"] if re.match(r"[\w-]+(?:\.[\w-]+)+/\S+$", text) else [])
    if field != "authors":
        return keywords_in(text.replace("|", ";"))
    return people_in(text)
