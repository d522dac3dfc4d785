"""Read the PDF of a paper: its title and abstract as the first pages show them, and how sure that is.

A PDF knows letters and their places, not titles. The title is what the document says of itself where the first page
shows the same, else what is set in the largest type there; the abstract stands between its heading and the next one.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import InputError
from kg.ids import doi
from kg.model import Paper
from kg.read.fields import addresses_in, arxiv_id_in, code_and_pages, keywords_in, people_in, year_in
from kg.read.record import PDF_BARE, PDF_GUESSED, PDF_STATED, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.text import clip, title_key

if TYPE_CHECKING:
    from pypdf import PageObject

__all__ = ["PDF", "read_pdf"]

_MAGIC = b"%PDF-"
_MAGIC_WITHIN = 1024
_PAGES = 2
_MOST_CHARACTERS = 200_000
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
    | {"\uf001": "fi", "\uf002": "fl", "\u00ad": ""}
)
_ABSTRACT = re.compile(r"^\W*(?:a\s?bstract|summary)\b[\s.:\u2014\u2013-]*", re.IGNORECASE | re.MULTILINE)
_NEXT_HEADING = re.compile(
    r"^\W*(?:(?:\d+|[IVX]+)[.\s]\s*)?(?:i\s?ntroduction|keywords?|key words|index terms|ccs concepts|categories and|"
    r"contents|background|motivation)\b|^\s*(?-i:1\.?\s+[A-Z][a-z]+)|^\s*(?:\u2217|\*|\u2020|corresponding author)",
    re.IGNORECASE | re.MULTILINE,
)
_KEYWORDS = re.compile(
    r"^\W*(?:keywords?|key words|index terms)\W+((?:[^\n]*[,;\u00b7-]\s*\n){0,3}[^\n]+)", re.IGNORECASE | re.MULTILINE
)
_DOI = re.compile(r"\b(?:doi(?:\.org/|:\s*|\s+))(10\.\d{4,9}/[^\s,;]+)", re.IGNORECASE)
_STAMP = re.compile(r"arXiv:\S+\s+\[[\w.-]+\]\s+\d{1,2}\s+\w{3}\s+(\d{4})")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=[a-z])")
_LONGEST_TITLE = 300
_LONGEST_ABSTRACT = 5000
_SHORTEST_ABSTRACT = 80
_NEAR = 0.4
_NO_TITLE = re.compile(r"untitled|microsoft word|\.(?:docx?|tex|dvi|pdf|indd)$|^\d+$|^paper\b.{0,12}$", re.IGNORECASE)


class _Piece(NamedTuple):
    """A stretch of text of one size of type, in points."""

    text: str
    size: float


def read_pdf(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper that a PDF is, then how sure its title and abstract are; one without text is skipped.

    Raises InputError where the file cannot be read.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with source.seekable() as file:
            document = PdfReader(file)
            pages = [_pieces(document.pages[number]) for number in range(min(_PAGES, len(document.pages)))]
            stated = {key: str(value) for key, value in (document.metadata or {}).items() if value}
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"{source.label}: no readable PDF ({type(error).__name__}: {clip(str(error), 100)})") from None
    yield from _paper(pages, stated, source.name)


def _pieces(page: "PageObject") -> list[_Piece]:
    """Return the text of a page in the order in which it is drawn."""
    pieces: list[_Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Mapping[str, Any] | None, size: float) -> None:
        scale = abs(tm[3] or tm[1]) * abs(cm[3] or cm[1])
        if text:
            pieces.append(_Piece(text.translate(_LIGATURES), round(abs(size) * scale, 1)))

    page.extract_text(visitor_text=visit)
    return pieces


def _paper(pages: list[list[_Piece]], stated: Mapping[str, str], name: str) -> Iterator[Paper | Skipped]:
    texts = ["".join(piece.text for piece in page)[:_MOST_CHARACTERS] for page in pages]
    text = "\n".join(texts)
    if not text.strip():
        yield Skipped(name, 0, "the whole file", "no text on the first pages: a scan?", 1)
        return
    given = " ".join(stated.get("/Title", "").split())
    is_stated = bool(given) and not _NO_TITLE.search(given) and title_key(given) in title_key(text)
    title = given if is_stated else _largest(pages[0])
    if not title:
        yield Skipped(name, 0, clip(" ".join(text.split()), 60), "no title found on the first page", 1)
        return
    abstract = _abstract(text)
    found = _DOI.search(texts[0])
    stamp = _STAMP.search(texts[0])
    code, _ = code_and_pages(addresses_in(abstract))
    keywords = _KEYWORDS.search(text)
    yield make_paper(
        title=title,
        abstract=abstract,
        authors=people_in(stated.get("/Author", "")) if is_stated else (),
        year=year_in(stamp[1]) if stamp else None,
        doi=doi(found[1]) if found else "",
        arxiv_id=arxiv_id_in(stamp[0]) if stamp else "",
        code=code,
        keywords=keywords_in(_joined(keywords[1]).replace("\u00b7", ";").rstrip(".")) if keywords else (),
        source=name,
    )
    sure = PDF_BARE if not abstract else PDF_STATED if is_stated else PDF_GUESSED
    yield Skipped(name, 0, clip(title, 60), sure, 1)


def _largest(pieces: list[_Piece]) -> str:
    """Return the first text of a title's length in the largest type above the usual one that has any."""
    runs = _runs(pieces)
    if not runs:
        return ""
    lengths: Counter[float] = Counter()
    for run in runs:
        lengths[run.size] += len(run.text)
    usual = lengths.most_common(1)[0][0]
    for run in sorted(runs, key=lambda run: -run.size):
        text = _joined(run.text)
        if run.size < usual + _NEAR:
            break
        if len(text.split()) > 1 and len(text) <= _LONGEST_TITLE and not text.lower().startswith("arxiv:"):
            return text
    return ""


def _runs(pieces: list[_Piece]) -> list[_Piece]:
    """Join the pieces that follow one another in one size of type; white space has none."""
    runs: list[_Piece] = []
    for piece in pieces:
        if runs and (piece.size == runs[-1].size or not piece.text.strip()):
            runs[-1] = runs[-1]._replace(text=runs[-1].text + piece.text)
        elif piece.text.strip():
            runs.append(piece)
    return runs


def _abstract(text: str) -> str:
    for heading in _ABSTRACT.finditer(text):
        rest = text[heading.end() : heading.end() + _LONGEST_ABSTRACT]
        end = _NEXT_HEADING.search(rest, 1)
        if end and end.start() >= _SHORTEST_ABSTRACT:
            return _joined(rest[: end.start()])
    return ""


def _joined(text: str) -> str:
    """Return lines as one, words that were broken at their ends made whole."""
    return " ".join(_HYPHENATED.sub("", text).split())


def _knows_pdf(head: Head) -> bool:
    return _MAGIC in head.data[:_MAGIC_WITHIN]


PDF = Reader(name="pdf", summary="the PDF of a paper", knows=_knows_pdf, read=read_pdf)
