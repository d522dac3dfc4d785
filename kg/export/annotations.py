"""The annotations export: what was found in each paper, for a person to correct and to measure against.

One paper a line, in the shape of the annotated papers that `kg evaluate` reads. Unchanged, it agrees with its build.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.gold import ENTITY_FIELDS, GoldEntity, GoldPaper, gold_line
from kg.model import Field, Relation
from kg.tables import LinkRow, Tables

__all__ = ["annotation_lines", "annotations"]

_FIELD_ORDER = {field.value: order for order, field in enumerate(Field)}
_Key = tuple[str, str, str]


def annotations(tables: Tables) -> Iterator[GoldPaper]:
    """Yield what was found in each paper, in the order of the tables.

    Entities come in the order of the links, with their distinct words as they first appear; keywords best first, as
    the text has them.
    """
    labels = {entity.entity_id: entity.label for entity in tables.entities}
    words = _words(tables)
    links: dict[tuple[str, str], list[LinkRow]] = defaultdict(list)
    for link in sorted(tables.links):
        links[link.paper_id, link.relation].append(link)
    pages: dict[str, list[str]] = defaultdict(list)
    for page in tables.pages:
        pages[page.paper_id].append(page.url)
    for paper in tables.papers:
        best_first = sorted(links[paper.paper_id, Relation.KEYWORD], key=lambda link: -link.score)
        yield GoldPaper(
            title=paper.title,
            abstract=paper.abstract,
            paper_id=paper.paper_id,
            entities={
                kind: tuple(_entity(link, labels, words) for link in links[paper.paper_id, kind])
                for kind in ENTITY_FIELDS
            },
            repositories=tuple(labels[link.entity_id] for link in links[paper.paper_id, Relation.REPOSITORY]),
            pages=tuple(pages[paper.paper_id]),
            keywords=tuple(_as_written(link, labels, words) for link in best_first),
        )


def annotation_lines(tables: Tables) -> Iterator[str]:
    """Yield one line of JSON a paper, without its end."""
    return map(gold_line, annotations(tables))


def _words(tables: Tables) -> Mapping[_Key, Sequence[str]]:
    """Return the distinct words of every link, as they first appear in the paper."""
    words: dict[_Key, dict[str, None]] = defaultdict(dict)
    for mention in sorted(tables.mentions, key=lambda mention: (_FIELD_ORDER[mention.field], mention.start)):
        words[mention.paper_id, mention.relation, mention.entity_id].setdefault(mention.surface)
    return {key: tuple(surfaces) for key, surfaces in words.items()}


def _entity(link: LinkRow, labels: Mapping[str, str], words: Mapping[_Key, Sequence[str]]) -> GoldEntity:
    role = link.role if link.relation == Relation.TECHNIQUE else None
    return GoldEntity(labels[link.entity_id], tuple(words.get(_key(link), ())), role or None)


def _as_written(link: LinkRow, labels: Mapping[str, str], words: Mapping[_Key, Sequence[str]]) -> str:
    return next(iter(words.get(_key(link), ())), labels[link.entity_id])


def _key(link: LinkRow) -> _Key:
    return (link.paper_id, link.relation, link.entity_id)
