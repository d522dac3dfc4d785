"""Names that are another's but for a slip of the pen: two letters swapped, one left out, one too many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.lexicon import Lexicon
from kg.model import Relation
from kg.resolve.forms import CountPapers, Form
from kg.text import fold

__all__ = ["find_slips"]

_SHORTEST_SWAPPED = 4
_SHORTEST_MISCOUNTED = 8


def find_slips(forms: Iterable[Form], lexicon: Lexicon, count: CountPapers) -> Mapping[str, str]:
    """Return the names of the lexicon that names of one paper were meant to be.

    A slip has two capitals, is no name that its paper introduces and stands in one paper alone; another letter in the
    place of the right one is none, for many names differ by that. Where two names fit, neither is taken.
    """
    unnamed = sorted(form for form in forms if form.unnamed and form.relation is not Relation.KEYWORD)
    kinds = {form.surface: form.relation for form in unnamed if _has_two_capitals(form.surface)}
    introduced = {form.surface for form in unnamed if form.introduced}
    meant = _meant_names({surface: kinds[surface] for surface in kinds.keys() - introduced}, lexicon)
    papers = count({form: form.surface for form in unnamed if form.surface in meant})
    return {surface: name for surface, name in meant.items() if papers[surface] == 1}


def _meant_names(kinds: Mapping[str, Relation], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the one name of the lexicon that each surface, of the kind given, can be a slip of."""
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
    meant = {}
    for surface, kind in kinds.items():
        key = fold(surface)
        names = {written[kind, name] for name in _near(key) if (kind, name) in written} | shortened[kind, key]
        if (kind, key) not in written and len(names) == 1:
            meant[surface] = names.pop()
    return meant


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
