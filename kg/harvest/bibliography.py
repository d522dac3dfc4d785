"""The ACL Anthology as one BibTeX file: its entries, and those that hold certain words."""

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator

from kg.errors import BrokenAnswerError, FetchError
from kg.harvest.answers import error_text
from kg.harvest.service import Record, Wish
from kg.text import title_key

__all__ = ["bibtex_entries", "matching_entries", "search_terms"]

_MOST = 2 * 2**30
_GZIP_MAGIC = b"\x1f\x8b"
_START = re.compile(r"@\w+\{([^,\s]+),")
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_FIELD = r"^\s*%s\s*=\s*[\"{](.*?)[\"}],?\s*$"
_TITLE, _ABSTRACT, _YEAR = (
    re.compile(_FIELD % name, re.DOTALL | re.MULTILINE) for name in ("title", "abstract", "year")
)


def bibtex_entries(body: bytes) -> Iterator[str]:
    """Yield the entries of a BibTeX file, gzipped or plain, in which each begins and ends on a line of its own.

    Raises BrokenAnswerError where it is no such file, is cut off, or holds more than 2 GiB.
    """
    size, found, lines = 0, False, list[str]()
    try:
        raw = io.BytesIO(body)
        unpacked = gzip.GzipFile(fileobj=raw) if body.startswith(_GZIP_MAGIC) else raw
        with io.TextIOWrapper(unpacked, encoding="utf-8") as file:
            for line in file:
                size += len(line)
                if size > _MOST:
                    raise BrokenAnswerError(f"the file holds more than {_MOST // 2**30} GiB when unpacked")
                if lines or line.startswith("@"):
                    found = True
                    lines.append(line)
                if line.rstrip() == "}" and lines:
                    yield "".join(lines).rstrip()
                    lines = []
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BrokenAnswerError(
            f"expected a BibTeX file in gzip and got {error_text(body[:400])!r} ({error})"
        ) from None
    if size and not found:
        raise BrokenAnswerError(f"expected BibTeX and got {error_text(body[:400])!r}")
    if lines:
        raise BrokenAnswerError(f"the file ends within the entry {lines[0].strip()!r}")


def search_terms(query: str) -> list[str]:
    """Return the words and phrases of a query as `matching_entries` looks for them.

    Raises FetchError where there is none.

    >>> search_terms('BERT "Morse-code"')
    [' bert ', ' morse code ']
    """
    keys = [title_key(phrase or word) for phrase, word in _TERM.findall(query)]
    terms = [f" {key} " for key in keys if key]
    if not terms:
        raise FetchError(f"{query!r} holds no word to look for")
    return terms


def matching_entries(entries: Iterable[str], wish: Wish) -> Iterator[Record]:
    """Yield the entries whose title and abstract hold all words and "phrases" of a query, in the years asked for.

    Case, accents and LaTeX do not count, word forms do. Raises FetchError as `search_terms` does.

    >>> entry = '@misc{a-2023,\\n    title = "{BERT} Learns {M}orse Code",\\n    year = "2023",\\n}'
    >>> [record.key for record in matching_entries([entry], Wish('bert "morse code"'))]
    ['a-2023']
    >>> list(matching_entries([entry], Wish('"code morse"')))
    []
    """
    terms = search_terms(wish.query)
    first = wish.since.year if wish.since else 0
    last = wish.until.year if wish.until else 9999
    for entry in entries:
        start, year = _START.match(entry), _field(_YEAR, entry)
        in_time = first <= (int(year) if year.isdecimal() else 0) <= last
        if start and in_time and _holds(_field(_TITLE, entry), _field(_ABSTRACT, entry), terms):
            yield Record(start[1], entry, frozenset({start[1]}))


def _holds(title: str, abstract: str, terms: Iterable[str]) -> bool:
    """Tell whether all terms are in there; folding is slow, so that plain text is looked over for their words first."""
    text = f"{title} {abstract}"
    if text.isascii() and "\\" not in text:
        plain = text.replace("{", "").replace("}", "").lower()
        if not all(word in plain for term in terms for word in term.split()):
            return False
    key = f" {title_key(title)} {title_key(abstract)} "
    return all(term in key for term in terms)


def _field(pattern: re.Pattern[str], entry: str) -> str:
    match = pattern.search(entry)
    return match[1] if match else ""
