"""What somebody asks a service for, in the words of the command line."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kg.errors import FetchError
from kg.harvest.service import Service, Wish

__all__ = ["make_wish"]

_BETWEEN = re.compile(r"[\s,]+")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_RECORDS_OF_A_QUERY = 1000


def make_wish(
    service: Service,
    words: Sequence[str],
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
) -> Wish:
    """Return what `words` ask of a service: a query, or records by their identifiers.

    They are identifiers where each of them is one, with spaces or commas between, or where they are `@FILE`, the name
    of a file of identifiers. Of a query 1,000 records are wanted where there is no `limit`.

    Raises FetchError where there is nothing, some but not all are identifiers, the file cannot be read or holds
    something else, or the dates or the limit cannot be met.
    """
    asked = [word.strip() for word in words if word.strip()]
    if not asked:
        raise FetchError(f"{service.title}: nothing was asked for; expected a query, {_example(service)} or @FILE")
    if limit is not None and limit < 1:
        raise FetchError(f"limit {limit}: expected 1 record or more")
    ids = _file_ids(service, asked) or _word_ids(service, asked)
    if not ids:
        if since and until and since > until:
            raise FetchError(f"since {since} is after until {until}; expected the earlier day first")
        return Wish(" ".join(asked), (), since, until, limit or _RECORDS_OF_A_QUERY)
    if since or until:
        raise FetchError(f"{service.title}: dates choose among what a query finds; leave them out with identifiers")
    return Wish("", tuple(dict.fromkeys(ids)), limit=limit)


def _word_ids(service: Service, words: Sequence[str]) -> list[str]:
    """Return the identifiers that the words are, none where they are a query."""
    tokens = [token for word in words for token in _tokens(word)]
    ids = [service.identify(token) for token in tokens]
    if any(ids) and not all(ids):
        raise FetchError(
            f"{tokens[ids.index('')]!r} stands among identifiers and is none for {service.title}; "
            f"expected a query, or nothing but {_example(service)}"
        )
    return list(filter(None, ids))


def _file_ids(service: Service, words: Sequence[str]) -> list[str]:
    files = [Path(word[1:]) for word in words if word.startswith("@")]
    if not files:
        return []
    if len(files) < len(words):
        raise FetchError("files of identifiers (@FILE) and other words were given; expected one or the other")
    ids = [id for file in files for id in _ids_in(service, file)]
    if not ids:
        raise FetchError(f"{', '.join(map(str, files))}: no identifier in it; expected {_example(service)}")
    return ids


def _ids_in(service: Service, file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FetchError(f"{file}: cannot be read ({error}); expected a text file of identifiers") from None
    ids = []
    for number, line in enumerate(lines, 1):
        for token in _tokens(_COMMENT.sub("", line)):
            id = service.identify(token)
            if not id:
                expected = f"is no identifier for {service.title}; expected {_example(service)}"
                raise FetchError(f"{file}, line {number}: {token!r} {expected}")
            ids.append(id)
    return ids


def _tokens(text: str) -> list[str]:
    return [token for token in _BETWEEN.split(text) if token]


def _example(service: Service) -> str:
    return f"identifiers such as {', '.join(service.examples)}"
