"""Resolve the mentions of a few papers, in memory."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from kg.lexicon import Lexicon
from kg.model import Entity, Link, LinkedMention, Mention, Merge, Relation, Role
from kg.overrules import Overrules
from kg.resolve.authority import Authority
from kg.resolve.forms import Form, read_paper
from kg.resolve.reworded import Embed
from kg.resolve.things import resolve_forms

__all__ = ["RELATIONS_WITH_ROLES", "ROLE_ORDER", "Resolution", "resolve"]

RELATIONS_WITH_ROLES = (Relation.TECHNIQUE, Relation.DATASET)
ROLE_ORDER = (Role.INTRODUCED, Role.USED, Role.COMPARED, Role.NONE)
"""The roles, the most telling first."""


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
    there. `embed`, `reworded_similarity` and `inferred_names` are those of `resolve_forms`; a `Census` does the same
    for more papers than memory holds.
    """
    authority = Authority.make(lexicon, overrules)
    papers = groupby(sorted(mentions), key=lambda mention: mention.paper_id)
    readings = [reading for _, own in papers for reading in read_paper(own, authority)]
    papers_of: dict[Form, set[str]] = defaultdict(set)
    for reading in readings:
        papers_of[reading.form].add(reading.mention.paper_id)
    things = resolve_forms(
        papers_of,
        authority,
        partial(_count_papers, papers_of),
        embed=embed,
        reworded_similarity=reworded_similarity,
        inferred_names=inferred_names,
    )
    linked = [LinkedMention(things.entity_of[reading.form], reading.mention) for reading in readings]
    return Resolution(
        things.entities,
        tuple(_links(linked)),
        tuple(sorted(linked, key=lambda item: (item.mention.paper_id, item.entity_id, item.mention))),
        things.merges,
    )


def _count_papers(papers_of: Mapping[Form, set[str]], labels: Mapping[Form, Hashable]) -> Mapping[Hashable, int]:
    papers: dict[Hashable, set[str]] = defaultdict(set)
    for form, label in labels.items():
        papers[label] |= papers_of[form]
    return {label: len(found) for label, found in papers.items()}


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
    if relation not in RELATIONS_WITH_ROLES:
        return Role.NONE
    return min((mention.role for mention in mentions), key=ROLE_ORDER.index)
