"""Names that are another's but for a slip of the pen: two letters swapped, one left out, one too many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.lexicon import Lexicon
from kg.model import Mention, Relation, Role
from kg.text import fold

__all__ = ["find_slips"]

_SHORTEST_SWAPPED = 4
_SHORTEST_MISCOUNTED = 8


def find_slips(mentions: Iterable[Mention], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the names of the lexicon that names of one paper were meant to be.

    A slip has two capitals, is no name that its paper introduces and stands in one paper alone; another letter in the
    place of the right one is none, for many names differ by that. Where two names fit, neither is taken.
    """
    papers: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, Relation] = {}
    introduced = set()
    for mention in mentions:
        if not mention.name and mention.relation is not Relation.KEYWORD:
            papers[mention.surface].add(mention.paper_id)
            kinds[mention.surface] = mention.relation
            introduced |= {mention.surface} if mention.role is Role.INTRODUCED else set()
    written = {
        (entry.kind, fold(name)): entry.name
        for entry in lexicon.entries
        for name in (entry.name, *entry.aliases)
        if _has_two_capitals(name)
    }
    shortened = defaultdict(set)
    for (kind, name), canonical in written.items():
        for short in _without_one(name):
            shortened[kind, short].add(canonical)
    slips = {}
    for surface in sorted(papers.keys() - introduced):
        if len(papers[surface]) == 1 and _has_two_capitals(surface):
            key, kind = fold(surface), kinds[surface]
            meant = {written[kind, name] for name in _near(key) if (kind, name) in written} | shortened[kind, key]
            if (kind, key) not in written and len(meant) == 1:
                slips[surface] = meant.pop()
    return slips


def _near(key: str) -> Iterator[str]:
    if len(key) >= _SHORTEST_SWAPPED:
        for index in range(len(key) - 1):
            if key[index : index + 2].isalpha():
                yield key[:index] + key[index + 1] + key[index] + key[index + 2 :]
    yield from _without_one(key)


def _without_one(key: str) -> Iterator[str]:
    if len(key) >= _SHORTEST_MISCOUNTED:
        yield from (key[:index] + key[index + 1 :] for index, char in enumerate(key) if char.isalpha())


def _has_two_capitals(name: str) -> bool:
    return sum(char.isupper() for char in name) >= 2
