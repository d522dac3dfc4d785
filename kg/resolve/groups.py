"""Groups of forms that name one thing: made by name, joined where names are reworded, kept from growing too big."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.model import Relation
from kg.resolve.authority import Authority, GroupKey
from kg.resolve.forms import CountPapers, Reason
from kg.resolve.names import Named, as_written
from kg.resolve.reworded import Candidate

__all__ = ["Groups", "Tally", "cap_groups", "group_by_name", "join_groups", "kind_of", "name_of", "tally"]

Groups = Mapping[GroupKey, Sequence[Named]]

_TELLING_SHARE = 0.25
_VOUCHED_FOR = (Reason.USER, Reason.LEXICON)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many papers mention the thing of a group, by each name and by each relation."""

    papers: int
    names: Counter[str] = field(default_factory=Counter)
    relations: Counter[Relation] = field(default_factory=Counter)


def group_by_name(named: Iterable[Named], authority: Authority) -> Groups:
    """Group forms by the names that they stand for."""
    groups: dict[GroupKey, list[Named]] = defaultdict(list)
    for item in named:
        groups[authority.key(item.name, item.form.relation)].append(item)
    return groups


def tally(groups: Groups, count: CountPapers) -> Mapping[GroupKey, Tally]:
    """Count the papers of each group."""
    placed = [(key, item) for key, group in groups.items() for item in group]
    tallies = {key: Tally(papers) for key, papers in count({item.form: key for key, item in placed}).items()}
    for (key, name), papers in count({item.form: (key, item.name) for key, item in placed}).items():
        tallies[key].names[name] = papers
    for (key, relation), papers in count({item.form: (key, item.form.relation) for key, item in placed}).items():
        tallies[key].relations[relation] = papers
    return tallies


def join_groups(
    groups: Groups,
    known: Mapping[str, str],
    count: CountPapers,
    join: Callable[[Iterable[Candidate]], Mapping[str, str]],
) -> Groups:
    """Move the forms of each group into the one that `join` finds for its key.

    `known` holds the names of things that are known by their keys. Names that are written with capitals in all
    abstracts are proper names and stay what they are.
    """
    tallies = tally(groups, count)
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
    joined: dict[GroupKey, list[Named]] = defaultdict(list)
    for (is_repository, key), group in groups.items():
        if is_repository or key not in leaders:
            joined[is_repository, key] += group
        else:
            leader = leaders[key]
            joined[False, leader] += (_reworded(named, names[leader]) for named in group)
    return joined


def cap_groups(groups: Groups, most_names: int, authority: Authority, count: CountPapers) -> tuple[Groups, Groups]:
    """Return groups with at most `most_names` inferred names each, and what was left apart from each.

    Inferred are names that differ from the group's own by more than spelling, and that neither the lexicon nor a user
    vouches for; those of fewest papers are left apart, as things of their own.
    """
    inferred = {
        key: names for key, group in groups.items() if len(names := _inferred(key, group, authority)) > most_names
    }
    papers = count(
        {item.form: (key, own) for key, names in inferred.items() for own, items in names.items() for item in items}
    )
    capped: dict[GroupKey, list[Named]] = defaultdict(list)
    left_apart: dict[GroupKey, list[Named]] = {}
    for key, group in groups.items():
        names = inferred.get(key, {})
        over = sorted(names, key=lambda own: (-papers[key, own], own))[most_names:]
        apart = {item: own for own in over for item in names[own]}
        for item in group:
            if item in apart:
                left_apart.setdefault(key, []).append(item)
                capped[apart[item]].append(as_written(item.form))
            else:
                capped[key].append(item)
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
