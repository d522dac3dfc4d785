"""The values that flow through a build: Paper -> Mention -> Entity, Link -> Related."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Conflict",
    "Entity",
    "Field",
    "Link",
    "LinkedMention",
    "Mention",
    "Merge",
    "Paper",
    "Place",
    "Related",
    "Relation",
    "Role",
    "Run",
]


class Relation(StrEnum):
    """How a paper is joined to an entity; also the kind of an entity, most specific first."""

    REPOSITORY = "repository"
    DATASET = "dataset"
    METRIC = "metric"
    TECHNIQUE = "technique"
    TASK = "task"
    KEYWORD = "keyword"

    @property
    def specificity(self) -> int:
        """Return the rank of this kind where one thing is found under several: 0 is the most specific."""
        return _SPECIFICITY[self]


_SPECIFICITY = {kind: rank for rank, kind in enumerate(Relation)}


class Role(StrEnum):
    """What a paper does with a technique or a dataset; NONE for the other relations."""

    INTRODUCED = "introduced"
    USED = "used"
    COMPARED = "compared"
    NONE = ""


class Field(StrEnum):
    """The part of a paper that a mention stands in; GIVEN is what its sources say of it beside its own words."""

    TITLE = "title"
    ABSTRACT = "abstract"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its sources give it: text verbatim, nothing derived but the identifier.

    `doi` is in lower case without the address of a resolver, `arxiv_id` without a version; `references` are
    identifiers or titles of papers, as given. `identifiers` are those of other schemes ("openalex:W2741809807").
    """

    paper_id: str
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    url: str = ""
    sources: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    doi: str = ""
    arxiv_id: str = ""
    references: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()

    @property
    def given(self) -> str:
        r"""Return the keywords and addresses that the sources give, a line each.

        >>> Paper("paper/a", "A title", code=("https://github.com/a/b",), keywords=("fog", "rain")).given
        'fog\nrain\nhttps://github.com/a/b'
        """
        return "\n".join((*self.keywords, *self.code, *self.pages))

    def text(self, field: Field) -> str:
        """Return the text that offsets of mentions in `field` count in.

        >>> Paper("paper/a", "A title", "An abstract.").text(Field.ABSTRACT)
        'An abstract.'
        """
        return str(getattr(self, field))


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A stretch of a paper's text that names something.

    `start` and `end` count characters of the field, so that `paper.text(field)[start:end] == surface`. `rule` says what
    found it, `score` (0..1) how far to trust it. `name` is the canonical name where the rule knows it, else empty.
    """

    paper_id: str
    relation: Relation
    field: Field
    start: int
    end: int
    surface: str
    rule: str
    score: float
    role: Role = Role.NONE
    name: str = ""

    def overlaps(self, other: "Mention") -> bool:
        """Tell whether another mention of the same paper has a character in common with this one."""
        return self.field is other.field and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class LinkedMention:
    """A mention together with the entity it was resolved to."""

    entity_id: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing, whatever it is called in whichever paper."""

    entity_id: str
    kind: Relation
    label: str
    aliases: tuple[str, ...]
    paper_count: int


@dataclass(frozen=True, slots=True)
class Link:
    """A paper joined to an entity, resting on `mention_count` mentions."""

    paper_id: str
    entity_id: str
    relation: Relation
    role: Role
    score: float
    mention_count: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A name that was taken for an entity with another label, why, and in how many papers."""

    entity_id: str
    name: str
    reason: str
    paper_count: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """What some sources of a paper say of it where others say something else; `kept` is what the paper has."""

    paper_id: str
    field: str
    value: str
    sources: tuple[str, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Related:
    """Two papers (`paper_a < paper_b`) and the entities they share, strongest first."""

    paper_a: str
    paper_b: str
    weight: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands on the map: its community (0 is the largest) and its position in layout units."""

    community: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Run:
    """What a graph was made by and of: a version of kg, files (name and SHA-256), settings (name and value)."""

    version: str
    inputs: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
