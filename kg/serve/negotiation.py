"""Choose the media type of an answer by what a client accepts."""

from collections.abc import Iterable

from mimeparse import MimeTypeParseException, best_match
from starlette.datastructures import Headers

__all__ = ["choose_type"]


def choose_type(headers: Headers, offered: Iterable[str]) -> str | None:
    """Return the type that the client likes best, the last of equals; None where it accepts none.

    >>> choose_type(Headers({"accept": "text/*;q=0.5, application/json;q=0.1"}), ["text/csv", "application/json"])
    'text/csv'
    """
    accepted = ",".join(headers.getlist("accept")) or "*/*"
    try:
        return best_match(offered, accepted) or None
    except MimeTypeParseException:
        return None
