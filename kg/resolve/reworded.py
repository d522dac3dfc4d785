"""Names of the same words in another form or order, told to be one by what an encoder makes of them.

Names with the same words (`kg.resolve.phrases`) are candidates; they are joined where their vectors are near enough,
and in a group of more than two every pair has to be.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.model import Relation
from kg.resolve.phrases import Phrase, is_reworded, read_phrase, spell_out

__all__ = ["Candidate", "Embed", "find_reworded"]

Vector = NDArray[np.float32]
Embed = Callable[[str], Vector]

_KINDS = frozenset([Relation.TECHNIQUE, Relation.TASK, Relation.KEYWORD])
_DECIMALS = 6


class Candidate(NamedTuple):
    """A name that several mentions may have, its kind, and whether a lexicon or a user knows it as a thing of its own.

    `key` is what identifies it, `papers` the number of papers that use it.
    """

    key: str
    name: str
    kind: Relation
    papers: int
    is_known: bool


def find_reworded(
    candidates: Iterable[Candidate],
    *,
    embed: Embed,
    least: float,
    meanings: Mapping[str, str],
    not_same: Collection[frozenset[str]],
) -> Mapping[str, str]:
    """Return the keys of names that are another's in other words, each with the key of that other.

    `embed` gives a vector of length 1; names are one thing from a cosine of `least` on. `meanings` are those of
    acronyms. Two known names never join, nor do two whose keys are a pair in `not_same`. Joined names go to the known
    one, else to the one that most papers use, else to the shorter.
    """
    by_key = {candidate.key: candidate for candidate in candidates if candidate.kind in _KINDS}
    near = _near_pairs(by_key.values(), embed, least, meanings, not_same)
    members = {key: frozenset([key]) for pair in near for key in pair}
    for first, second in sorted(near, key=lambda pair: (-near[pair], pair)):
        one, other = members[first], members[second]
        if one != other and all((min(a, b), max(a, b)) in near for a in one for b in other):
            members |= dict.fromkeys(one | other, one | other)
    leaders = {group: min(map(by_key.__getitem__, group), key=_rank).key for group in members.values()}
    return {key: leaders[group] for key, group in members.items() if key != leaders[group]}


def _rank(candidate: Candidate) -> tuple[bool, int, int, str]:
    return not candidate.is_known, -candidate.papers, len(candidate.name), candidate.key


def _near_pairs(
    candidates: Iterable[Candidate],
    embed: Embed,
    least: float,
    meanings: Mapping[str, str],
    not_same: Collection[frozenset[str]],
) -> dict[tuple[str, str], float]:
    """Return the pairs of keys (sorted) whose names are one thing, with the cosine of their vectors."""
    vector = functools.cache(embed)
    near = {}
    for one, other in _pairs_of_same_words(candidates, meanings):
        if (one.is_known and other.is_known) or frozenset((one.key, other.key)) in not_same:
            continue
        cosine = float(vector(spell_out(one.name, meanings)) @ vector(spell_out(other.name, meanings)))
        if round(cosine, _DECIMALS) >= least:
            near[one.key, other.key] = round(cosine, _DECIMALS)
    return near


def _pairs_of_same_words(
    candidates: Iterable[Candidate], meanings: Mapping[str, str]
) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield the pairs of one kind whose names have the same words, each pair once and sorted by key."""
    blocks: dict[tuple[Relation, str], dict[Candidate, Phrase]] = defaultdict(dict)
    for candidate in candidates:
        if phrase := read_phrase(spell_out(candidate.name, meanings)):
            blocks[candidate.kind, phrase.unordered][candidate] = phrase
            blocks[candidate.kind, phrase.ordered][candidate] = phrase
    pairs = {
        pair: is_reworded(block[pair[0]], block[pair[1]])
        for block in blocks.values()
        for pair in combinations(sorted(block), 2)
    }
    yield from (pair for pair, same in sorted(pairs.items()) if same)
