"""What stands for a graph that is too big for one page: of each community its central papers and telling entities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.export.communities import telling_entities
from kg.export.html.excerpt import excerpt
from kg.tables import Tables, only, pick

__all__ = ["overview_tables"]

_MOST_PAPERS = 1300
_MOST_ENTITIES = 1200


def overview_tables(tables: Tables, *, min_papers: int) -> Tables:
    """Return the rows of at most 1,300 papers and 1,200 entities, to each community after its size.

    Central is a paper as its relations to others weigh; entities stand there when they join at least `min_papers` of
    these papers.
    """
    sizes = Counter(community for (community,) in pick(tables.papers, "community"))
    papers = frozenset(_first_of_each(_central_papers(tables), sizes, _MOST_PAPERS))
    joined = Counter(entity for _, entity in set(pick(only(tables.links, "paper_id", papers), "paper_id", "entity_id")))
    telling = {
        community: [entity.entity_id for entity in entities if joined[entity.entity_id] >= min_papers]
        for community, entities in telling_entities(tables).items()
    }
    return excerpt(tables, papers, frozenset(_first_of_each(telling, sizes, _MOST_ENTITIES)))


def _central_papers(tables: Tables) -> dict[int, list[str]]:
    """Return the papers of each community, the most central first."""
    weights: defaultdict[str, float] = defaultdict(float)
    for paper_a, paper_b, weight in pick(tables.related, "paper_a", "paper_b", "weight"):
        weights[paper_a] += weight
        weights[paper_b] += weight
    communities: defaultdict[int, list[str]] = defaultdict(list)
    community_of = dict(pick(tables.papers, "paper_id", "community"))
    for paper in sorted(community_of, key=lambda paper: (-weights[paper], paper)):
        communities[community_of[paper]].append(paper)
    return communities


def _first_of_each(ranked: dict[int, list[str]], sizes: Counter[int], most: int) -> Sequence[str]:
    """Return the `most` first of all lists, every community in proportion to its size, each name once."""
    waiting: Iterable[tuple[float, int, str]] = sorted(
        ((place + 0.5) / sizes[community], community, name)
        for community, names in ranked.items()
        for place, name in enumerate(names)
    )
    return list(dict.fromkeys(name for _, _, name in waiting))[:most]
