"""Which name a mention stands for, and which names stand for one thing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import eq

from kg.model import Mention, Relation
from kg.text import variant_key

__all__ = ["corpus_expansions", "entity_key", "is_acronym"]


def entity_key(name: str, *, relation: Relation, kept_apart: Mapping[str, Sequence[str]]) -> str:
    """Return what all names of one entity have in common.

    Repositories differ by more than case only. `kept_apart` holds the names that share a variant key and still name
    different things; a variant of theirs goes with the one that is written most like it.

    >>> entity_key("ViTs", relation=Relation.TECHNIQUE, kept_apart={})
    'vit'
    >>> entity_key("Mambas", relation=Relation.TECHNIQUE, kept_apart={"mamba": ("MAMBA", "Mamba")})
    'Mamba'
    """
    if relation is Relation.REPOSITORY:
        return name.lower()
    key = variant_key(name)
    return max(kept_apart.get(key, ()), key=lambda kept: (kept == name, sum(map(eq, kept, name))), default=key)


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
    meanings: dict[str, dict[str, str]] = defaultdict(dict)
    for mention in mentions:
        if is_acronym(mention.surface) and mention.name and mention.name != mention.surface:
            meanings[mention.surface.removesuffix("s")].setdefault(variant_key(mention.name), mention.name)
    return {
        acronym: next(iter(names.values()))
        for acronym, names in meanings.items()
        if len(names) == 1 and frozenset((acronym, *names.values())) not in not_same
    }
