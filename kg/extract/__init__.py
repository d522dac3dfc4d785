"""Papers in, mentions out: a pure function of a batch of papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.extract.acronyms import find_definitions
from kg.extract.encoder import encode_paper
from kg.extract.entities import find_entities
from kg.extract.findings import find_by_rules
from kg.extract.given import find_given
from kg.extract.keyword import find_keywords
from kg.extract.passage import make_passages
from kg.extract.repository import find_pages, find_repositories
from kg.lexicon import Lexicon, load_lexicon
from kg.model import Mention, Paper
from kg.settings import Settings
from kg.text import variant_key

__all__ = ["Extraction", "extract"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one paper says: its mentions, sorted, and the addresses of its pages."""

    paper_id: str
    mentions: tuple[Mention, ...]
    pages: tuple[str, ...]


def extract(papers: Sequence[Paper], *, settings: Settings, lexicon: Lexicon | None = None) -> list[Extraction]:
    """Return what each paper says, in the order of `papers`; a paper's result does not depend on its company.

    Without `lexicon` it is the one that kg ships, which a process loads faster than another sends it.
    """
    return [_extract(paper, lexicon or load_lexicon(), settings) for paper in papers]


def _extract(paper: Paper, lexicon: Lexicon, settings: Settings) -> Extraction:
    passages = make_passages(paper, lexicon)
    definitions = [definition for passage in passages for definition in find_definitions(passage)]
    findings = find_by_rules(passages, definitions)
    encoded = None if settings.fast else encode_paper(passages, findings, definitions)
    entities = find_entities(passages, findings, definitions, encoded, min_score=settings.min_score)
    keywords = find_keywords(
        passages,
        encoded,
        most=settings.keywords_per_paper,
        min_score=settings.keyword_min_score,
        diversity=settings.keyword_diversity,
    )
    given = find_given(paper, lexicon, min_score=settings.min_score)
    mentions = [*find_repositories(passages), *entities, *_named_alike([*keywords, *given], entities)]
    return Extraction(paper.paper_id, tuple(sorted(mentions)), tuple(find_pages(paper, passages)))


def _named_alike(mentions: Iterable[Mention], entities: Iterable[Mention]) -> list[Mention]:
    """Give mentions the name that the same words have as a dataset, technique, task or metric of the paper."""
    names = {variant_key(entity.surface): entity.name for entity in entities if entity.name}
    return [
        replace(mention, name=name) if (name := names.get(variant_key(mention.surface))) else mention
        for mention in mentions
    ]
