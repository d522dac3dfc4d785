"""A service behind HTTP: asked at its pace, again where a failure may pass, and never twice for the same."""

import re
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from kg.errors import BrokenAnswerError, FetchError
from kg.harvest.answers import error_text
from kg.harvest.kept import KeptAnswers
from kg.harvest.pace import Pace
from kg.harvest.service import Page, Request, Service
from kg.web import PASSING, first_words, may_pass

__all__ = ["Client", "PlannedRequest", "check_address"]

_TIMEOUT = httpx2.Timeout(30, read=120)
_LARGEST = 512 * 2**20
_LONGEST_WAIT = 600
_RESET = re.compile(r"\bt=(\d+)")


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request as it would be sent, its key left out; `kept` where its answer is there already."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    kept: bool


class _RefusedError(Exception):
    """An answer that says no; `wait` seconds are asked for before the next try, where it tells."""

    def __init__(self, response: httpx2.Response, told: str) -> None:
        self.status = response.status_code
        self.moved_to = response.headers.get("location", "") if response.has_redirect_location else ""
        self.wait = _asked_wait(response.headers)
        super().__init__(f"{self.status} {response.reason_phrase}: {told}".rstrip(": "))


class Client:
    """Asks a service for pages.

    `address` stands for all servers of the service. `key` is sent with every request and shown nowhere. Redirections
    are not followed, so that it goes nowhere else. `on_wait` is told the seconds before another try, and why.
    """

    def __init__(
        self,
        service: Service,
        *,
        address: str | None,
        user_agent: str,
        key: str,
        kept: KeptAnswers,
        pace: Pace,
        attempts: int,
        on_wait: Callable[[float, str], None] | None = None,
    ) -> None:
        self._service = service
        self._address = address
        self._key = key
        self._kept = kept
        self._pace = pace
        headers = {"User-Agent": user_agent, "Accept": service.accept}
        if service.key and key:
            headers[service.key.header] = service.key.prefix + key
        self._client = httpx2.Client(timeout=_TIMEOUT, headers=headers)
        self._on_wait = on_wait
        self._backoff = wait_random_exponential(multiplier=1, max=60)
        self._retrying = Retrying(
            stop=stop_after_attempt(attempts),
            wait=self._wait,
            retry=retry_if_exception(_worth_another),
            sleep=_sleep,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        self.sent = 0
        """How many requests were sent, those again included."""
        self.reused = 0
        """How many answers were there already."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def plan(self, request: Request) -> PlannedRequest:
        """Return what would be sent."""
        built = self._build(request)
        secret = self._service.key.header.lower() if self._service.key else ""
        names = ("user-agent", "accept", "content-type", secret)
        shown = [(name, built.headers[name]) for name in names if name and name in built.headers]
        return PlannedRequest(
            method=built.method,
            url=str(built.url),
            headers=tuple((name, "(not shown)" if name == secret else value) for name, value in shown),
            body=built.read().decode(),
            kept=self._kept.get(*_asked(built)) is not None,
        )

    def ask(self, request: Request) -> Page:
        """Return the page that a request asks for, and keep its answer.

        Raises FetchError where the service refuses or cannot be reached, BrokenAnswerError where it answers something
        else again and again.
        """
        built = self._build(request)
        kept = self._kept.get(*_asked(built))
        if kept is not None:
            with suppress(BrokenAnswerError):
                page = self._service.read(kept, request)
                self.reused += 1
                return page
        where = f"{built.method} {built.url}"
        try:
            return self._retrying(self._ask_once, request)
        except _RefusedError as error:
            raise FetchError(self._masked(f"{where} was answered {self._refusal(error)}")) from None
        except BrokenAnswerError as error:
            raise BrokenAnswerError(self._masked(f"{where}: {error}")) from None
        except httpx2.RequestError as error:
            raise FetchError(self._masked(f"{where}: {self._unreachable(error)}")) from None

    def _build(self, request: Request) -> httpx2.Request:
        url = (self._address or request.address or self._service.address).rstrip("/") + request.path
        params = dict(request.params)
        if request.posted:
            return self._client.build_request("POST", url, params=params, json={"ids": request.posted})
        return self._client.build_request("GET", url, params=params)

    def _ask_once(self, request: Request) -> Page:
        self._pace.wait()
        self.sent += 1
        built = self._build(request)
        response = self._client.send(built, stream=True)
        try:
            body = _body(response)
        except httpx2.DecodingError as error:
            raise BrokenAnswerError(f"the answer cannot be unpacked ({error})") from None
        finally:
            response.close()
        if response.status_code == httpx2.codes.NOT_FOUND and request.may_be_absent:
            return Page(())
        if not response.is_success:
            raise _RefusedError(response, error_text(body))
        page = self._service.read(body, request)
        self._kept.put(body, *_asked(built))
        return page

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        backoff = self._backoff(state)
        return max(error.wait or 0.0, backoff) if isinstance(error, _RefusedError) else backoff

    def _tell_wait(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if self._on_wait and error and state.next_action:
            self._on_wait(state.next_action.sleep, self._masked(first_words(str(error))))

    def _refusal(self, error: _RefusedError) -> str:
        told = str(error)
        variable = self._service.key.variable if self._service.key else ""
        if error.moved_to:
            return f"{told}; it moved to {error.moved_to}: give the address of the service with --url"
        if error.status == httpx2.codes.TOO_MANY_REQUESTS:
            when = f"in {error.wait / 60:,.0f} minutes" if error.wait and error.wait >= 60 else "later"
            more = (
                f", or with a key in {variable}: those who have one may ask more" if variable and not self._key else ""
            )
            return f"{told}; {self._service.title} asks for fewer requests: try again {when}{more}"
        if variable and error.status in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
            hint = f"is the key in {variable} right?" if self._key else f"it may want a key: set {variable}"
            return f"{told}; {hint}"
        return told

    def _unreachable(self, error: httpx2.RequestError) -> str:
        reason = str(error) or type(error).__name__
        if _is_certificate_error(error):
            return (
                f"the certificate of the service is not trusted ({reason}); does a proxy stand between? "
                "name the file of its certificates in SSL_CERT_FILE"
            )
        return (
            f"{self._service.title} does not answer ({reason}); "
            "is this machine connected, does it need a proxy (HTTPS_PROXY)?"
        )

    def _masked(self, text: str) -> str:
        return text.replace(self._key, "(key)") if self._key else text


def check_address(address: str) -> str:
    """Return the address of a service.

    Raises FetchError where it is no http address or holds more than one: a password, a query.

    >>> check_address("https://mirror.example/arxiv")
    'https://mirror.example/arxiv'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"{address!r} is no address of a service; expected http:// or https://")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise FetchError("the address of a service holds a name, a password, ? or #; expected host and path alone")
    return address


