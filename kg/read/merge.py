"""Make one paper of the records that stand for it in several sources."""

from collections import defaultdict
from collections.abc import Iterable

from kg.model import Paper

__all__ = ["merge_papers"]


def merge_papers(papers: Iterable[Paper]) -> list[Paper]:
    """Return one paper an identifier, sorted, each with the union of what its records know.

    The record with the longest abstract leads; what it lacks comes from the others. The order of `papers` does not
    count.

    >>> a = Paper("paper/a", "A", "Longer abstract.", sources=("1.txt",))
    >>> b = Paper("paper/a", "a", year=2020, sources=("2.txt",))
    >>> merged = merge_papers([b, a])
    >>> merged[0].title, merged[0].year, merged[0].sources
    ('A', 2020, ('1.txt', '2.txt'))
    """
    records: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        records[paper.paper_id].append(paper)
    return [_merge(sorted(same, key=_precedence)) for _, same in sorted(records.items())]


def _precedence(paper: Paper) -> tuple[object, ...]:
    return (-len(paper.abstract), paper.abstract, paper.title, paper.sources, str(paper))


def _merge(records: list[Paper]) -> Paper:
    lead = records[0]
    if len(records) == 1:
        return lead
    return Paper(
        paper_id=lead.paper_id,
        title=lead.title,
        abstract=lead.abstract,
        authors=next((record.authors for record in records if record.authors), ()),
        year=next((record.year for record in records if record.year is not None), None),
        venue=next((record.venue for record in records if record.venue), ""),
        url=next((record.url for record in records if record.url), ""),
        doi=next((record.doi for record in records if record.doi), ""),
        arxiv_id=next((record.arxiv_id for record in records if record.arxiv_id), ""),
        sources=tuple(sorted({source for record in records for source in record.sources})),
        code=_union(record.code for record in records),
        pages=_union(record.pages for record in records),
        keywords=_union(record.keywords for record in records),
        references=_union(record.references for record in records),
    )


def _union(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))
