"""What a build knows of one paper."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from kg.frames import Excerpt, Frames
from kg.look.wording import count_of
from kg.model import Field, Relation, Role
from kg.tables import EntityRow, PaperRow, RelatedRow
from kg.text import clip, plural

__all__ = ["LinkedEntity", "PaperProfile", "RelatedPaper", "profile_paper"]

_SHARED_SHOWN = 6
_TITLE_WIDTH = 90


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

    def __str__(self) -> str:
        role = f" ({self.role})" if self.role not in (Role.NONE, Role.USED) else ""
        others = f", in {count_of(self.paper_count, 'paper')}" if self.paper_count > 1 else ""
        words = ", ".join([*(f'"{words}"' for words in self.surfaces), *(f'given "{words}"' for words in self.given)])
        return f"{self.label}{role} - {words}; score {self.score:.2f}{others}"


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A related paper, how strongly, and the labels of what both share, strongest first."""

    title: str
    weight: float
    shared: tuple[str, ...]

    def __str__(self) -> str:
        shared = ", ".join(self.shared[:_SHARED_SHOWN]) + (", …" if len(self.shared) > _SHARED_SHOWN else "")
        return f"{clip(self.title, _TITLE_WIDTH)} - {self.weight:.1f}: {shared}"


@dataclass(frozen=True, slots=True, repr=False)
class PaperProfile:
    """A paper with its entities by relation, strongest first, its pages and its most related papers."""

    paper: PaperRow
    entities: Mapping[str, tuple[LinkedEntity, ...]]
    pages: tuple[str, ...]
    related: tuple[RelatedPaper, ...]

    def __repr__(self) -> str:
        lines = [self.paper.title, *self._about(), *self._addresses()]
        for heading, items in self._sections():
            lines += ["", heading, *(f"  {item}" for item in items)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [Markup("<h4>{}</h4>").format(self.paper.title)]
        parts.append(Markup("<p>{}</p>").format(Markup("<br>").join([*self._about(), *self._addresses()])))
        for heading, items in self._sections():
            listed = Markup().join(Markup("<li>{}</li>").format(item) for item in items)
            parts.append(Markup("<b>{}</b><ul>{}</ul>").format(heading, listed))
        return str(Markup().join(parts))

    def _about(self) -> list[str]:
        known = (", ".join(self.paper.authors), self.paper.venue, str(self.paper.year or ""))
        about = " · ".join(part for part in known if part)
        return [*([about] if about else []), f"in {', '.join(self.paper.sources)}"]

    def _addresses(self) -> list[str]:
        return [address for address in (self.paper.url, *self.pages) if address]

    def _sections(self) -> list[tuple[str, list[str]]]:
        sections = [
            (plural(relation).capitalize(), list(map(str, entities))) for relation, entities in self.entities.items()
        ]
        return [*sections, *([("Related papers", list(map(str, self.related)))] if self.related else [])]


def profile_paper(frames: Frames, paper: str, *, most_related: int = 5) -> PaperProfile:
    """Return what the graph knows of the paper of this identifier, with the `most_related` strongest related papers."""
    rows = frames.excerpt([paper])
    return PaperProfile(
        paper=rows.papers[paper],
        entities=_linked(rows),
        pages=tuple(page.url for page in frames.rows("pages", paper_id=[paper])),
        related=_related(frames, paper, rows.entities)[:most_related],
    )


def _linked(rows: Excerpt) -> dict[str, tuple[LinkedEntity, ...]]:
    surfaces: dict[tuple[str, str, bool], dict[str, None]] = defaultdict(dict)
    for mention in rows.mentions:
        surfaces[mention.entity_id, mention.relation, mention.field == Field.GIVEN].setdefault(mention.surface)
    linked: dict[str, tuple[LinkedEntity, ...]] = {relation.value: () for relation in Relation}
    for link in sorted(rows.links, key=lambda link: (-link.score, link.entity_id)):
        entity = rows.entities[link.entity_id]
        own, given = (tuple(surfaces[link.entity_id, link.relation, is_given]) for is_given in (False, True))
        linked[link.relation] += (LinkedEntity(entity.label, link.role, link.score, entity.paper_count, own, given),)
    return {relation: found for relation, found in linked.items() if found}


def _related(frames: Frames, paper: str, entities: Mapping[str, EntityRow]) -> tuple[RelatedPaper, ...]:
    pairs: list[RelatedRow] = [*frames.rows("related", paper_a=[paper]), *frames.rows("related", paper_b=[paper])]
    pair_with = {pair.paper_b if pair.paper_a == paper else pair.paper_a: pair for pair in pairs}
    titles = {other.paper_id: other.title for other in frames.rows("papers", paper_id=pair_with)}
    neighbours = [
        RelatedPaper(titles[other], pair.weight, tuple(entities[entity].label for entity in pair.shared))
        for other, pair in pair_with.items()
    ]
    return tuple(sorted(neighbours, key=lambda other: (-other.weight, other.title)))
