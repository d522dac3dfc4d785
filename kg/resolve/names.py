"""Which name a mention stands for and why, and which names stand for one thing."""

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import eq

from kg.lexicon import Lexicon
from kg.model import Mention, Relation
from kg.overrules import Overrules
from kg.resolve.acronyms import corpus_expansions, explained_acronyms
from kg.resolve.slips import find_slips
from kg.resolve.spelling import spelling_key
from kg.text import variant_key

__all__ = [
    "KeptApart",
    "Named",
    "Reason",
    "as_written",
    "entity_key",
    "name_mentions",
    "names_kept_apart",
]

KeptApart = Mapping[str, Sequence[str]]

_BY_LEXICON = ("lexicon", "lexicon-variant")


class Reason(StrEnum):
    """Why a name was taken for another, or, found to be another, was not taken for it."""

    USER = "alias of the user"
    LEXICON = "lexicon"
    ACRONYM = "acronym in the paper"
    ACRONYM_ELSEWHERE = "acronym in other papers"
    SLIP = "slip of spelling"
    REWORDED = "same words in another form"
    VARIANT = "variant of spelling"
    LEFT_APART = "left apart: too many names"


@dataclass(frozen=True, slots=True)
class Named:
    """A mention, the name it stands for and why that is not simply what is written."""

    mention: Mention
    name: str
    reason: Reason


def name_mentions(
    mentions: Sequence[Mention], *, lexicon: Lexicon, overrules: Overrules, kept_apart: KeptApart
) -> list[Named]:
    """Return what each mention stands for: a user's alias, what its rule says, what acronyms and slips mean, itself."""
    explained = explained_acronyms(mentions)
    in_lexicon = {entry.name for entry in lexicon.entries}
    coined = _coined_names(mentions, in_lexicon, kept_apart)
    expansions = corpus_expansions((explained.get(mention, mention) for mention in mentions), overrules.not_same)
    slips = find_slips(mentions, lexicon)

    def named(mention: Mention) -> Named:
        surface = mention.surface
        acronym = surface.removesuffix("s")
        if name := overrules.aliases.get(variant_key(mention.name or surface)):
            return Named(mention, name, Reason.USER)
        if meant := explained.get(mention):
            return Named(meant, meant.name, Reason.VARIANT if meant.name == surface else Reason.ACRONYM)
        if mention.name:
            return Named(mention, mention.name, Reason.LEXICON if _by_lexicon(mention, in_lexicon) else Reason.ACRONYM)
        if len(names := coined.get(_written(mention, kept_apart), ())) == 1:
            return Named(mention, next(iter(names)), Reason.ACRONYM)
        if acronym in expansions:
            return Named(mention, expansions[acronym], Reason.ACRONYM_ELSEWHERE)
        if surface in slips:
            return Named(mention, slips[surface], Reason.SLIP)
        return as_written(mention)

    @functools.cache
    def differ(written: str, name: str, relation: Relation) -> bool:
        return _differ(written, name, relation, overrules.not_same, kept_apart)

    return [
        as_written(item.mention) if differ(item.mention.surface, item.name, item.mention.relation) else item
        for item in map(named, mentions)
    ]


def _by_lexicon(mention: Mention, in_lexicon: Collection[str]) -> bool:
    is_address = mention.relation is Relation.REPOSITORY
    return is_address or mention.rule in _BY_LEXICON or mention.name in in_lexicon


def _coined_names(
    mentions: Iterable[Mention], in_lexicon: Collection[str], kept_apart: KeptApart
) -> Mapping[tuple[str, str], set[str]]:
    """Return what papers themselves name what they write out, by paper and by what its spellings have in common."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.name and not _by_lexicon(mention, in_lexicon):
            names[_written(mention, kept_apart)].add(mention.name)
    return names


def _written(mention: Mention, kept_apart: KeptApart) -> tuple[str, str]:
    """Return the paper of a mention and what the spellings of its words have in common."""
    return mention.paper_id, entity_key(mention.surface, relation=mention.relation, kept_apart=kept_apart)


def as_written(mention: Mention) -> Named:
    """Return a mention as standing for what is written."""
    return Named(mention, mention.surface, Reason.VARIANT)


def _differ(
    written: str, name: str, relation: Relation, not_same: Collection[frozenset[str]], kept_apart: KeptApart
) -> bool:
    """Tell whether what is written and what it is taken for are, but for their spelling, listed as different."""
    ones, others = (
        {spelling, entity_key(spelling, relation=relation, kept_apart=kept_apart)} for spelling in (written, name)
    )
    return any(frozenset((one, other)) in not_same for one in ones for other in others)


def names_kept_apart(not_same: Collection[frozenset[str]]) -> KeptApart:
    """Return the names of pairs that nothing but the pair keeps apart, by the spelling key that they share."""
    names: dict[str, set[str]] = defaultdict(set)
    for pair in not_same:
        if len(keys := {spelling_key(name) for name in pair}) == 1:
            names[keys.pop()] |= pair
    return {key: sorted(same) for key, same in names.items()}


def entity_key(name: str, *, relation: Relation, kept_apart: KeptApart) -> str:
    """Return what all names of one entity have in common.

    Repositories differ by more than case only. `kept_apart` holds the names that share a spelling key and still name
    different things; a variant of theirs goes with the one that is written most like it.

    >>> entity_key("ViTs", relation=Relation.TECHNIQUE, kept_apart={})
    'vit'
    >>> entity_key("Mambas", relation=Relation.TECHNIQUE, kept_apart={"mamba": ("MAMBA", "Mamba")})
    'Mamba'
    """
    if relation is Relation.REPOSITORY:
        return name.lower()
    key = spelling_key(name)
    if key not in kept_apart:
        return key
    return max(kept_apart[key], key=lambda kept: (kept == name, sum(map(eq, kept, name))))
