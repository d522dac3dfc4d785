"""Names of communities, and the entities that tell each from the others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.model import Relation
from kg.tables import EntityRow, Tables
from kg.text import clip, fold

__all__ = ["community_names", "telling_entities"]

_NAME_PARTS = 3
_PART_WIDTH = 28
_TITLE_WIDTH = 60


def community_names(tables: Tables) -> dict[int, str]:
    """Name each community by its most telling entities, by its first paper where it has none."""
    telling = telling_entities(tables)
    first_title = {paper.community: paper.title for paper in reversed(tables.papers)}
    return {
        community: _join_labels(entity.label for entity in telling.get(community, ())) or clip(title, _TITLE_WIDTH)
        for community, title in first_title.items()
    }


def telling_entities(tables: Tables) -> dict[int, list[EntityRow]]:
    """Return the entities of each community's papers but repositories, the most telling first.

    An entity tells as much as the share of the community that mentions it, times the share of its papers in there.
    """
    community_of = {paper.paper_id: paper.community for paper in tables.papers}
    rows = {entity.entity_id: entity for entity in tables.entities if entity.kind != Relation.REPOSITORY}
    joined = {(link.paper_id, link.entity_id) for link in tables.links if link.entity_id in rows}
    inside = Counter((community_of[paper], entity) for paper, entity in joined)
    everywhere = Counter(entity for _, entity in joined)
    sizes = Counter(community_of.values())

    told: defaultdict[int, list[tuple[float, str, str]]] = defaultdict(list)
    for (community, entity), count in inside.items():
        share_of_community, share_of_entity = count / sizes[community], count / everywhere[entity]
        told[community].append((-share_of_community * share_of_entity, rows[entity].label, entity))
    return {community: [rows[entity] for _, _, entity in sorted(found)] for community, found in told.items()}


def _join_labels(labels: Iterable[str]) -> str:
    chosen: list[str] = []
    for label in labels:
        if len(chosen) == _NAME_PARTS:
            break
        if not _overlaps(label, chosen):
            chosen.append(label)
    return ", ".join(clip(label, _PART_WIDTH) for label in chosen)


def _overlaps(label: str, chosen: Sequence[str]) -> bool:
    return any(fold(label) in fold(other) or fold(other) in fold(label) for other in chosen)
