"""A part of the tables that is whole in itself."""

from collections import Counter
from collections.abc import Container

from kg.tables import RelatedRow, Tables

__all__ = ["excerpt"]


def excerpt(tables: Tables, papers: Container[str], entities: Container[str] | None = None) -> Tables:
    """Return the rows of these papers, with all that they mention or only these `entities`.

    Entities that none of the papers mentions are left out, and related papers that share none of the entities. Counts
    of papers are those of the excerpt where it holds all that its papers mention.
    """
    links = [row for row in tables.links if row.paper_id in papers and (entities is None or row.entity_id in entities)]
    joined = Counter(entity for _, entity in {(row.paper_id, row.entity_id) for row in links})
    kept = [row for row in tables.entities if row.entity_id in joined]
    if entities is None:
        kept = [row._replace(paper_count=joined[row.entity_id]) for row in kept]
    return Tables(
        papers=[row for row in tables.papers if row.paper_id in papers],
        entities=kept,
        links=links,
        mentions=[row for row in tables.mentions if row.paper_id in papers and row.entity_id in joined],
        related=[
            RelatedRow(row.paper_a, row.paper_b, row.weight, shared)
            for row in tables.related
            if row.paper_a in papers and row.paper_b in papers
            if (shared := [entity for entity in row.shared if entity in joined])
        ],
        pages=[row for row in tables.pages if row.paper_id in papers],
    )
