"""What the page knows, as frozen values ready for JSON.

Papers and entities are called by number: papers come first, in the order of their table, then entities in the order
of theirs. A number is the same everywhere, also in the drawn network. What comes in thousands is a bare row.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeVar

from kg.export.html.legend import CommunityEntry, community_legend
from kg.export.html.offsets import utf16_offsets
from kg.model import Field
from kg.tables import EntityRow, LinkRow, MentionRow, PaperRow, Tables
from kg.text import fold, sentences

__all__ = [
    "Atlas",
    "EntityCard",
    "Finder",
    "LeafCard",
    "LinkCard",
    "MentionCard",
    "PageData",
    "PaperCard",
    "RelatedCard",
    "other_names",
    "page_data",
]

Thing = TypeVar("Thing", bound=Hashable)


class Finder(NamedTuple):
    """What found a mention: the relation it shows and the rule."""

    relation: str
    rule: str


class MentionCard(NamedTuple):
    """Words of a paper's field (by its first letter), in UTF-16 code units, that mention an entity.

    `finder` is a number in `finders`.
    """

    field: str
    start: int
    end: int
    entity: int
    finder: int
    score: float


class LinkCard(NamedTuple):
    """A paper's link to the entity with this number."""

    entity: int
    relation: str
    role: str
    score: float
    mentions: int


class RelatedCard(NamedTuple):
    """Two papers by number, their weight and the numbers of the entities they share, strongest first."""

    paper: int
    other: int
    weight: float
    shared: list[int]


@dataclass(frozen=True, slots=True)
class PaperCard:
    """All that the page says about a paper; `sentences` are the spans of the abstract's, in UTF-16 code units."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    year: int | None
    venue: str
    url: str
    sources: list[int]
    pages: list[str]
    community: int
    sentences: list[tuple[int, int]]
    mentions: list[MentionCard]
    links: list[LinkCard]
    given: str = ""


@dataclass(frozen=True, slots=True)
class EntityCard:
    """All that the page says about an entity; `drawn` where it joins enough papers to stand on the first view."""

    id: str
    kind: str
    label: str
    aliases: tuple[str, ...]
    papers: int
    community: int
    drawn: bool


class LeafCard(NamedTuple):
    """A page of a community, or of a part of one: its name, its address from the overview and its number of papers."""

    name: str
    address: str
    papers: int


@dataclass(frozen=True, slots=True)
class Atlas:
    """How a page belongs to the pages of a graph that is too big for one.

    `note` says what this page leaves out; `overview` is the overview's address, empty on the overview itself. Only that
    one has the other fields: all `leaves`, for each thing by number the leaf that has it, and the packed index of all
    names.
    """

    note: str
    overview: str = ""
    leaves: Sequence[LeafCard] = ()
    leaf_of: Sequence[int] = ()
    index: str = ""


@dataclass(frozen=True, slots=True)
class PageData:
    """Everything the page shows but the drawing itself; `atlas` is None where the graph is on this page alone."""

    papers: list[PaperCard]
    entities: list[EntityCard]
    related: list[RelatedCard]
    communities: list[CommunityEntry]
    sources: list[str]
    finders: list[Finder]
    min_papers: int
    atlas: Atlas | None = None


def page_data(
    tables: Tables, *, min_papers: int, names: Mapping[int, str] | None = None, atlas: Atlas | None = None
) -> PageData:
    """Turn tables into what the page shows; it opens with the entities that join at least `min_papers` papers.

    `names` are those of the communities where the tables are part of a graph that names them.
    """
    ids = chain((paper.paper_id for paper in tables.papers), (entity.entity_id for entity in tables.entities))
    numbers = _numbers(ids)
    finders = sorted(Finder(*pair) for pair in {(mention.relation, mention.rule) for mention in tables.mentions})
    sources = sorted({source for paper in tables.papers for source in paper.sources})
    return PageData(
        papers=_paper_cards(tables, numbers, _numbers(finders), _numbers(sources)),
        entities=[
            EntityCard(
                id=entity.entity_id,
                kind=entity.kind,
                label=entity.label,
                aliases=other_names(entity),
                papers=entity.paper_count,
                community=entity.community,
                drawn=entity.paper_count >= min_papers,
            )
            for entity in tables.entities
        ],
        related=[
            RelatedCard(
                numbers[row.paper_a],
                numbers[row.paper_b],
                round(row.weight, 3),
                [numbers[entity] for entity in row.shared],
            )
            for row in tables.related
        ],
        communities=community_legend(tables, names),
        sources=sources,
        finders=finders,
        min_papers=min_papers,
        atlas=atlas,
    )


def other_names(entity: EntityRow) -> tuple[str, ...]:
    """Return the aliases that differ from the label and from one another by more than case and accents."""
    names = {fold(name): name for name in reversed([entity.label, *entity.aliases])}
    return tuple(alias for alias in entity.aliases if names[fold(alias)] == alias and alias != entity.label)


def _numbers(things: Iterable[Thing]) -> dict[Thing, int]:
    return {thing: number for number, thing in enumerate(things)}


@lru_cache(maxsize=4096)
def _hundredths(score: float) -> float:
    return round(score, 2)


def _paper_cards(
    tables: Tables, numbers: dict[str, int], finders: Mapping[tuple[str, str], int], sources: dict[str, int]
) -> list[PaperCard]:
    links: defaultdict[str, list[LinkRow]] = defaultdict(list)
    mentions: defaultdict[str, list[MentionRow]] = defaultdict(list)
    pages: defaultdict[str, list[str]] = defaultdict(list)
    for link in tables.links:
        links[link.paper_id].append(link)
    for mention in tables.mentions:
        mentions[mention.paper_id].append(mention)
    for page in tables.pages:
        pages[page.paper_id].append(page.url)

    def card(paper: PaperRow) -> PaperCard:
        offsets: dict[str, Sequence[int]] = {field: utf16_offsets(getattr(paper, field)) for field in Field}
        in_abstract = offsets[Field.ABSTRACT]
        return PaperCard(
            id=paper.paper_id,
            title=paper.title,
            abstract=paper.abstract,
            authors=tuple(paper.authors),
            year=paper.year,
            venue=paper.venue,
            url=paper.url,
            sources=sorted(sources[source] for source in paper.sources),
            pages=pages[paper.paper_id],
            community=paper.community,
            sentences=[(in_abstract[start], in_abstract[end]) for start, end in sentences(paper.abstract)],
            mentions=[
                MentionCard(
                    field[0],
                    offsets[field][start],
                    offsets[field][end],
                    numbers[entity],
                    finders[relation, rule],
                    _hundredths(score),
                )
                for _, entity, relation, _, field, start, end, rule, score in mentions[paper.paper_id]
            ],
            links=[
                LinkCard(numbers[entity], relation, role, _hundredths(score), count)
                for _, entity, relation, role, score, count in links[paper.paper_id]
            ],
            given=paper.given,
        )

    return [card(paper) for paper in tables.papers]