def _asked(request: httpx2.Request) -> tuple[str, str, str]:
    return request.method, str(request.url), request.read().decode()


def _body(response: httpx2.Response) -> bytes:
    """Return the unpacked body of an answer.

    Raises FetchError where it is larger than any that a service should give.
    """
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > _LARGEST:
            raise FetchError(
                f"{response.url}: the answer is larger than {_LARGEST // 2**20} MiB when unpacked; not read any further"
            )
    return bytes(body)


def _worth_another(error: BaseException) -> bool:
    if isinstance(error, _RefusedError):
        return error.status in PASSING and (error.wait or 0) <= _LONGEST_WAIT
    if isinstance(error, BrokenAnswerError):
        return True
    return may_pass(error) and not _is_certificate_error(error)


def _asked_wait(headers: httpx2.Headers) -> float | None:
    """Return the seconds that an answer asks to wait for, by Retry-After or RateLimit; None where it does not.

    A point in time is counted from the server's own, so that it does not matter whose clock is wrong.
    """
    after = headers.get("retry-after", "").strip()
    if after.isdecimal():
        return float(after)
    try:
        until = parsedate_to_datetime(after).timestamp()
        now = parsedate_to_datetime(headers["date"]).timestamp() if "date" in headers else time.time()
    except (ValueError, OverflowError):
        reset = _RESET.search(headers.get("ratelimit", ""))
        return float(reset[1]) if reset else None
    return until - now if until > now else None


def _is_certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _sleep(seconds: float) -> None:
    time.sleep(seconds)
