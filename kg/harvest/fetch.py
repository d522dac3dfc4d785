"""Fetch records of papers into a file."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from kg.errors import FetchError, OutputError
from kg.harvest.client import Client, PlannedRequest, check_address
from kg.harvest.document import document_lines
from kg.harvest.kept import KeptAnswers, default_folder
from kg.harvest.pace import Pace
from kg.harvest.service import Record, Service, Wish
from kg.harvest.services import find_service
from kg.harvest.walk import walk
from kg.harvest.wish import make_wish
from kg.staging import replacing

__all__ = ["Fetched", "Plan", "Progress", "fetch", "plan"]

_ATTEMPTS = 6
_CONTACT = re.compile(r"[!-'*-~]+")
_KEY = re.compile(r"[!-~]*")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched: records, requests sent, answers that were there before, records that came twice.

    `limited` tells that the limit was reached, so that there may be more; `missing` are the identifiers that the
    service does not know.
    """

    file: Path
    records: int
    sent: int
    reused: int
    duplicates: int
    limited: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a fetch would send first, at least how many seconds apart, and how many records it would stop at."""

    requests: tuple[PlannedRequest, ...]
    seconds: float
    limit: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is: records so far, of how many where told."""

    records: int
    total: int | None


def fetch(
    service: str,
    query: str | Iterable[str],
    file: Path | str,
    *,
    limit: int | None = None,
    since: date | None = None,
    until: date | None = None,
    url: str | None = None,
    contact: str | None = None,
    cache: Path | str | None = None,
    fresh: bool = False,
    attempts: int = _ATTEMPTS,
    on_progress: Callable[[Progress], None] | None = None,
    on_wait: Callable[[float, str], None] | None = None,
) -> Fetched:
    """Write to `file` the records that `service` has for a query or for identifiers, as the service gave them.

    `file` appears whole or not at all. Answers are kept for a day in the folder `cache`: after a failure the same call
    goes on where it was; `fresh` asks for all anew. `limit` is the most records, 1,000 of a query where it is None.
    `since` and `until` are days of publication. `url` is another address of the service, `contact` an e-mail address
    or a page, told to the service (else KG_CONTACT). What fails for the moment is tried `attempts` times; `on_wait` is
    told the seconds before another try, and why. A key comes from the environment: OPENALEX_API_KEY, S2_API_KEY,
    HF_TOKEN.

    Raises FetchError where the service does not exist, cannot be reached, refuses or has nothing, BrokenAnswerError
    where its answers are broken, OutputError where `file` or the cache cannot be written.
    """
    chosen, target = find_service(service), Path(file)
    wish = _wish(chosen, query, since, until, limit)
    if target.is_dir():
        raise OutputError(f"{target}: a folder; expected the name of a file to write")
    client = _client(chosen, url, contact, cache, fresh, attempts, on_wait)
    with client, replacing(target) as new:
        tally = _Tally(chosen, wish, client, on_progress)
        try:
            with new.open("w", encoding="utf-8", newline="\n") as out:
                for piece in document_lines(chosen.frame(wish), islice(tally.records(), wish.limit)):
                    out.write(f"{piece}\n")
        except FetchError as error:
            raise type(error)(f"{error}{tally.kept_note()}") from None
        if not tally.written:
            raise FetchError(f"{chosen.title} has no record for {wish.query or ', '.join(wish.ids)!r}; nothing written")
    limited = tally.written == wish.limit
    missing = () if limited else tally.missing()
    return Fetched(target, tally.written, client.sent, client.reused, tally.duplicates, limited, missing)


def plan(
    service: str,
    query: str | Iterable[str],
    *,
    limit: int | None = None,
    since: date | None = None,
    until: date | None = None,
    url: str | None = None,
    contact: str | None = None,
    cache: Path | str | None = None,
    fresh: bool = False,
) -> Plan:
    """Return what `fetch` would send, without sending anything; pages that follow are known from answers only.

    Raises FetchError as `fetch` does for what it is given.
    """
    chosen = find_service(service)
    wish = _wish(chosen, query, since, until, limit)
    with _client(chosen, url, contact, cache, fresh) as client:
        requests = tuple(map(client.plan, chosen.requests(wish)))
    return Plan(requests, _seconds(chosen), wish.limit)


class _Tally:
    """Counts the records of a wish on their way."""

    def __init__(
        self, service: Service, wish: Wish, client: Client, on_progress: Callable[[Progress], None] | None
    ) -> None:
        self._service = service
        self._wish = wish
        self._client = client
        self._on_progress = on_progress
        self._absent = {id.casefold(): id for id in wish.ids}
        self.written = 0
        self.duplicates = 0

    def records(self) -> Iterator[Record]:
        for batch in walk(self._service, self._wish, self._client):
            self.duplicates += batch.duplicates
            for record in batch.records:
                self.written += 1
                for name in record.names:
                    self._absent.pop(name.casefold(), None)
                yield record
            if self._on_progress:
                self._on_progress(Progress(self.written, self._expected(batch.total)))

    def missing(self) -> tuple[str, ...]:
        """Return the identifiers that no record answers to."""
        return tuple(self._absent.values())

    def kept_note(self) -> str:
        if not self.written:
            return ""
        return f"\n{self.written:,} records before that are kept for a day: the same command goes on from there"

    def _expected(self, told: int | None) -> int | None:
        known = [number for number in (told, self._wish.limit, len(self._wish.ids) or None) if number is not None]
        return min(known) if known else None


def _wish(
    service: Service, query: str | Iterable[str], since: date | None, until: date | None, limit: int | None
) -> Wish:
    words = [query] if isinstance(query, str) else list(query)
    return make_wish(service, words, since=since, until=until, limit=limit)


def _client(
    service: Service,
    url: str | None,
    contact: str | None,
    cache: Path | str | None,
    fresh: bool,
    attempts: int = _ATTEMPTS,
    on_wait: Callable[[float, str], None] | None = None,
) -> Client:
    folder = Path(cache or default_folder(os.environ)) / service.name
    return Client(
        service,
        address=check_address(url) if url else None,
        user_agent=_user_agent(contact or os.environ.get("KG_CONTACT", "")),
        key=_key(service),
        kept=KeptAnswers(folder, fresh=fresh),
        pace=Pace(folder / "last-request", _seconds(service)),
        attempts=attempts,
        on_wait=on_wait,
    )


def _key(service: Service) -> str:
    key = os.environ.get(service.key.variable, "").strip() if service.key else ""
    if service.key and not _KEY.fullmatch(key):
        raise FetchError(f"{service.key.variable} holds characters that no key has; expected letters, digits and signs")
    return key


def _seconds(service: Service) -> float:
    return service.seconds_with_key if _key(service) else service.seconds


def _user_agent(contact: str) -> str:
    """Return what kg calls itself, with whom to ask."""
    name = f"kg/{version('kg')}"
    if not contact:
        return name
    if not _CONTACT.fullmatch(contact):
        raise FetchError(f"contact {contact!r}: expected an e-mail address or the address of a page")
    return f"{name} ({'mailto:' if '@' in contact and ':' not in contact else ''}{contact})"
