"""Find a paper by its title or a part of it, and gather what the graph knows of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import LookupFailedError
from kg.model import Relation
from kg.tables import PaperRow, Tables
from kg.text import clip, title_key

__all__ = ["LinkedEntity", "PaperProfile", "RelatedPaper", "find_paper", "profile_paper"]

_MOST_CANDIDATES = 8
_SHOWN_WIDTH = 100


@dataclass(frozen=True, slots=True)
class LinkedEntity:
    """An entity of a paper, as a reader wants to see it; `surfaces` are the words that the link rests on."""

    label: str
    role: str
    score: float
    paper_count: int
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A related paper, how strongly, and the labels of what both share, strongest first."""

    title: str
    weight: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperProfile:
    """A paper with its entities by relation, its pages and its related papers."""

    paper: PaperRow
    entities: dict[str, list[LinkedEntity]]
    pages: tuple[str, ...]
    related: tuple[RelatedPaper, ...]


def find_paper(papers: Sequence[PaperRow], text: str) -> PaperRow:
    """Return the paper whose identifier or title is `text`, else the one whose title contains it.

    Case, punctuation and white space do not count. Raises LookupFailedError where no title contains `text`, or several
    do, and names these.
    """
    key = title_key(text)
    exact = [paper for paper in papers if text == paper.paper_id or key == title_key(paper.title)]
    found = exact or [paper for paper in papers if key and key in title_key(paper.title)]
    if not found:
        raise LookupFailedError(f"no title contains {text!r}; try fewer words")
    if len(found) > 1:
        listed = "".join(f"\n  {clip(paper.title, _SHOWN_WIDTH)}" for paper in found[:_MOST_CANDIDATES])
        more = f"\n  and {len(found) - _MOST_CANDIDATES} more" if len(found) > _MOST_CANDIDATES else ""
        raise LookupFailedError(f"{len(found)} titles contain {text!r}; say more of the one you mean:{listed}{more}")
    return found[0]


def profile_paper(tables: Tables, paper: PaperRow, *, most_related: int = 5) -> PaperProfile:
    """Return what the graph knows of `paper`: entities, strongest first, pages and the most related papers."""
    entities = {entity.entity_id: entity for entity in tables.entities}
    titles = {row.paper_id: row.title for row in tables.papers}
    surfaces: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for mention in tables.mentions:
        if mention.paper_id == paper.paper_id:
            surfaces[mention.entity_id, mention.relation].setdefault(mention.surface)
    linked: dict[str, list[LinkedEntity]] = {relation.value: [] for relation in Relation}
    for link in sorted(tables.links, key=lambda link: (-link.score, link.entity_id)):
        if link.paper_id == paper.paper_id:
            entity = entities[link.entity_id]
            words = tuple(surfaces[link.entity_id, link.relation])
            linked[link.relation].append(LinkedEntity(entity.label, link.role, link.score, entity.paper_count, words))
    neighbours = [
        RelatedPaper(
            titles[row.paper_b if row.paper_a == paper.paper_id else row.paper_a],
            row.weight,
            tuple(entities[entity].label for entity in row.shared),
        )
        for row in tables.related
        if paper.paper_id in (row.paper_a, row.paper_b)
    ]
    return PaperProfile(
        paper=paper,
        entities={relation: found for relation, found in linked.items() if found},
        pages=tuple(page.url for page in tables.pages if page.paper_id == paper.paper_id),
        related=tuple(sorted(neighbours, key=lambda other: (-other.weight, other.title))[:most_related]),
    )
