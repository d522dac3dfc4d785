"""What acronyms mean in the paper that defines them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.model import Field, Mention, Relation
from kg.text import fold, variant_key, words

__all__ = ["explained_acronyms", "is_acronym"]

_TELLING = 4


def is_acronym(name: str) -> bool:
    """Tell whether a name is an acronym long enough to stand for one thing across papers: three capitals or more.

    >>> [is_acronym(name) for name in ("STR", "CNNs", "GP", "Adam")]
    [True, True, False, False]
    """
    bare = name.removesuffix("s")
    return len(bare) >= 3 and bare.isupper() and bare.isalpha()


class _Definition(NamedTuple):
    acronym: str
    long: Mention
    name: str


def explained_acronyms(mentions: Sequence[Mention]) -> Mapping[Mention, Mention]:
    """Return the mentions of one paper that it explains and that were read otherwise or not at all, as it has them.

    A paper explains an acronym by a name with its initials before it: "attack success rate (ASR)". What is taken for a
    thing that has no word in common with the long form there (ASR for automatic speech recognition) gets its name and,
    where neither is a keyword, its kind and role.
    """
    definitions = _definitions(mentions)
    explained = {}
    for mention in mentions if definitions else ():
        definition = definitions.get(mention.surface.removesuffix("s"))
        if definition is None or _stands_for(mention.name, definition.long.surface, definition.acronym):
            continue
        if mention.name or is_acronym(mention.surface):
            meant = replace(mention, name=definition.name)
            if Relation.KEYWORD not in (mention.relation, definition.long.relation):
                meant = replace(meant, relation=definition.long.relation, role=definition.long.role)
            explained[mention] = meant
    return explained


def _definitions(mentions: Sequence[Mention]) -> Mapping[str, _Definition]:
    """Return what a paper defines, by acronym and by long form, both without a plural s."""
    acronyms = [mention for mention in mentions if is_acronym(mention.surface)]
    if not acronyms:
        return {}
    starts = {(mention.field, mention.start) for mention in acronyms}
    endings: dict[tuple[Field, int, str], Mention] = {}
    for mention in mentions:
        start = (mention.field, mention.end + len(" ("))
        if start in starts:
            place = (*start, _initials(mention.surface))
            if mention.relation is not Relation.KEYWORD or place not in endings:
                endings[place] = mention
    definitions = {}
    for mention in acronyms:
        acronym = mention.surface.removesuffix("s")
        if long := endings.get((mention.field, mention.start, acronym)):
            name = long.name if _stands_for(long.name, long.surface, acronym) else long.surface
            for text in (acronym, long.surface.removesuffix("s")):
                definitions[text] = _Definition(acronym, long, name)
    return definitions


def _stands_for(name: str, long: str, acronym: str) -> bool:
    """Tell whether a name is the acronym itself or shares a telling word with its long form."""
    return variant_key(name) == variant_key(acronym) or any(
        word.text in variant_key(other)
        for one, other in ((name, long), (long, name))
        for word in words(fold(one))
        if len(word.text) >= _TELLING
    )


def _initials(name: str) -> str:
    return "".join(word.text[0] for word in words(name)).upper()
