"""OpenAlex: works as JSON Lines, by its list interface (https://developers.openalex.org)."""

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import BrokenAnswerError
from kg.harvest.answers import json_line, read_json, unexpected
from kg.harvest.identifiers import arxiv_id, doi
from kg.harvest.service import Key, Page, Record, Request, Service, Wish, unframed

__all__ = ["OPENALEX"]

_LARGEST_PAGE = 100
_IDS_A_REQUEST = 50
_WORK = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d+)", re.IGNORECASE)
_FILTER = re.compile(r"[a-z_]+(?:\.[a-z_]+)*:\S.*")


def _identify(text: str) -> str:
    if work := _WORK.fullmatch(text):
        return work[1].upper()
    arxiv = arxiv_id(text)
    return f"10.48550/arxiv.{arxiv}" if arxiv else doi(text)


def _requests(wish: Wish) -> Iterator[Request]:
    works = [id for id in wish.ids if id.startswith("W")]
    dois = [id for id in wish.ids if not id.startswith("W")]
    for field, ids in (("openalex", works), ("doi", dois)):
        for start in range(0, len(ids), _IDS_A_REQUEST):
            yield _list(f"{field}:{'|'.join(ids[start : start + _IDS_A_REQUEST])}")
    if wish.query:
        dates = [
            *([f"from_publication_date:{wish.since}"] if wish.since else []),
            *([f"to_publication_date:{wish.until}"] if wish.until else []),
        ]
        given = _FILTER.fullmatch(wish.query)
        filters = [wish.query, *dates] if given else dates
        search = "" if given else wish.query
        yield _list(",".join(filters), search=search, size=wish.page_size(_LARGEST_PAGE), cursor="*")


def _list(filters: str, *, search: str = "", size: int = _LARGEST_PAGE, cursor: str = "") -> Request:
    params = (("filter", filters), ("search", search), ("per_page", str(size)), ("cursor", cursor))
    return Request("/works", tuple(pair for pair in params if pair[1]))


def _read(body: bytes, request: Request) -> Page:
    answer = read_json(body)
    results = answer.get("results") if isinstance(answer, dict) else None
    meta = answer.get("meta") if isinstance(answer, dict) else None
    if not isinstance(results, list) or not isinstance(meta, dict):
        raise unexpected(body, 'works: "meta" and "results"')
    cursor, total = meta.get("next_cursor"), meta.get("count")
    return Page(
        tuple(map(_record, results)),
        request.with_param("cursor", str(cursor)) if results and cursor else None,
        total if isinstance(total, int) else None,
    )


def _record(work: Any) -> Record:
    key = _WORK.fullmatch(str(work.get("id"))) if isinstance(work, dict) else None
    if key is None:
        raise BrokenAnswerError("a work has no OpenAlex id")
    return Record(key[1], json_line(work), frozenset({key[1], doi(str(work.get("doi")))}))


OPENALEX = Service(
    name="openalex",
    title="OpenAlex",
    address="https://api.openalex.org",
    accept="application/json",
    seconds=0.1,
    seconds_with_key=0.1,
    key=Key("OPENALEX_API_KEY", "Authorization", "Bearer "),
    examples=("W2741809807", "10.7717/peerj.4375"),
    identify=_identify,
    requests=_requests,
    read=_read,
    frame=unframed,
)
