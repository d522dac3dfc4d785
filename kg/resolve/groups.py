"""Groups of mentions that name one thing: made by name, joined where names are reworded, kept from growing too big."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from kg.model import Field, Relation
from kg.resolve.names import KeptApart, Named, Reason, as_written, entity_key
from kg.resolve.reworded import Candidate

__all__ = ["GroupKey", "Groups", "cap_groups", "group_by_name", "join_groups", "kind_of", "name_of"]

GroupKey = tuple[bool, str]
"""Whether a group is of a repository, and what its names have in common."""

Groups = Mapping[GroupKey, Sequence[Named]]

_TELLING_SHARE = 0.25
_VOUCHED_FOR = (Reason.USER, Reason.LEXICON)


def group_by_name(named: Iterable[Named], kept_apart: KeptApart) -> Groups:
    """Group mentions by the names that they stand for."""
    groups: dict[GroupKey, list[Named]] = defaultdict(list)
    for item in named:
        groups[_key(item.name, item, kept_apart)].append(item)
    return groups


def join_groups(
    groups: Groups, known: Mapping[str, str], join: Callable[[Iterable[Candidate]], Mapping[str, str]]
) -> Groups:
    """Move the mentions of each group into the one that `join` finds for its key.

    `known` holds the names of things that are known by their keys. Names that are written with capitals in all
    abstracts are proper names and stay what they are.
    """
    candidates = [
        Candidate(
            key, name_of(group, known.get(key)), kind_of(group), _paper_count(group), _is_known(key, group, known)
        )
        for (is_repository, key), group in groups.items()
        if not is_repository and (_is_known(key, group, known) or not _is_proper_name(group))
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


def cap_groups(groups: Groups, most_names: int, kept_apart: KeptApart) -> tuple[Groups, Groups]:
    """Return groups with at most `most_names` inferred names each, and what was left apart from each.

    Inferred are names that differ from the group's own by more than spelling, and that neither the lexicon nor a user
    vouches for; those of fewest papers are left apart, as things of their own.
    """
    capped: dict[GroupKey, list[Named]] = defaultdict(list)
    left_apart: dict[GroupKey, list[Named]] = {}
    for group_key, group in groups.items():
        papers: dict[GroupKey, set[str]] = defaultdict(set)
        written = [_key(item.mention.surface, item, kept_apart) for item in group]
        for key, item in zip(written, group, strict=True):
            if key != group_key and item.reason not in _VOUCHED_FOR and not group_key[0]:
                papers[key].add(item.mention.paper_id)
        over = set(sorted(papers, key=lambda key: (-len(papers[key]), key))[most_names:])
        for key, item in zip(written, group, strict=True):
            if key in over and item.reason not in _VOUCHED_FOR:
                left_apart.setdefault(group_key, []).append(item)
                capped[key].append(as_written(item.mention))
            else:
                capped[group_key].append(item)
    return capped, left_apart


def kind_of(group: Iterable[Named]) -> Relation:
    """Return the most specific relation that a telling share of the papers has to the thing; keywords tell no kind."""
    papers = Counter(relation for _, relation in {(named.mention.paper_id, named.mention.relation) for named in group})
    telling = {relation: count for relation, count in papers.items() if relation is not Relation.KEYWORD} or papers
    least = _TELLING_SHARE * max(telling.values())
    return min((relation for relation, count in telling.items() if count >= least), key=lambda kind: kind.specificity)


def name_of(group: Collection[Named], known: str | None) -> str:
    """Return the name that a user gives to the thing, else the known one, else the one that most papers use."""
    users = min((named.name for named in group if named.reason is Reason.USER), default=None)
    return users or known or _most_used(group)


def _most_used(group: Iterable[Named]) -> str:
    papers = Counter(name for name, _ in {(named.name, named.mention.paper_id) for named in group})
    return min(papers, key=lambda name: (-papers[name], not name.islower(), name))


def _is_known(key: str, group: Iterable[Named], known: Mapping[str, str]) -> bool:
    return key in known or any(named.reason is Reason.USER for named in group)


def _is_proper_name(group: Iterable[Named]) -> bool:
    in_abstracts = [named.mention.surface for named in group if named.mention.field is Field.ABSTRACT]
    return bool(in_abstracts) and all(map(_has_capitals, in_abstracts))


def _has_capitals(name: str) -> bool:
    """Tell whether all words of a name but the short ones have a capital."""
    return all(word[0].isupper() for word in name.split() if len(word) > 3)


def _paper_count(group: Iterable[Named]) -> int:
    return len({named.mention.paper_id for named in group})


def _reworded(named: Named, name: str) -> Named:
    return replace(named, name=name, reason=Reason.REWORDED) if named.reason is Reason.VARIANT else named


def _key(name: str, named: Named, kept_apart: KeptApart) -> GroupKey:
    relation = named.mention.relation
    return relation is Relation.REPOSITORY, entity_key(name, relation=relation, kept_apart=kept_apart)
