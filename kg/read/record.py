"""What a reader is, and what it yields: papers, and what it passed over."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.ids import arxiv_id as normal_arxiv_id
from kg.ids import doi as normal_doi
from kg.ids import paper_id
from kg.model import Paper
from kg.read.source import Head, SourceFile
from kg.text import clip

__all__ = [
    "FURNITURE",
    "HARMLESS",
    "VOLUME",
    "BadRecordError",
    "Reader",
    "Record",
    "Skipped",
    "make_paper",
    "papers_of",
]

FURNITURE = "page furniture"
"""The reason for passing over what is no paper in no source: buttons, menus, dates."""
VOLUME = "a whole volume, no paper"
"""The reason for passing over what holds papers: proceedings, a journal."""
PDF_STATED = "read from a PDF: the title is what the PDF says it is, the abstract likely right"
PDF_GUESSED = "read from a PDF: title (the largest type) and abstract are likely right"
PDF_BARE = "read from a PDF: the title is likely right, no abstract was found"
HARMLESS = frozenset([FURNITURE, VOLUME, PDF_STATED, PDF_GUESSED, PDF_BARE])
"""The reasons for passing over what is not broken, or for saying how sure it is."""

_SHOWN = 60
_LOOKED_AT = 500


class BadRecordError(ValueError):
    """A record holds no paper; the text of the error is the reason."""


class Record(NamedTuple):
    """A record of a source: its value, how it begins as text, its line or, where lines mean nothing, its number."""

    value: Any
    what: str
    line: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a source that did not become a paper: where it stands, what it is and why.

    It stands in a `line`; where lines mean nothing, it is the `record` of that number; where both are 0, it is the
    file.
    """

    source: str
    line: int
    what: str
    reason: str
    record: int = 0

    @property
    def where(self) -> str:
        """Return the source and line or record, as a person wants to read them."""
        return f"{self.source}{self.place}"

    @property
    def place(self) -> str:
        """Return the line or record, as it stands behind the name of a source."""
        return f", line {self.line}" if self.line else f", record {self.record}" if self.record else ""

    @property
    def key(self) -> tuple[str, int, int, str, str]:
        """Return what such things are sorted by: the source, then the place in it."""
        return (self.source, self.line, self.record, self.what, self.reason)


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that papers come in.

    `knows` tells by how a file begins whether it is of this format. `read` yields the papers of a source and what it
    skipped, piece by piece; a broken record is skipped, and InputError is for a source that cannot be read on.
    """

    name: str
    summary: str
    knows: Callable[[Head], bool]
    read: Callable[[SourceFile], Iterator[Paper | Skipped]]


def papers_of(
    records: Iterable[Record], make: Callable[[Any, str], Paper], source: SourceFile
) -> Iterator[Paper | Skipped]:
    """Yield the paper that `make` makes of each record's value and the source's name; one that is bad is skipped.

    A value that is a BadRecordError is bad already.

    >>> def make(title, source):
    ...     if not title:
    ...         raise BadRecordError("no title")
    ...     return make_paper(title=title, source=source)
    >>> records = [Record("Pointer Networks", "Pointer", number=1), Record("", "-", number=2)]
    >>> [*papers_of(records, make, SourceFile.of_text("", "a.json"))][1].where
    'a.json, record 2'
    """
    for record in records:
        try:
            if isinstance(record.value, BadRecordError):
                raise record.value
            yield make(record.value, source.name)
        except BadRecordError as error:
            yield Skipped(
                source.name,
                record.line,
                clip(_one_line(record.what), _SHOWN),
                str(error),
                record.number,
            )


def make_paper(
    *,
    title: str,
    source: str,
    abstract: str = "",
    authors: Iterable[str] = (),
    year: int | None = None,
    venue: str = "",
    url: str = "",
    doi: str = "",
    arxiv_id: str = "",
    code: Iterable[str] = (),
    pages: Iterable[str] = (),
    keywords: Iterable[str] = (),
    references: Iterable[str] = (),
    identifiers: Iterable[str] = (),
) -> Paper:
    """Make a paper of one source, white space tidied, repeated list items dropped.

    A DOI or an arXiv identifier may come in any form that people write; where one is not given, it is read from the
    address or, for arXiv, from the DOI. Where no address is given, it is that of the DOI, else that of arXiv. What is
    no DOI or arXiv identifier is left out.

    >>> make_paper(title=" Pointer  Networks", source="a.txt").paper_id
    'paper/pointer-networks'
    >>> paper = make_paper(title="Pointer Networks", source="a.txt", url="http://arxiv.org/abs/1506.03134v2")
    >>> paper.arxiv_id
    '1506.03134'
    """
    tidy_title, tidy_url = " ".join(title.split()), url.strip()
    known_doi = normal_doi(doi) or normal_doi(tidy_url)
    known_arxiv = normal_arxiv_id(arxiv_id) or normal_arxiv_id(tidy_url) or normal_arxiv_id(known_doi)
    return Paper(
        paper_id=paper_id(tidy_title),
        title=tidy_title,
        abstract=" ".join(abstract.split()),
        authors=_tidy(authors),
        year=year,
        venue=" ".join(venue.split()),
        url=tidy_url or _address("https://doi.org/", known_doi) or _address("https://arxiv.org/abs/", known_arxiv),
        doi=known_doi,
        arxiv_id=known_arxiv,
        sources=(source,),
        code=_tidy(code),
        pages=_tidy(pages),
        keywords=_tidy(keywords),
        references=_tidy(references),
        identifiers=_tidy(identifiers),
    )


def _address(base: str, identifier: str) -> str:
    return f"{base}{identifier}" if identifier else ""


def _one_line(text: str) -> str:
    return " ".join(text[:_LOOKED_AT].split())


def _tidy(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([tidy for value in values if (tidy := " ".join(value.split()))])) if values else ()
