"""Read the Atom feeds that arXiv's interface answers with."""

from collections.abc import Iterator

from kg.model import Paper
from kg.read.fields import addresses_in, code_and_pages, year_in
from kg.read.record import BadRecordError, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.read.xml_stream import Element, begins_with, child_text, child_texts, xml_papers

__all__ = ["ARXIV_ATOM", "read_arxiv_atom"]

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


def read_arxiv_atom(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every entry; categories are no keywords."""
    return xml_papers(source, [f"{_ATOM}entry"], _paper)


def _paper(entry: Element, source: str) -> Paper:
    identifier, title = child_text(entry, f"{_ATOM}id"), child_text(entry, f"{_ATOM}title")
    if "/api/errors" in identifier:
        raise BadRecordError(f"an error of the interface: {child_text(entry, f'{_ATOM}summary')}")
    if not title:
        raise BadRecordError("no title")
    code, pages = code_and_pages(addresses_in(child_text(entry, f"{_ARXIV}comment")))
    return make_paper(
        title=title,
        abstract=child_text(entry, f"{_ATOM}summary"),
        authors=child_texts(entry, f"{_ATOM}author/{_ATOM}name"),
        year=year_in(child_text(entry, f"{_ATOM}published")),
        venue=child_text(entry, f"{_ARXIV}journal_ref"),
        url=identifier,
        doi=child_text(entry, f"{_ARXIV}doi"),
        arxiv_id=identifier,
        code=code,
        pages=pages,
        source=source,
    )


def _knows(head: Head) -> bool:
    return begins_with(head, "feed", "entry") and "arxiv.org" in head.text


ARXIV_ATOM = Reader(
    name="arxiv-atom",
    summary="Atom feeds of arXiv's interface",
    knows=_knows,
    read=read_arxiv_atom,
)
