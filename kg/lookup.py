"""Find a paper by its title or a part of it, and gather what the graph knows of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import LookupFailedError
from kg.ids import paper_id
from kg.model import Field, Relation
from kg.tables import EntityRow, MergeRow, PaperRow, Tables
from kg.text import clip, title_key

__all__ = [
    "LinkedEntity",
    "PaperProfile",
    "RelatedPaper",
    "Rows",
    "find_paper",
    "list_conflicts",
    "list_entities",
    "list_merges",
    "profile_paper",
]

_MOST_CANDIDATES = 8
_SHOWN_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of text under columns, fit to be printed in any format; None is an empty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class LinkedEntity:
    """An entity of a paper, as a reader wants to see it.

    `surfaces` are the words of the paper that the link rests on, `given` the words of its sources.
    """

    label: str
    role: str
    score: float
    paper_count: int
    surfaces: tuple[str, ...]
    given: tuple[str, ...] = ()


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
    key, identifiers = title_key(text), (text, paper_id(text))
    exact = [paper for paper in papers if paper.paper_id in identifiers]
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
    surfaces: dict[tuple[str, str, bool], dict[str, None]] = defaultdict(dict)
    for mention in tables.mentions:
        if mention.paper_id == paper.paper_id:
            is_given = mention.field == Field.GIVEN
            surfaces[mention.entity_id, mention.relation, is_given].setdefault(mention.surface)
    linked: dict[str, list[LinkedEntity]] = {relation.value: [] for relation in Relation}
    for link in sorted(tables.links, key=lambda link: (-link.score, link.entity_id)):
        if link.paper_id == paper.paper_id:
            entity = entities[link.entity_id]
            own, given = (tuple(surfaces[link.entity_id, link.relation, is_given]) for is_given in (False, True))
            linked[link.relation].append(
                LinkedEntity(entity.label, link.role, link.score, entity.paper_count, own, given)
            )
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


def list_entities(tables: Tables, *, kind: str | None = None) -> Rows:
    """Return kind, label, papers and aliases of the entities of a kind (of all, without one), most shared first.

    Raises LookupFailedError where there is no such kind.
    """
    entities = _of_kind(tables, kind)
    rows = [(entity.kind, entity.label, str(entity.paper_count), "; ".join(entity.aliases)) for entity in entities]
    return Rows(("kind", "label", "papers", "aliases"), tuple(rows))


def list_merges(tables: Tables, *, kind: str | None = None) -> Rows:
    """Return the names that were taken for an entity with another label, why, and in how many papers.

    Raises LookupFailedError where there is no such kind.
    """
    merges: dict[str, list[MergeRow]] = defaultdict(list)
    for merge in tables.merges:
        merges[merge.entity_id].append(merge)
    rows = [
        (entity.kind, entity.label, merge.name, merge.reason, str(merge.paper_count))
        for entity in _of_kind(tables, kind)
        for merge in merges[entity.entity_id]
    ]
    return Rows(("kind", "label", "name", "reason", "papers"), tuple(rows))


def list_conflicts(tables: Tables) -> Rows:
    """Return what the sources of papers disagree on: paper, field, a value, whether it was kept, who says so."""
    titles = {paper.paper_id: paper.title for paper in tables.papers}
    rows = [
        (titles[row.paper_id], row.field, row.value, "yes" if row.kept else "no", "; ".join(row.sources))
        for row in tables.conflicts
    ]
    return Rows(("paper", "field", "value", "kept", "sources"), tuple(rows))


def _of_kind(tables: Tables, kind: str | None) -> list[EntityRow]:
    if kind is not None and kind not in list(Relation):
        raise LookupFailedError(f"no kind is called {kind!r}; there are: {', '.join(Relation)}")
    entities = [entity for entity in tables.entities if kind in (None, entity.kind)]
    return sorted(entities, key=lambda entity: (-entity.paper_count, entity.entity_id))
