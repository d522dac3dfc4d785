"""GitHub repositories that a paper names by address, and the pages that it names."""

from collections.abc import Iterable, Sequence

from kg.extract.addresses import parse_repository
from kg.extract.passage import Passage
from kg.model import Mention, Paper, Relation

__all__ = ["find_pages", "find_repositories"]


def find_repositories(passages: Iterable[Passage]) -> list[Mention]:
    """Return the mentions of GitHub repositories; the name of each is `owner/name`."""
    return [
        passage.mention(address.span, Relation.REPOSITORY, rule="address", score=1.0, name=repository)
        for passage in passages
        for address in passage.addresses
        if (repository := parse_repository(address.url))
    ]


def find_pages(paper: Paper, passages: Sequence[Passage]) -> list[str]:
    """Return the addresses of a paper that are no repository: given with it or named in its text, sorted."""
    named = [address.url for passage in passages for address in passage.addresses]
    return sorted(url for url in {*paper.pages, *paper.code, *named} if not parse_repository(url))
