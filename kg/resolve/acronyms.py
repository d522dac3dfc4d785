"""What acronyms mean: in the paper that defines them, and in papers that use them without saying."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.lexicon import Lexicon
from kg.model import Field, Mention, Relation
from kg.text import fold, variant_key, words

__all__ = ["acronym_meanings", "corpus_expansions", "explained_acronyms", "is_acronym"]

_TELLING = 4


def is_acronym(name: str) -> bool:
    """Tell whether a name is an acronym long enough to stand for one thing across papers: three capitals or more.

    >>> [is_acronym(name) for name in ("STR", "CNNs", "GP", "Adam")]
    [True, True, False, False]
    """
    bare = name.removesuffix("s")
    return len(bare) >= 3 and bare.isupper() and bare.isalpha()


def corpus_expansions(mentions: Iterable[Mention], not_same: Collection[frozenset[str]]) -> Mapping[str, str]:
    """Return the names of acronyms that mean one thing in all papers that say what they mean.

    An acronym that a paper uses without saying is then taken to mean that too.
    """
    return {
        acronym: next(iter(names.values()))
        for acronym, names in _meanings(mentions).items()
        if len(names) == 1 and frozenset((acronym, *names.values())) not in not_same
    }


def acronym_meanings(mentions: Iterable[Mention], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the long forms of acronyms that mean one thing in all papers and in the lexicon.

    >>> from kg.lexicon import Entry
    >>> entry = Entry("CNN", ("convolutional neural network", "ConvNet"), Relation.TECHNIQUE)
    >>> acronym_meanings([], Lexicon([entry]))
    {'CNN': 'convolutional neural network'}
    """
    meanings = _meanings(mentions)
    for entry in lexicon.entries:
        spelled = (entry.name, *entry.aliases)
        if long := next((name for name in spelled if not name.isupper() and len(list(words(name))) > 1), None):
            for acronym in filter(is_acronym, spelled):
                meanings[acronym.removesuffix("s")].setdefault(variant_key(long), long)
    for acronym, names in meanings.items():
        names.pop(variant_key(acronym), None)
    return {acronym: next(iter(names.values())) for acronym, names in meanings.items() if len(names) == 1}


def _meanings(mentions: Iterable[Mention]) -> defaultdict[str, dict[str, str]]:
    """Return the names that papers give to acronyms, by acronym and variant key."""
    meanings: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for mention in mentions:
        if is_acronym(mention.surface) and mention.name and mention.name != mention.surface:
            meanings[mention.surface.removesuffix("s")].setdefault(variant_key(mention.name), mention.name)
    return meanings


class _Definition(NamedTuple):
    acronym: str
    long: Mention
    name: str


def explained_acronyms(mentions: Sequence[Mention]) -> Mapping[Mention, Mention]:
    """Return the mentions that their paper explains and that were read otherwise or not at all, as the paper has them.

    A paper explains an acronym by a name with its initials before it: "attack success rate (ASR)". What is taken for a
    thing that has no word in common with the long form there (ASR for automatic speech recognition) gets its name and,
    where neither is a keyword, its kind and role.
    """
    definitions = _definitions(mentions)
    explained = {}
    for mention in mentions:
        definition = definitions.get((mention.paper_id, mention.surface.removesuffix("s")))
        if definition is None or _stands_for(mention.name, definition.long.surface, definition.acronym):
            continue
        if mention.name or is_acronym(mention.surface):
            meant = replace(mention, name=definition.name)
            if Relation.KEYWORD not in (mention.relation, definition.long.relation):
                meant = replace(meant, relation=definition.long.relation, role=definition.long.role)
            explained[mention] = meant
    return explained


def _definitions(mentions: Sequence[Mention]) -> Mapping[tuple[str, str], _Definition]:
    """Return what papers define, by paper and acronym and by paper and long form, both without a plural s."""
    acronyms = [mention for mention in mentions if is_acronym(mention.surface)]
    starts = {(mention.paper_id, mention.field, mention.start) for mention in acronyms}
    endings: dict[tuple[str, Field, int, str], Mention] = {}
    for mention in mentions:
        start = (mention.paper_id, mention.field, mention.end + len(" ("))
        if start in starts:
            place = (*start, _initials(mention.surface))
            if mention.relation is not Relation.KEYWORD or place not in endings:
                endings[place] = mention
    definitions = {}
    for mention in acronyms:
        acronym = mention.surface.removesuffix("s")
        if long := endings.get((mention.paper_id, mention.field, mention.start, acronym)):
            name = long.name if _stands_for(long.name, long.surface, acronym) else long.surface
            for text in (acronym, long.surface.removesuffix("s")):
                definitions[mention.paper_id, text] = _Definition(acronym, long, name)
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
