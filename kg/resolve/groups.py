"""Groups of forms that name one thing: made by name, joined where names are reworded, kept from growing too big."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from kg.model import Relation
from kg.resolve.authority import Authority, GroupKey
from kg.resolve.forms import CountPapers, Reason
from kg.resolve.names import Named, as_written
from kg.resolve.reworded import Candidate

__all__ = [
    "Groups",
    "Tallies",
    "Tally",
    "cap_groups",
    "group_by_name",
    "join_groups",
    "kind_of",
    "name_of",
    "tally",
    "tally_again",
]

Groups = Mapping[GroupKey, Sequence[Named]]
Tallies = Mapping[GroupKey, "Tally"]
Label = TypeVar("Label", bound=Hashable)

_TELLING_SHARE = 0.25
_VOUCHED_FOR = (Reason.USER, Reason.LEXICON)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many papers mention the thing of a group, by each name and by each relation."""

    papers: int
    names: Mapping[str, int]
    relations: Mapping[Relation, int]


def group_by_name(named: Iterable[Named], authority: Authority) -> Groups:
    """Group forms by the names that they stand for."""
    groups: dict[GroupKey, list[Named]] = defaultdict(list)
    for item in named:
        groups[authority.key(item.name, item.form.relation)].append(item)
    return groups


def tally(groups: Groups, count: CountPapers) -> Tallies:
    """Count the papers of each group."""
    papers = count({item.form: key for key, group in groups.items() for item in group})
    names = _count_by(lambda item: item.name, groups, papers, count)
    relations = _count_by(lambda item: item.form.relation, groups, papers, count)
    return {key: Tally(papers[key], names[key], relations[key]) for key in groups}


def tally_again(groups: Groups, before: Groups, tallies: Tallies, count: CountPapers) -> Tallies:
    """Count the papers of each group that is not the very one that it was when `tallies` were made."""
    changed = {key: group for key, group in groups.items() if group is not before.get(key)}
    return {**{key: tallies[key] for key in groups.keys() - changed.keys()}, **tally(changed, count)}


def _count_by(
    label: Callable[[Named], Label], groups: Groups, papers: Mapping[GroupKey, int], count: CountPapers
) -> Mapping[GroupKey, Mapping[Label, int]]:
    """Count the papers of each group by a label of its forms; those of one label are those of the group."""
    counts = {key: dict.fromkeys(map(label, group), papers[key]) for key, group in groups.items()}
    mixed = [(key, item) for key, group in groups.items() if len(counts[key]) > 1 for item in group]
    for (key, own), found in count({item.form: (key, label(item)) for key, item in mixed}).items():
        counts[key][own] = found
    return counts


def join_groups(
    groups: Groups,
    tallies: Tallies,
    known: Mapping[str, str],
    join: Callable[[Iterable[Candidate]], Mapping[str, str]],
) -> Groups:
    """Move the forms of each group into the one that `join` finds for its key.

    `known` holds the names of things that are known by their keys. Names that are written with capitals in all
    abstracts are proper names and stay what they are.
    """
    candidates = [
        Candidate(
            key[1],
            name_of(group, tallies[key], known.get(key[1])),
            kind_of(tallies[key]),
            tallies[key].papers,
            is_known,
        )
        for key, group in groups.items()
        for is_known in (_is_known(key, group, known),)
        if not key[0] and (is_known or not _is_proper_name(group))
    ]
    leaders = join(candidates)
    names = {candidate.key: candidate.name for candidate in candidates}
    joined = {key: group for key, group in groups.items() if key[0] or key[1] not in leaders}
    for key, leader in sorted(leaders.items()):
        moved = [_reworded(named, names[leader]) for named in groups[False, key]]
        joined[False, leader] = [*joined[False, leader], *moved]
    return joined


def cap_groups(groups: Groups, most_names: int, authority: Authority, count: CountPapers) -> tuple[Groups, Groups]:
    """Return groups with at most `most_names` inferred names each, and what was left apart from each.

    Inferred are names that differ from the group's own by more than spelling, and that neither the lexicon nor a user
    vouches for; those of fewest papers are left apart, as things of their own.
    """
    inferred = {
        key: names
        for key, group in groups.items()
        if len(group) > most_names and len(names := _inferred(key, group, authority)) > most_names
    }
    papers = count(
        {item.form: (key, own) for key, names in inferred.items() for own, items in names.items() for item in items}
    )
    capped = {key: group for key, group in groups.items() if key not in inferred}
    left_apart = {}
    for key, names in inferred.items():
        over = sorted(names, key=lambda own: (-papers[key, own], own))[most_names:]
        left_apart[key] = [item for own in over for item in names[own]]
        apart = frozenset(left_apart[key])
        if kept := [item for item in groups[key] if item not in apart]:
            capped[key] = kept
    for item in chain.from_iterable(left_apart.values()):
        own = authority.key(item.form.surface, item.form.relation)
        capped[own] = [*capped.get(own, ()), as_written(item.form)]
    return capped, left_apart


def _inferred(key: GroupKey, group: Iterable[Named], authority: Authority) -> Mapping[GroupKey, Sequence[Named]]:
    """Return the forms of a group that are in it by inference, by the group that they would be in as written."""
    names: dict[GroupKey, list[Named]] = defaultdict(list)
    for item in group if not key[0] else ():
        own = authority.key(item.form.surface, item.form.relation)
        if own != key and item.reason not in _VOUCHED_FOR:
            names[own].append(item)
    return names


def kind_of(tally: Tally) -> Relation:
    """Return the most specific relation that a telling share of the papers has to the thing; keywords tell no kind."""
    told = {relation: papers for relation, papers in tally.relations.items() if relation is not Relation.KEYWORD}
    telling = told or tally.relations
    least = _TELLING_SHARE * max(telling.values())
    return min((relation for relation, papers in telling.items() if papers >= least), key=lambda kind: kind.specificity)


def name_of(group: Collection[Named], tally: Tally, known: str | None) -> str:
    """Return the name that a user gives to the thing, else the known one, else the one that most papers use."""
    users = min((named.name for named in group if named.reason is Reason.USER), default=None)
    return users or known or min(tally.names, key=lambda name: (-tally.names[name], not name.islower(), name))


def _is_known(key: GroupKey, group: Iterable[Named], known: Mapping[str, str]) -> bool:
    return key[1] in known or any(named.reason is Reason.USER for named in group)


def _is_proper_name(group: Iterable[Named]) -> bool:
    in_abstracts = [named.form.surface for named in group if named.form.in_abstract]
    return bool(in_abstracts) and all(map(_has_capitals, in_abstracts))


def _has_capitals(name: str) -> bool:
    """Tell whether all words of a name but the short ones have a capital."""
    return all(word[0].isupper() for word in name.split() if len(word) > 3)


def _reworded(named: Named, name: str) -> Named:
    return replace(named, name=name, reason=Reason.REWORDED) if named.reason is Reason.VARIANT else named
