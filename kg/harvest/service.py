"""What a service is: values that say how a wish becomes requests, and where the records and the next page stand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

__all__ = ["Element", "Key", "Page", "Record", "Request", "Service", "Wish", "unframed"]


@dataclass(frozen=True, slots=True)
class Wish:
    """The records that somebody wants: those a query finds, or those called by identifiers."""

    query: str = ""
    ids: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = None

    def page_size(self, largest: int) -> int:
        """Return how many records to ask for at a time, at most `largest`."""
        return min(largest, self.limit or largest)


@dataclass(frozen=True, slots=True)
class Request:
    """A request below the address of a service.

    With `posted` identifiers it is a POST of them as JSON, else a GET. `part` or `sought` tell what of the answer is
    wanted; they are not sent. Where `may_be_absent`, the answer 404 means that the service does not have it. `address`
    is that of another server of the service.
    """

    path: str
    params: tuple[tuple[str, str], ...] = ()
    posted: tuple[str, ...] = ()
    part: str = ""
    sought: Wish | None = None
    may_be_absent: bool = False
    address: str = ""

    def param(self, name: str) -> str:
        """Return the value of a parameter, "" where there is none."""
        return dict(self.params).get(name, "")

    def with_param(self, name: str, value: str) -> "Request":
        """Return the request with another value of one parameter.

        >>> Request("/works", (("cursor", "*"), ("search", "moss"))).with_param("cursor", "Ab=").params
        (('search', 'moss'), ('cursor', 'Ab='))
        """
        return replace(self, params=(*(pair for pair in self.params if pair[0] != name), (name, value)))


class Element(NamedTuple):
    """An element that records stand in: what opens and what closes it."""

    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as the service gave it: its key there, its text, all names that it answers to, what it stands in."""

    key: str
    text: str
    names: frozenset[str]
    within: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The records of one answer, the request for those that follow, and how many there are in all where told."""

    records: tuple[Record, ...]
    following: Request | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """How a key is sent: the environment variable that holds it, the header, what stands before it there."""

    variable: str
    header: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that gives away records of papers.

    `seconds` lie between the starts of two requests, `seconds_with_key` where a key is sent. `identify` returns the
    canonical form of an identifier, "" for what is none. `requests` are the first pages that a wish asks for; `read`
    finds records and the next page in an answer, and raises BrokenAnswerError. `frame` is the element around the
    whole file.
    """

    name: str
    title: str
    address: str
    accept: str
    seconds: float
    seconds_with_key: float
    key: Key | None
    examples: tuple[str, ...]
    identify: Callable[[str], str]
    requests: Callable[[Wish], Iterator[Request]]
    read: Callable[[bytes, Request], Page]
    frame: Callable[[Wish], Element]


def unframed(wish: Wish) -> Element:
    """Return nothing: the frame of a file that holds one record a line."""
    del wish
    return Element("", "")
