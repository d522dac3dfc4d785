"""Make entities and links of mentions."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.ids import entity_id
from kg.lexicon import Lexicon
from kg.model import Entity, Link, LinkedMention, Mention, Merge, Relation, Role
from kg.overrules import Overrules
from kg.resolve.names import Named, Reason, entity_key, name_mentions, names_kept_apart
from kg.text import singular, variant_key

__all__ = ["Resolution", "resolve"]

_TELLING_SHARE = 0.25
_RELATIONS_WITH_ROLES = (Relation.TECHNIQUE, Relation.DATASET)
_ROLE_ORDER = (Role.INTRODUCED, Role.USED, Role.COMPARED, Role.NONE)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities, the links of papers to them, the mentions that these rest on, and which names were joined why."""

    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    mentions: tuple[LinkedMention, ...]
    merges: tuple[Merge, ...]


def resolve(mentions: Iterable[Mention], *, lexicon: Lexicon, overrules: Overrules) -> Resolution:
    """Join the mentions that name one thing, and make an entity of each such group.

    One thing has one entity, of the most specific kind that it is mentioned as. Every mention is joined to its entity
    by a reason of its own, never through another mention. The order of `mentions` does not count.
    """
    ordered = sorted(mention for mention in mentions if variant_key(mention.surface) not in overrules.stop)
    kept_apart = names_kept_apart(overrules.not_same)
    groups: dict[tuple[bool, str], list[Named]] = defaultdict(list)
    for named in name_mentions(ordered, lexicon=lexicon, overrules=overrules, kept_apart=kept_apart):
        relation = named.mention.relation
        key = entity_key(named.name, relation=relation, kept_apart=kept_apart)
        groups[relation is Relation.REPOSITORY, key].append(named)
    known = {name: name for names in kept_apart.values() for name in names} | {
        entity_key(entry.name, relation=entry.kind, kept_apart=kept_apart): entry.name for entry in lexicon.entries
    }
    aliases = {entry.name: entry.aliases for entry in lexicon.entries}
    entities: list[Entity] = []
    linked: list[LinkedMention] = []
    merges: list[Merge] = []
    for (_, key), group in groups.items():
        entity = _entity(group, known.get(key), aliases)
        entities.append(entity)
        linked += (LinkedMention(entity.entity_id, named.mention) for named in group)
        merges += _merges(entity, group)
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
    kind = _kind(group)
    label = _users_label(group) or known or _label(group, kind)
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


def _users_label(group: Iterable[Named]) -> str | None:
    return min((named.name for named in group if named.reason is Reason.USER), default=None)


def _kind(group: Sequence[Named]) -> Relation:
    """Return the most specific relation that a telling share of the papers has to the thing; keywords tell no kind."""
    papers = Counter(relation for _, relation in {(named.mention.paper_id, named.mention.relation) for named in group})
    telling = {relation: count for relation, count in papers.items() if relation is not Relation.KEYWORD} or papers
    least = _TELLING_SHARE * max(telling.values())
    return min((relation for relation, count in telling.items() if count >= least), key=lambda kind: kind.specificity)


def _label(group: Sequence[Named], kind: Relation) -> str:
    """Return the name that most papers use; common nouns in lower case and in the singular."""
    papers = Counter(name for name, _ in {(named.name, named.mention.paper_id) for named in group})
    best = min(papers, key=lambda name: (-papers[name], not name.islower(), name))
    if kind is Relation.REPOSITORY or not _is_common_noun(best, papers):
        return best
    *first, last = best.lower().split(" ")
    return " ".join([*first, singular(last)])


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
