"""Make entities and links of mentions."""

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.ids import entity_id
from kg.lexicon import Lexicon
from kg.model import Entity, Link, LinkedMention, Mention, Merge, Relation, Role
from kg.overrules import Overrules
from kg.resolve.acronyms import acronym_meanings
from kg.resolve.groups import cap_groups, group_by_name, join_groups, kind_of, name_of
from kg.resolve.names import Named, Reason, entity_key, name_mentions, names_kept_apart
from kg.resolve.reworded import Embed, find_reworded
from kg.resolve.spelling import singular_name, spelling_key
from kg.text import variant_key

__all__ = ["Resolution", "resolve"]

_RELATIONS_WITH_ROLES = (Relation.TECHNIQUE, Relation.DATASET)
_ROLE_ORDER = (Role.INTRODUCED, Role.USED, Role.COMPARED, Role.NONE)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities, the links of papers to them, the mentions that these rest on, and which names were joined why."""

    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    mentions: tuple[LinkedMention, ...]
    merges: tuple[Merge, ...]


def resolve(
    mentions: Iterable[Mention],
    *,
    lexicon: Lexicon,
    overrules: Overrules,
    embed: Embed | None = None,
    reworded_similarity: float = 0.85,
    inferred_names: int = 20,
) -> Resolution:
    """Join the mentions that name one thing, and make an entity of each such group.

    One thing has one entity, of the most specific kind that it is mentioned as. Every mention is joined to its entity
    by a reason of its own, never through another mention. The order of `mentions` does not count.

    An acronym that its paper explains otherwise than it was read comes back with the name, kind and role that it has
    there. Names of the same words in another form are one thing where `embed` (a name in, a vector of length 1 out)
    puts every two of them within a cosine of `reworded_similarity`; without it they stay apart. An entity takes in at
    most `inferred_names` names that neither the lexicon nor a user vouches for, those of most papers; `merges` lists
    the others too.
    """
    ordered = sorted(mention for mention in mentions if variant_key(mention.surface) not in overrules.stop)
    kept_apart = names_kept_apart(overrules.not_same)
    known = {name: name for names in kept_apart.values() for name in names} | {
        entity_key(entry.name, relation=entry.kind, kept_apart=kept_apart): entry.name for entry in lexicon.entries
    }
    named = name_mentions(ordered, lexicon=lexicon, overrules=overrules, kept_apart=kept_apart)
    groups = group_by_name(named, kept_apart)
    if embed is not None:
        find = functools.partial(
            find_reworded,
            embed=embed,
            least=reworded_similarity,
            meanings=acronym_meanings(ordered, lexicon),
            not_same=frozenset(frozenset(map(spelling_key, pair)) for pair in overrules.not_same),
        )
        groups = join_groups(groups, known, find)
    groups, left_apart = cap_groups(groups, inferred_names, kept_apart)
    aliases = {entry.name: entry.aliases for entry in lexicon.entries}
    entities: list[Entity] = []
    linked: list[LinkedMention] = []
    merges: list[Merge] = []
    for key, group in groups.items():
        entity = _entity(group, known.get(key[1]), aliases)
        entities.append(entity)
        linked += (LinkedMention(entity.entity_id, named.mention) for named in group)
        merges += _merges(entity, group)
        merges += _merges(entity, [replace(named, reason=Reason.LEFT_APART) for named in left_apart.get(key, ())])
    return Resolution(
        tuple(sorted(entities, key=lambda entity: entity.entity_id)),
        tuple(_links(linked)),
        tuple(sorted(linked, key=lambda item: (item.mention.paper_id, item.entity_id, item.mention))),
        tuple(sorted(merges, key=lambda merge: (merge.entity_id, merge.name, merge.reason))),
    )


def _merges(entity: Entity, group: Iterable[Named]) -> Iterator[Merge]:
    papers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for named in group:
        written = named.name if entity.kind is Relation.REPOSITORY else named.mention.surface
        if written != entity.label:
            papers[written, named.reason].add(named.mention.paper_id)
    for (name, reason), found in papers.items():
        yield Merge(entity.entity_id, name, reason, len(found))


def _entity(group: Sequence[Named], known: str | None, aliases: Mapping[str, Sequence[str]]) -> Entity:
    kind = kind_of(group)
    label = _label(group, kind, known)
    surfaces = (
        {named.mention.surface for named in group}
        if kind is not Relation.REPOSITORY
        else {named.name for named in group}
    )
    others = (surfaces | {named.name for named in group} | set(aliases.get(label, ()))) - {label}
    return Entity(
        entity_id=entity_id(kind, label),
        kind=kind,
        label=label,
        aliases=tuple(sorted(others)),
        paper_count=len({named.mention.paper_id for named in group}),
    )


def _label(group: Collection[Named], kind: Relation, known: str | None) -> str:
    """Return the name of the thing; common nouns that only papers name in lower case and in the singular."""
    name = name_of(group, known)
    is_given = name == known or any(named.reason is Reason.USER for named in group)
    if is_given or kind is Relation.REPOSITORY or not _is_common_noun(name, {named.name for named in group}):
        return name
    return singular_name(name)


def _is_common_noun(name: str, variants: Collection[str]) -> bool:
    words = [word for word in name.split() if len(word) > 3]
    return any(variant.islower() for variant in variants) or (len(words) > 1 and all(word.istitle() for word in words))


def _links(linked: Iterable[LinkedMention]) -> list[Link]:
    rests_on: dict[tuple[str, str, Relation], list[Mention]] = defaultdict(list)
    for item in linked:
        rests_on[item.mention.paper_id, item.entity_id, item.mention.relation].append(item.mention)
    return [
        Link(
            paper_id=paper_id,
            entity_id=entity,
            relation=relation,
            role=_role(relation, mentions),
            score=max(mention.score for mention in mentions),
            mention_count=len(mentions),
        )
        for (paper_id, entity, relation), mentions in sorted(rests_on.items())
    ]


def _role(relation: Relation, mentions: Iterable[Mention]) -> Role:
    """Return the most telling role; what was found as a technique and taken for a metric keeps none."""
    if relation not in _RELATIONS_WITH_ROLES:
        return Role.NONE
    return min((mention.role for mention in mentions), key=_ROLE_ORDER.index)
