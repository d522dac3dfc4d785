"""arXiv: Atom entries, by its query interface (https://info.arxiv.org/help/api/user-manual.html)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape

from lxml import etree

from kg.errors import BrokenAnswerError, FetchError
from kg.harvest.answers import ATOM, read_xml, unexpected, xml_text
from kg.harvest.identifiers import arxiv_id
from kg.harvest.service import Element, Page, Record, Request, Service, Wish

__all__ = ["ARXIV"]

_LARGEST_PAGE = 200
_MOST = 30_000
_FIRST_DAY = date(1991, 1, 1)
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_ERROR = "/api/errors"
_SYNTAX = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate|lastUpdatedDate):|\b(?:AND|OR|ANDNOT)\b")
_TERM = re.compile(r'"[^"]*"|\S+')


def _identify(text: str) -> str:
    return arxiv_id(text, version=True)


def _requests(wish: Wish) -> Iterator[Request]:
    size = str(wish.page_size(_LARGEST_PAGE))
    for start in range(0, len(wish.ids), _LARGEST_PAGE):
        ids = wish.ids[start : start + _LARGEST_PAGE]
        yield Request("/api/query", (("id_list", ",".join(ids)), ("max_results", str(len(ids))), ("start", "0")))
    if wish.query:
        if (wish.limit or 0) > _MOST:
            raise FetchError(
                f"arXiv gives at most {_MOST:,} records of one query and {wish.limit:,} were asked for; "
                "split the query by dates with --since and --until"
            )
        yield Request("/api/query", (("search_query", _search(wish)), ("max_results", size), ("start", "0")))


def _search(wish: Wish) -> str:
    """Return the query in arXiv's syntax; of plain words each must be in the record."""
    plain = not _SYNTAX.search(wish.query)
    query = " AND ".join(f"all:{term}" for term in _TERM.findall(wish.query)) if plain else wish.query
    if wish.since or wish.until:
        first, last = wish.since or _FIRST_DAY, wish.until or datetime.now(UTC).date()
        query = f"({query}) AND submittedDate:[{first:%Y%m%d}0000 TO {last:%Y%m%d}2359]"
    return query


def _read(body: bytes, request: Request) -> Page:
    feed = read_xml(body)
    if feed.tag != f"{ATOM}feed":
        raise unexpected(body, "an Atom feed")
    records = tuple(_record(entry) for entry in feed.iterfind(f"{ATOM}entry"))
    total = feed.findtext(_TOTAL, "").strip()
    if not total.isdecimal():
        raise BrokenAnswerError(f"the feed tells {total!r} as opensearch:totalResults; expected a number")
    start, size, count = int(request.param("start")), int(request.param("max_results")), int(total)
    if not records and start < count:
        raise BrokenAnswerError(f"the page from {start:,} is empty, of {count:,} records")
    last = start + size >= min(count, _MOST)
    return Page(records, None if last else request.with_param("start", str(start + size)), count)


def _record(entry: etree._Element) -> Record:
    address = entry.findtext(f"{ATOM}id", "").strip()
    if _ERROR in address:
        raise FetchError(f"arXiv: {entry.findtext(f'{ATOM}summary', '').strip()}")
    key = arxiv_id(address, version=True)
    if not key:
        raise BrokenAnswerError(f"an entry has the id {address!r}; expected the address of an abstract")
    return Record(key, xml_text(entry), frozenset({key, arxiv_id(address)}))


def _frame(wish: Wish) -> Element:
    title = escape(wish.query or ", ".join(wish.ids), quote=False)
    return Element(
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>arXiv: {title}</title>",
        "</feed>",
    )


ARXIV = Service(
    name="arxiv",
    title="arXiv",
    address="https://export.arxiv.org",
    accept="application/atom+xml",
    seconds=3.0,
    seconds_with_key=3.0,
    key=None,
    examples=("2106.09685", "cs/9901002"),
    identify=_identify,
    requests=_requests,
    read=_read,
    frame=_frame,
)
