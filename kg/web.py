"""What every client of a web service shares: which failures may pass, and how an answer is shown."""

import httpx2

from kg.text import clip

__all__ = ["PASSING", "first_words", "may_pass"]

PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""The statuses of failures that may be over when the same is asked again."""

_SHOWN = 200


def may_pass(error: BaseException) -> bool:
    """Tell whether what failed may work when it is tried again.

    >>> may_pass(httpx2.ReadTimeout("no answer for 60 seconds")), may_pass(httpx2.InvalidURL("no host"))
    (True, False)
    """
    if isinstance(error, httpx2.HTTPStatusError):
        return error.response.status_code in PASSING
    return isinstance(error, httpx2.TransportError)


def first_words(text: str) -> str:
    r"""Return the beginning of an answer, on one line.

    >>> first_words("<h1>\n  Not here</h1>")
    '<h1> Not here</h1>'
    """
    return clip(" ".join(text.split()), _SHOWN)
