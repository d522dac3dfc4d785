"""What is known of names before a paper is read: the lexicon, and what a user knows better."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Self

from kg.lexicon import Lexicon
from kg.model import Relation
from kg.overrules import Overrules
from kg.resolve.spelling import spelling_key

__all__ = ["Authority", "GroupKey"]

GroupKey = tuple[bool, str]
"""Whether a name is of a repository, and what all names of one thing have in common."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The lexicon and the overrules, with the names of things by their keys, and the names that are kept apart.

    `kept_apart` holds, by the spelling key that they share, names that still name different things.
    """

    lexicon: Lexicon
    overrules: Overrules
    in_lexicon: frozenset[str]
    kept_apart: Mapping[str, Sequence[str]]

    @classmethod
    def make(cls, lexicon: Lexicon, overrules: Overrules) -> Self:
        """Bring together what a lexicon and overrules know."""
        names = frozenset(entry.name for entry in lexicon.entries)
        return cls(lexicon, overrules, names, _names_kept_apart(overrules.not_same))

    def key(self, name: str, relation: Relation) -> GroupKey:
        """Return what all names of one thing have in common.

        Repositories differ by more than case only. A variant of names that are kept apart goes with the one that is
        written most like it.

        >>> from kg.overrules import Overrules
        >>> pair = Overrules({}, frozenset([frozenset(["MAMBA", "Mamba"])]), frozenset())
        >>> authority = Authority.make(Lexicon([]), pair)
        >>> [authority.key(name, Relation.TECHNIQUE)[1] for name in ("ViTs", "Mambas")]
        ['vit', 'Mamba']
        """
        if relation is Relation.REPOSITORY:
            return True, name.lower()
        key = spelling_key(name)
        if key not in self.kept_apart:
            return False, key
        return False, max(self.kept_apart[key], key=lambda kept: (kept == name, sum(map(eq, kept, name))))

    def known_names(self) -> Mapping[str, str]:
        """Return the names of things that are known, by their keys."""
        kept = {name: name for names in self.kept_apart.values() for name in names}
        return kept | {self.key(entry.name, entry.kind)[1]: entry.name for entry in self.lexicon.entries}

    def differ(self, written: str, name: str, relation: Relation) -> bool:
        """Tell whether what is written and what it is taken for are, but for their spelling, listed as different."""
        ones, others = ({spelling, self.key(spelling, relation)[1]} for spelling in (written, name))
        return any(frozenset((one, other)) in self.overrules.not_same for one in ones for other in others)


def _names_kept_apart(not_same: Collection[frozenset[str]]) -> Mapping[str, Sequence[str]]:
    """Return the names of pairs that nothing but the pair keeps apart, by the spelling key that they share."""
    names: dict[str, set[str]] = defaultdict(set)
    for pair in not_same:
        if len(keys := {spelling_key(name) for name in pair}) == 1:
            names[keys.pop()] |= pair
    return {key: sorted(same) for key, same in names.items()}
