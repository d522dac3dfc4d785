"""Read listing dumps: what one gets from copying a page of trending or similar papers.

Paragraphs stand apart by blank lines: titles and abstracts alternate, with page furniture (buttons, dates, counts,
by-lines) anywhere between. Each paragraph is told by what it is: running prose is an abstract, what stands right
before an abstract is its title, what reads like a control of a page is furniture.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from kg.model import Paper
from kg.read.paragraphs import is_furniture, reads_like_prose, reads_like_title
from kg.read.record import FURNITURE, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.text import clip

__all__ = ["LISTING", "read_listing"]

_OTHER_FORMAT = re.compile(r"\s*(?:\{|\[\s*[\[{\"]|<[!?a-z/]|@\w+\s*[{(]|%)", re.IGNORECASE)
_SHOWN = 60


class _Kind(Enum):
    PROSE = auto()
    FURNITURE = auto()
    SHORT = auto()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    line: int
    text: str
    kind: _Kind


def read_listing(source: SourceFile) -> Iterator[Paper | Skipped]:
    r"""Yield the papers of a listing dump, and its furniture as skipped.

    >>> dump = "Subscribe\n\nPointer Networks\n\nWe point. It works on ten of the ten problems that we tried."
    >>> [type(item).__name__ for item in read_listing(SourceFile.of_text(dump, "dump.txt"))]
    ['Skipped', 'Paper']
    """
    title: _Paragraph | None = None
    abstract: list[str] = []
    for paragraph in _paragraphs(source.lines()):
        if paragraph.kind is _Kind.FURNITURE:
            yield Skipped(source.name, paragraph.line, clip(paragraph.text, _SHOWN), FURNITURE)
        elif paragraph.kind is _Kind.SHORT:
            if title:
                yield _paper_or_furniture(title, abstract, source.name)
            title, abstract = paragraph, []
        elif title:
            abstract.append(paragraph.text)
        else:
            yield Skipped(
                source.name, paragraph.line, clip(paragraph.text, _SHOWN), "an abstract without a title before it"
            )
    if title:
        yield _paper_or_furniture(title, abstract, source.name)


def _paper_or_furniture(title: _Paragraph, abstract: list[str], source: str) -> Paper | Skipped:
    if abstract or reads_like_title(title.text):
        return make_paper(title=title.text, abstract=" ".join(abstract), source=source)
    return Skipped(source, title.line, clip(title.text, _SHOWN), "neither followed by an abstract nor like a title")


def _paragraphs(lines: Iterable[tuple[int, str]]) -> Iterator[_Paragraph]:
    gathered: list[str] = []
    first = 1
    for number, line in lines:
        if stripped := line.strip():
            if not gathered:
                first = number
            gathered.append(stripped)
        elif gathered:
            yield _paragraph(first, " ".join(gathered))
            gathered = []
    if gathered:
        yield _paragraph(first, " ".join(gathered))


def _paragraph(line: int, text: str) -> _Paragraph:
    if is_furniture(text):
        kind = _Kind.FURNITURE
    elif reads_like_prose(text):
        kind = _Kind.PROSE
    else:
        kind = _Kind.SHORT
    return _Paragraph(line, text, kind)


def _knows_listing(head: Head) -> bool:
    if _OTHER_FORMAT.match(head.text):
        return False
    numbered = enumerate(head.text.split("\n"), 1)
    return any(paragraph.kind is not _Kind.FURNITURE for paragraph in _paragraphs(numbered))


LISTING = Reader(
    name="listing",
    summary="text copied from a page of papers: titles and abstracts in turn, blank lines between",
    knows=_knows_listing,
    read=read_listing,
)
