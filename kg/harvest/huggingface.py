"""Hugging Face: papers and daily papers as JSON Lines, by the Hub's interface (https://huggingface.co/docs/hub/api)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kg.errors import BrokenAnswerError, FetchError
from kg.harvest.answers import json_line, read_json, unexpected
from kg.harvest.identifiers import arxiv_id
from kg.harvest.service import Key, Page, Record, Request, Service, Wish, unframed

__all__ = ["HUGGING_FACE"]

_LARGEST_PAGE = 100
_MOST_FOUND = 120
_DAILY = "daily"


def _requests(wish: Wish) -> Iterator[Request]:
    for id in wish.ids:
        yield Request(f"/api/papers/{id}", may_be_absent=True)
    if wish.query.lower() == _DAILY:
        yield from _daily(wish)
    elif wish.query:
        yield _search(wish)


def _daily(wish: Wish) -> Iterator[Request]:
    size = ("limit", str(wish.page_size(_LARGEST_PAGE)))
    if not wish.since:
        if wish.until:
            raise FetchError(
                "huggingface daily: --until needs --since, the first day of the daily papers that you want"
            )
        yield Request("/api/daily_papers", (size, ("p", "0")))
        return
    for day in _days(wish.since, wish.until or datetime.now(UTC).date()):
        yield Request("/api/daily_papers", (("date", str(day)), size, ("p", "0")))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _search(wish: Wish) -> Request:
    if wish.since or wish.until:
        raise FetchError(
            f"Hugging Face's search knows no dates; leave out --since and --until, or ask for the query {_DAILY!r}, "
            "which is the list of daily papers"
        )
    return Request("/api/papers/search", (("q", wish.query), ("limit", str(wish.page_size(_MOST_FOUND)))))


def _read(body: bytes, request: Request) -> Page:
    answer = read_json(body)
    papers = [answer] if request.may_be_absent else answer
    if not isinstance(papers, list):
        raise unexpected(body, "a list of papers")
    page = request.param("p")
    full = page and len(papers) >= int(request.param("limit"))
    following = request.with_param("p", str(int(page) + 1)) if full else None
    return Page(tuple(map(_record, papers)), following)


def _record(item: Any) -> Record:
    paper = item.get("paper", item) if isinstance(item, dict) else None
    key = paper.get("id") if isinstance(paper, dict) else None
    if not isinstance(key, str) or not key:
        raise BrokenAnswerError("a paper has no id")
    return Record(key, json_line(item), frozenset({key}))


HUGGING_FACE = Service(
    name="huggingface",
    title="Hugging Face",
    address="https://huggingface.co",
    accept="application/json",
    seconds=0.6,
    seconds_with_key=0.3,
    key=Key("HF_TOKEN", "Authorization", "Bearer "),
    examples=("2106.09685",),
    identify=arxiv_id,
    requests=_requests,
    read=_read,
    frame=unframed,
)
