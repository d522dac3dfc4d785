"""How papers and numbers of things are worded."""

from kg.tables import PaperRow
from kg.text import plural

__all__ = ["count_of", "told_paper"]


def count_of(number: int, noun: str) -> str:
    """Return how many there are of something.

    >>> count_of(1, "paper"), count_of(2000, "paper")
    ('1 paper', '2,000 papers')
    """
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def told_paper(paper: PaperRow) -> str:
    """Return the title of a paper with its venue and year, where they are known."""
    known = [part for part in (paper.venue, str(paper.year or "")) if part]
    return f"{paper.title} ({', '.join(known)})" if known else paper.title
