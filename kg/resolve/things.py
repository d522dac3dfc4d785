"""Entities of counted forms: what resolution decides, from the forms of a corpus and how many papers have which."""

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.ids import entity_id
from kg.model import Entity, Merge, Relation
from kg.resolve.authority import Authority
from kg.resolve.forms import CountPapers, Form, Reason
from kg.resolve.groups import Tally, cap_groups, group_by_name, join_groups, kind_of, name_of, tally, tally_again
from kg.resolve.meanings import acronym_meanings
from kg.resolve.names import Named, name_forms
from kg.resolve.reworded import Embed, find_reworded
from kg.resolve.spelling import singular_name, spelling_key

__all__ = ["Things", "resolve_forms"]


@dataclass(frozen=True, slots=True)
class Things:
    """The entities, the one that each form names, and which names were joined why."""

    entities: tuple[Entity, ...]
    entity_of: Mapping[Form, str]
    merges: tuple[Merge, ...]


def resolve_forms(
    forms: Iterable[Form],
    authority: Authority,
    count: CountPapers,
    *,
    embed: Embed | None,
    reworded_similarity: float,
    inferred_names: int,
) -> Things:
    """Join the forms that name one thing, and make an entity of each such group; the order of forms does not count.

    Names of the same words in another form are one thing where `embed` (a name in, a vector of length 1 out) puts every
    two of them within a cosine of `reworded_similarity`; without it they stay apart. An entity takes in at most
    `inferred_names` names that neither the lexicon nor a user vouches for, those of most papers; `merges` lists the
    others too.
    """
    forms, known = sorted(forms), authority.known_names()
    groups = by_name = group_by_name(name_forms(forms, authority, count), authority)
    tallies = tally(by_name, count)
    if embed is not None:
        find = functools.partial(
            find_reworded,
            embed=embed,
            least=reworded_similarity,
            meanings=acronym_meanings(forms, authority.lexicon),
            not_same=frozenset(frozenset(map(spelling_key, pair)) for pair in authority.overrules.not_same),
        )
        groups = join_groups(groups, tallies, known, find)
    groups, left_apart = cap_groups(groups, inferred_names, authority, count)
    aliases = {entry.name: entry.aliases for entry in authority.lexicon.entries}
    tallies = tally_again(groups, by_name, tallies, count)
    entities = {key: _entity(group, tallies[key], known.get(key[1]), aliases) for key, group in groups.items()}
    apart = {
        key: [replace(named, reason=Reason.LEFT_APART) for named in group]
        for key, group in left_apart.items()
        if key in entities
    }
    merges = [
        merge
        for joined in (groups, apart)
        for merge in _merges(((entities[key], named) for key, group in joined.items() for named in group), count)
    ]
    return Things(
        tuple(sorted(entities.values(), key=lambda entity: entity.entity_id)),
        {named.form: entities[key].entity_id for key, group in groups.items() for named in group},
        tuple(sorted(merges, key=lambda merge: (merge.entity_id, merge.name, merge.reason))),
    )


def _merges(named: Iterable[tuple[Entity, Named]], count: CountPapers) -> Iterator[Merge]:
    labels = {}
    for thing, item in named:
        written = _written(item, thing.kind)
        if written != thing.label:
            labels[item.form] = (thing.entity_id, written, item.reason)
    for (entity, written, reason), papers in count(labels).items():
        yield Merge(entity, written, reason, papers)


def _entity(group: Sequence[Named], tally: Tally, known: str | None, aliases: Mapping[str, Sequence[str]]) -> Entity:
    kind = kind_of(tally)
    label = _label(group, tally, kind, known)
    surfaces = {_written(named, kind) for named in group}
    others = (surfaces | {named.name for named in group} | set(aliases.get(label, ()))) - {label}
    return Entity(
        entity_id=entity_id(kind, label),
        kind=kind,
        label=label,
        aliases=tuple(sorted(others)),
        paper_count=tally.papers,
    )


def _written(named: Named, kind: Relation) -> str:
    """Return what is written of a thing; of a repository the name in its address."""
    return named.name if kind is Relation.REPOSITORY else named.form.surface


def _label(group: Collection[Named], tally: Tally, kind: Relation, known: str | None) -> str:
    """Return the name of the thing; common nouns that only papers name in lower case and in the singular."""
    name = name_of(group, tally, known)
    is_given = name == known or any(named.reason is Reason.USER for named in group)
    if is_given or kind is Relation.REPOSITORY or not _is_common_noun(name, tally.names):
        return name
    return singular_name(name)


def _is_common_noun(name: str, variants: Collection[str]) -> bool:
    words = [word for word in name.split() if len(word) > 3]
    return any(variant.islower() for variant in variants) or (len(words) > 1 and all(word.istitle() for word in words))
