"""What the page knows, as frozen values ready for JSON.

Papers and entities are called by number: papers come first, in the order of their table, then entities in the order
of theirs. A number is the same in `papers`, `entities`, `related` and in the drawn network.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

from kg.export.html.legend import CommunityEntry, community_legend
from kg.export.html.marks import Stretch, mark_text
from kg.model import Field, Relation
from kg.tables import EntityRow, LinkRow, MentionRow, PaperRow, Tables

__all__ = ["EntityCard", "KindEntry", "LinkCard", "PageData", "PaperCard", "RelatedCard", "page_data"]

_KIND_NAMES = {
    Relation.TASK: "Tasks",
    Relation.TECHNIQUE: "Techniques",
    Relation.DATASET: "Datasets",
    Relation.METRIC: "Metrics",
    Relation.KEYWORD: "Keywords",
    Relation.REPOSITORY: "Repositories",
}


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A paper's link to the entity with this number."""

    entity: int
    relation: str
    role: str
    score: float
    mentions: int


@dataclass(frozen=True, slots=True)
class PaperCard:
    """All that the page says about a paper; title and abstract are cut into marked stretches."""

    id: str
    title: list[Stretch]
    abstract: list[Stretch]
    authors: tuple[str, ...]
    year: int | None
    venue: str
    url: str
    sources: tuple[str, ...]
    pages: tuple[str, ...]
    community: int
    links: list[LinkCard]


@dataclass(frozen=True, slots=True)
class EntityCard:
    """All that the page says about an entity; `drawn` where it joins enough papers to stand on the map."""

    id: str
    kind: str
    label: str
    aliases: tuple[str, ...]
    papers: int
    community: int
    drawn: bool


@dataclass(frozen=True, slots=True)
class RelatedCard:
    """Two papers by number, their weight and the numbers of the entities they share, strongest first."""

    papers: tuple[int, int]
    weight: float
    shared: list[int]


@dataclass(frozen=True, slots=True)
class KindEntry:
    """A kind of entity in the legend: how many are drawn of how many there are."""

    kind: str
    name: str
    drawn: int
    total: int


@dataclass(frozen=True, slots=True)
class PageData:
    """Everything the page shows but the drawing itself."""

    papers: list[PaperCard]
    entities: list[EntityCard]
    related: list[RelatedCard]
    kinds: list[KindEntry]
    communities: list[CommunityEntry]


def page_data(tables: Tables, *, min_papers: int) -> PageData:
    """Turn tables into what the page shows; entities that join fewer than `min_papers` papers are not drawn."""
    numbers = _number_things(tables)
    entities = [_entity_card(entity, min_papers) for entity in tables.entities]
    return PageData(
        papers=_paper_cards(tables, numbers),
        entities=entities,
        related=[
            RelatedCard(
                papers=(numbers[row.paper_a], numbers[row.paper_b]),
                weight=round(row.weight, 4),
                shared=[numbers[entity] for entity in row.shared],
            )
            for row in tables.related
        ],
        kinds=[_kind_entry(kind, entities) for kind in _KIND_NAMES],
        communities=community_legend(tables),
    )


def _number_things(tables: Tables) -> dict[str, int]:
    ids = chain((paper.paper_id for paper in tables.papers), (entity.entity_id for entity in tables.entities))
    return {thing: number for number, thing in enumerate(ids)}


def _entity_card(entity: EntityRow, min_papers: int) -> EntityCard:
    return EntityCard(
        id=entity.entity_id,
        kind=entity.kind,
        label=entity.label,
        aliases=tuple(alias for alias in entity.aliases if alias != entity.label),
        papers=entity.paper_count,
        community=entity.community,
        drawn=entity.paper_count >= min_papers,
    )


def _kind_entry(kind: Relation, entities: list[EntityCard]) -> KindEntry:
    cards = [card for card in entities if card.kind == kind]
    return KindEntry(kind=kind, name=_KIND_NAMES[kind], drawn=sum(card.drawn for card in cards), total=len(cards))


def _paper_cards(tables: Tables, numbers: dict[str, int]) -> list[PaperCard]:
    links: defaultdict[str, list[LinkRow]] = defaultdict(list)
    mentions: defaultdict[tuple[str, str], list[MentionRow]] = defaultdict(list)
    pages: defaultdict[str, list[str]] = defaultdict(list)
    for link in tables.links:
        links[link.paper_id].append(link)
    for mention in tables.mentions:
        mentions[mention.paper_id, mention.field].append(mention)
    for page in tables.pages:
        pages[page.paper_id].append(page.url)
    labels = {entity.entity_id: entity.label for entity in tables.entities}

    def card(paper: PaperRow) -> PaperCard:
        return PaperCard(
            id=paper.paper_id,
            title=mark_text(paper.title, mentions[paper.paper_id, Field.TITLE], labels),
            abstract=mark_text(paper.abstract, mentions[paper.paper_id, Field.ABSTRACT], labels),
            authors=tuple(paper.authors),
            year=paper.year,
            venue=paper.venue,
            url=paper.url,
            sources=tuple(paper.sources),
            pages=tuple(pages[paper.paper_id]),
            community=paper.community,
            links=[_link_card(link, numbers) for link in links[paper.paper_id]],
        )

    return [card(paper) for paper in tables.papers]


def _link_card(link: LinkRow, numbers: dict[str, int]) -> LinkCard:
    return LinkCard(
        entity=numbers[link.entity_id],
        relation=link.relation,
        role=link.role,
        score=round(link.score, 2),
        mentions=link.mention_count,
    )
