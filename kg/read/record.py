"""What a reader yields: papers, and what it passed over."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.ids import paper_id
from kg.model import Paper

__all__ = ["Reader", "Skipped", "make_paper"]


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """Something in a source that did not become a paper: where it stands (line 0: all of it), what it is and why."""

    source: str
    line: int
    what: str
    reason: str

    @property
    def where(self) -> str:
        """Return the source and line, as a person wants to read them."""
        return f"{self.source}, line {self.line}" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that papers come in.

    `knows` looks at the first 64 K characters of a file. `read` takes the numbered lines of a file (line numbers count
    from 1, line ends taken off) and its name, and yields papers and what it skipped.
    """

    name: str
    summary: str
    knows: Callable[[str], bool]
    read: Callable[[Iterable[tuple[int, str]], str], Iterator[Paper | Skipped]]


def make_paper(
    *,
    title: str,
    source: str,
    abstract: str = "",
    authors: Iterable[str] = (),
    year: int | None = None,
    venue: str = "",
    url: str = "",
    code: Iterable[str] = (),
    pages: Iterable[str] = (),
    keywords: Iterable[str] = (),
) -> Paper:
    """Make a paper of one source, white space tidied, repeated list items dropped.

    >>> make_paper(title=" Pointer  Networks", source="a.txt").paper_id
    'paper/pointer-networks'
    """
    tidy_title = " ".join(title.split())
    return Paper(
        paper_id=paper_id(tidy_title),
        title=tidy_title,
        abstract=" ".join(abstract.split()),
        authors=_tidy(authors),
        year=year,
        venue=" ".join(venue.split()),
        url=url.strip(),
        sources=(source,),
        code=_tidy(code),
        pages=_tidy(pages),
        keywords=_tidy(keywords),
    )


def _tidy(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidy for value in values if (tidy := " ".join(value.split()))))
