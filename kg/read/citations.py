"""Which papers of a graph a paper's references are."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.ids import arxiv_id, doi, paper_id
from kg.model import Paper
from kg.read.same import identifiers

__all__ = ["Citation", "find_citations"]

_TITLE_WORDS = 3


class Citation(NamedTuple):
    """A reference of a paper as its sources give it, and the paper of the graph that it is, "" where it is none."""

    paper_id: str
    reference: str
    cited: str


def find_citations(papers: Sequence[Paper]) -> Iterator[Citation]:
    """Yield the references of `papers`, sorted as these are, with those among `papers` that they are.

    A reference is a paper by DOI, arXiv identifier or an identifier of another scheme, else by its title, where one
    paper alone has it.

    >>> cited = Paper("paper/fog", "Fog", doi="10.1000/fog")
    >>> citing = Paper("paper/rain", "Rain", references=("https://doi.org/10.1000/FOG", "Snow"))
    >>> [citation.cited for citation in find_citations([cited, citing])]
    ['', 'paper/fog']
    """
    known: dict[str, str] = {}
    for paper in papers:
        known.update(dict.fromkeys(identifiers(paper), paper.paper_id))
    titles = {paper.paper_id for paper in papers} - _ambiguous(papers)
    for paper in papers:
        for reference in sorted(set(paper.references)):
            cited = next((known[key] for key in _keys(reference) if key in known), "") or _by_title(reference, titles)
            yield Citation(paper.paper_id, reference, cited if cited != paper.paper_id else "")


def _keys(reference: str) -> Iterator[str]:
    if found := doi(reference):
        yield f"doi:{found}"
    if found := arxiv_id(reference):
        yield f"arxiv:{found}"
    yield reference


def _by_title(reference: str, titles: Iterable[str]) -> str:
    title = paper_id(reference) if len(reference.split()) >= _TITLE_WORDS else ""
    return title if title in titles else ""


def _ambiguous(papers: Iterable[Paper]) -> set[str]:
    """Return the identifiers of titles that several papers have."""
    return {paper.paper_id.partition("~")[0] for paper in papers if "~" in paper.paper_id}
