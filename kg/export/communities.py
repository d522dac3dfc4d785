"""Names of communities, and the entities that tell each from the others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from kg.incidence import Incidence
from kg.model import Relation
from kg.tables import EntityRow, Tables, pick
from kg.text import clip, fold

__all__ = ["community_names", "telling_entities"]

_NAME_PARTS = 3
_PART_WIDTH = 28
_TITLE_WIDTH = 60


def community_names(tables: Tables) -> dict[int, str]:
    """Name each community by its most telling entities, by its first paper where it has none."""
    telling = telling_entities(tables)
    first_title: dict[int, str] = {}
    for community, title in pick(tables.papers, "community", "title"):
        first_title.setdefault(community, title)
    return {
        community: _join_labels(entity.label for entity in telling.get(community, ())) or clip(title, _TITLE_WIDTH)
        for community, title in first_title.items()
    }


def telling_entities(tables: Tables) -> dict[int, list[EntityRow]]:
    """Return the entities of each community's papers but repositories, the most telling first.

    An entity tells as much as the share of the community that mentions it, times the share of its papers in there.
    """
    rows = [entity for entity in tables.entities if entity.kind != Relation.REPOSITORY]
    place = {entity.entity_id: number for number, entity in enumerate(rows)}
    community_of = dict(pick(tables.papers, "paper_id", "community"))
    number = {paper: number for number, paper in enumerate(community_of)}
    incidence = Incidence.of(tables.links)
    papers = np.array([number[paper] for paper in incidence.papers], np.int64)[incidence.pairs[:, 0]]
    entities = np.array([place.get(entity, -1) for entity in incidence.entities], np.int64)[incidence.pairs[:, 1]]
    papers, entities = papers[entities >= 0], entities[entities >= 0]
    communities, of_paper, sizes = np.unique(
        np.fromiter(community_of.values(), np.int64), return_inverse=True, return_counts=True
    )
    inside, counts = np.unique(of_paper[papers] * len(rows) + entities, return_counts=True)
    owners, told = np.divmod(inside, max(1, len(rows)))
    telling = (counts / sizes[owners]) * (counts / np.bincount(entities, minlength=len(rows))[told])
    by_name = np.empty(len(rows), np.int64)
    by_name[sorted(range(len(rows)), key=lambda at: (rows[at].label, rows[at].entity_id))] = np.arange(len(rows))
    found: dict[int, list[EntityRow]] = defaultdict(list)
    for at in np.lexsort((by_name[told], -telling, owners)):
        found[int(communities[owners[at]])].append(rows[told[at]])
    return dict(found)


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
