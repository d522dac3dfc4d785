"""Web addresses in text: the GitHub repositories among them, and the pages."""

import re
from typing import NamedTuple

from kg.text import Span, without_trailing

__all__ = ["Address", "find_addresses", "parse_repository"]

_SCHEME = r"(?:https?|git)\s?:\s?//\s?"
_BARE = r"(?<![\w.@/-])(?=github\.com/|[\w-]+\.github\.io\b)"
_ADDRESS = re.compile(
    rf"(?:{_SCHEME}(?:github\.\s(?=com/))?|(?<![\w.@/-])www\.|git@(?=github\.com:)|{_BARE})"
    r"(?:(?![,;]https?://)[^\s<>\"{}|\\^`])+",
    re.IGNORECASE,
)
_REPOSITORY = re.compile(
    r"(?:https?://|git://|git@)?(?:www\.)?(?:github\.com|raw\.githubusercontent\.com)[/:]+"
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<name>[\w.-]+)",
    re.IGNORECASE | re.ASCII,
)
_NO_OWNERS = frozenset(
    ("about", "apps", "collections", "enterprise", "explore", "features", "join", "login", "marketplace", "orgs")
    + ("pricing", "search", "settings", "sponsors", "topics")
)
_TRAILING = ".,;:!?'\"’”»*"  # noqa: RUF001
_CLOSING = {")": "(", "]": "[", "}": "{"}


class Address(NamedTuple):
    """An address in a text: the characters that it covers, and itself in full, with its scheme and without spaces."""

    span: Span
    url: str


def find_addresses(text: str) -> list[Address]:
    """Return the web addresses in `text`, punctuation that belongs to the sentence taken off.

    >>> [address.url for address in find_addresses("Code (https: //github.com/a/b.git), page: www.c.org/d.")]
    ['https://github.com/a/b.git', 'https://www.c.org/d']
    """
    addresses = []
    for match in _ADDRESS.finditer(text):
        found = without_trailing(match.group(), signs=_TRAILING, brackets=_CLOSING)
        url = re.sub(r"\s", "", found)
        if not re.match(_SCHEME, url, re.IGNORECASE):
            url = "https://" + re.sub(r"^git@github\.com:", "github.com/", url, flags=re.IGNORECASE)
        if "." in url.partition("//")[2]:
            addresses.append(Address(Span(match.start(), match.start() + len(found)), url))
    return addresses


def parse_repository(url: str) -> str | None:
    """Return the `owner/name` of the GitHub repository that `url` names, None where it names none.

    >>> parse_repository("http://www.github.com/a/b/tree/master/c"), parse_repository("https://github.com/a")
    ('a/b', None)
    >>> parse_repository("https://github.com/a/a.github.io"), parse_repository("https://a.github.io/b")
    ('a/a.github.io', None)
    """
    match = _REPOSITORY.match(url)
    if match is None or match["owner"].lower() in _NO_OWNERS:
        return None
    name = match["name"].rstrip(".")
    name = name[:-4] if name.lower().endswith(".git") else name
    return f"{match['owner']}/{name}" if name.strip(".") else None
