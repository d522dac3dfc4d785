"""The pages of a graph that is too big for one: a page a community, several where it is too big itself."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.tables import Tables, pick

__all__ = ["Leaf", "drawn_count", "split_into_leaves"]

_LEAST_PAPERS = 50
_MOST_PAPERS = 1500
_MOST_NODES = 5000


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: the name of its file without the suffix, what it is called and its papers."""

    slug: str
    name: str
    papers: frozenset[str]


class _Spot(NamedTuple):
    """A paper and where it stands on the map."""

    paper_id: str
    x: float
    y: float


def split_into_leaves(tables: Tables, names: Mapping[int, str], *, min_papers: int) -> list[Leaf]:
    """Return pages that hold every paper once, the largest community first.

    Communities of fewer than 50 papers stand together. What is more than 1,500 papers or 5,000 nodes is halved where it
    is widest on the map, again and again, so that a page holds what stands together.
    """
    entities_of = _entities_by_paper(tables)
    communities: defaultdict[int, list[_Spot]] = defaultdict(list)
    for paper, community, x, y in pick(tables.papers, "paper_id", "community", "x", "y"):
        communities[community].append(_Spot(paper, x, y))
    large = sorted(community for community, papers in communities.items() if len(papers) >= _LEAST_PAPERS)
    small = sorted(communities.keys() - set(large))
    groups = [(f"community-{community}", names[community], communities[community]) for community in large]
    if small:
        name = names[small[0]] if len(small) == 1 else f"{len(small):,} smaller communities"
        groups.append(("smaller", name, [paper for community in small for paper in communities[community]]))
    return [
        leaf
        for slug, name, papers in groups
        for leaf in _name_parts(slug, name, list(_halve(papers, entities_of, min_papers)))
    ]


def drawn_count(tables: Tables, *, min_papers: int) -> int:
    """Return how many nodes the first view of a page of these tables shows."""
    return len(tables.papers) + sum(1 for (count,) in pick(tables.entities, "paper_count") if count >= min_papers)


def _name_parts(slug: str, name: str, parts: Sequence[Sequence[_Spot]]) -> Iterator[Leaf]:
    for number, papers in enumerate(parts, start=1):
        ids = frozenset(paper.paper_id for paper in papers)
        if len(parts) == 1:
            yield Leaf(slug, name, ids)
        else:
            yield Leaf(f"{slug}-part-{number}", f"{name} (part {number} of {len(parts)})", ids)


def _halve(papers: Sequence[_Spot], entities_of: Mapping[str, set[str]], min_papers: int) -> Iterator[Sequence[_Spot]]:
    if _fits(papers, entities_of, min_papers):
        yield papers
        return
    width, height = (max(places) - min(places) for places in zip(*((row.x, row.y) for row in papers), strict=True))
    ordered = sorted(papers, key=lambda row: (row.x if width >= height else row.y, row.paper_id))
    middle = len(ordered) // 2
    yield from _halve(ordered[:middle], entities_of, min_papers)
    yield from _halve(ordered[middle:], entities_of, min_papers)


def _fits(papers: Sequence[_Spot], entities_of: Mapping[str, set[str]], min_papers: int) -> bool:
    if len(papers) > _MOST_PAPERS:
        return False
    counts: defaultdict[str, int] = defaultdict(int)
    for paper in papers:
        for entity in entities_of[paper.paper_id]:
            counts[entity] += 1
    nodes = len(papers) + sum(count >= min_papers for count in counts.values())
    return nodes <= _MOST_NODES or len(papers) == 1


def _entities_by_paper(tables: Tables) -> Mapping[str, set[str]]:
    entities_of: defaultdict[str, set[str]] = defaultdict(set)
    for paper, entity in pick(tables.links, "paper_id", "entity_id"):
        entities_of[paper].add(entity)
    return entities_of
