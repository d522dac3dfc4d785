"""What a paper by itself makes of the names in it: the forms that resolution counts over all papers."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from kg.model import Field, Mention, Relation, Role
from kg.resolve.acronyms import explained_acronyms
from kg.resolve.authority import Authority, GroupKey
from kg.text import variant_key

__all__ = ["CountPapers", "Form", "Reading", "Reason", "read_paper"]

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


class Form(NamedTuple):
    """What a paper writes and what it takes that for: all that resolution asks of a mention but its paper.

    `name` and `reason` are empty where nothing in the paper tells what is meant. `unnamed` is what was found without a
    name, whatever the rest of the paper tells.
    """

    surface: str
    relation: Relation
    name: str
    reason: Reason | None
    unnamed: bool
    introduced: bool
    in_abstract: bool


class Reading(NamedTuple):
    """A mention as its paper explains it, and its form."""

    mention: Mention
    form: Form


CountPapers = Callable[[Mapping[Form, Hashable]], Mapping[Any, int]]
"""Labels of forms in, how many papers have forms of each label out; a paper that has several of one counts once."""


def read_paper(mentions: Iterable[Mention], authority: Authority) -> Iterator[Reading]:
    """Yield what the mentions of one paper, sorted, stand for, as far as the paper, the lexicon and a user tell.

    A user's alias comes first, then what the paper explains, what the rule that found the mention knows, and what the
    paper calls the same name elsewhere. What a user wants left out is left out.
    """
    stop = authority.overrules.stop
    own = [mention for mention in mentions if not stop or variant_key(mention.surface) not in stop]
    explained = explained_acronyms(own)
    coined = _coined_names(own, authority)
    for mention in own:
        meant, name, reason = _read(mention, explained, coined, authority)
        yield Reading(
            meant,
            Form(
                meant.surface,
                meant.relation,
                name,
                reason,
                unnamed=not mention.name,
                introduced=mention.role is Role.INTRODUCED,
                in_abstract=mention.field is Field.ABSTRACT,
            ),
        )


def _read(
    mention: Mention,
    explained: Mapping[Mention, Mention],
    coined: Mapping[GroupKey, set[str]],
    authority: Authority,
) -> tuple[Mention, str, Reason | None]:
    aliases = authority.overrules.aliases
    if aliases and (name := aliases.get(variant_key(mention.name or mention.surface))):
        return mention, name, Reason.USER
    if meant := explained.get(mention):
        return meant, meant.name, Reason.VARIANT if meant.name == meant.surface else Reason.ACRONYM
    if mention.name:
        return mention, mention.name, Reason.LEXICON if _by_lexicon(mention, authority) else Reason.ACRONYM
    if coined and len(names := coined.get(authority.key(mention.surface, mention.relation), ())) == 1:
        return mention, next(iter(names)), Reason.ACRONYM
    return mention, "", None


def _by_lexicon(mention: Mention, authority: Authority) -> bool:
    is_address = mention.relation is Relation.REPOSITORY
    return is_address or mention.rule in _BY_LEXICON or mention.name in authority.in_lexicon


def _coined_names(mentions: Sequence[Mention], authority: Authority) -> Mapping[GroupKey, set[str]]:
    """Return what the paper itself names what it writes out, by what its spellings have in common."""
    names: dict[GroupKey, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.name and not _by_lexicon(mention, authority):
            names[authority.key(mention.surface, mention.relation)].add(mention.name)
    return names
