"""Parts of the tables that are whole in themselves."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from kg.tables import LinkRow, RelatedRow, Tables, only

__all__ = ["excerpt", "excerpts"]

Row = TypeVar("Row")


def excerpt(tables: Tables, papers: frozenset[str], entities: frozenset[str]) -> Tables:
    """Return the rows of these papers with what they mention of these entities.

    Entities that none of the papers mentions are left out, and related papers that share none of the entities.
    """
    links = list(only(only(tables.links, "paper_id", papers), "entity_id", entities))
    joined = frozenset(_paper_counts(links))
    return Tables(
        papers=list(only(tables.papers, "paper_id", papers)),
        entities=list(only(tables.entities, "entity_id", joined)),
        links=links,
        mentions=list(only(only(tables.mentions, "paper_id", papers), "entity_id", joined)),
        related=[
            RelatedRow(row.paper_a, row.paper_b, row.weight, shared)
            for row in only(only(tables.related, "paper_a", papers), "paper_b", papers)
            if (shared := [entity for entity in row.shared if entity in joined])
        ],
        pages=list(only(tables.pages, "paper_id", papers)),
    )


def excerpts(tables: Tables, parts: Sequence[Collection[str]]) -> Iterator[Tables]:
    """Yield the rows of each of these sets of papers, which have none in common, with all that they mention.

    Counts of papers are those of the part; related papers are those that are both in it. Each table is walked through
    once, however many parts there are.
    """
    part_of = {paper: number for number, papers in enumerate(parts) for paper in papers}
    papers = _in_parts(tables.papers, part_of, lambda row: row.paper_id)
    links = _in_parts(tables.links, part_of, lambda row: row.paper_id)
    mentions = _in_parts(tables.mentions, part_of, lambda row: row.paper_id)
    pages = _in_parts(tables.pages, part_of, lambda row: row.paper_id)
    inside = (row for row in tables.related if part_of.get(row.paper_a) == part_of.get(row.paper_b))
    related = _in_parts(inside, part_of, lambda row: row.paper_a)
    mentioned = frozenset(row.entity_id for rows in links.values() for row in rows)
    entities = list(only(tables.entities, "entity_id", mentioned))
    places = {row.entity_id: place for place, row in enumerate(entities)}
    for number in range(len(parts)):
        joined = _paper_counts(links.get(number, ()))
        kept = (entities[place] for place in sorted(places[entity] for entity in joined))
        yield Tables(
            papers=papers.get(number, ()),
            entities=[row._replace(paper_count=joined[row.entity_id]) for row in kept],
            links=links.get(number, ()),
            mentions=mentions.get(number, ()),
            related=related.get(number, ()),
            pages=pages.get(number, ()),
        )


def _paper_counts(links: Iterable[LinkRow]) -> Counter[str]:
    return Counter(entity for _, entity in {(row.paper_id, row.entity_id) for row in links})


def _in_parts(rows: Iterable[Row], part_of: Mapping[str, int], paper: Callable[[Row], str]) -> dict[int, list[Row]]:
    """Return the rows of each part, in their order."""
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        if (part := part_of.get(paper(row))) is not None:
            grouped.setdefault(part, []).append(row)
    return grouped
