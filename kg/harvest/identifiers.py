"""Identifiers of papers as people write them, in one form."""

import re

__all__ = ["arxiv_id", "doi"]

_ARXIV = re.compile(
    r"(?:arxiv:|https?://(?:export\.|www\.)?arxiv\.org/(?:abs|pdf|html)/)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def arxiv_id(text: str, *, version: bool = False) -> str:
    """Return the arXiv identifier that `text` is, with its version only where that is asked for; "" for others.

    >>> arxiv_id("https://arxiv.org/abs/2106.09685v2"), arxiv_id("arXiv:cs/9901002v1", version=True), arxiv_id("LoRA")
    ('2106.09685', 'cs/9901002v1', '')
    """
    match = _ARXIV.fullmatch(text)
    return (match[1] + (match[2] or "" if version else "")) if match else ""


def doi(text: str) -> str:
    """Return the DOI that `text` is, "" for others.

    >>> doi("https://doi.org/10.18653/v1/N19-1423"), doi("N19-1423")
    ('10.18653/v1/N19-1423', '')
    """
    match = _DOI.fullmatch(text)
    return match[1] if match else ""
