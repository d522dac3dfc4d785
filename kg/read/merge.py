"""Make one paper of the records that stand for it in several sources, and keep what they disagree on."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.ids import digest, is_preprint, paper_id
from kg.model import Conflict, Paper
from kg.read.same import family_name, identifiers, precedence, records_of_papers
from kg.text import title_key

__all__ = ["Merged", "merge_papers"]

_PREPRINT_VENUES = frozenset(["arxiv", "arxiv org", "biorxiv", "chemrxiv", "corr", "medrxiv", "ssrn", "techrxiv"])


class Merged(NamedTuple):
    """One paper for all records of it, sorted, and what its records disagree on."""

    papers: tuple[Paper, ...]
    conflicts: tuple[Conflict, ...]


def merge_papers(records: Iterable[Paper]) -> Merged:
    """Make one paper of all records of it, with the union of what they know.

    The record with the longest abstract leads; what it lacks comes from the others. Venue and year are those of a
    publication rather than those of a preprint; authors are those of the record that names most of them, and these most
    fully. The order of `records` does not count.

    >>> a = Paper("paper/a", "A", "Longer abstract.", year=2019, venue="arXiv", sources=("1.txt",))
    >>> b = Paper("paper/a", "a", year=2020, venue="Coast", authors=("Ada Moss",), sources=("2.txt",))
    >>> (paper,), conflicts = merge_papers([b, a])
    >>> paper.title, paper.year, paper.venue, paper.sources
    ('A', 2020, 'Coast', ('1.txt', '2.txt'))
    >>> [(conflict.field, conflict.value, conflict.kept) for conflict in conflicts]
    [('year', '2020', True), ('year', '2019', False)]
    """
    by_title: dict[str, list[Paper]] = defaultdict(list)
    conflicts: dict[str, list[Conflict]] = {}
    merged = [(_merge(sorted(same, key=precedence)), same) for same in records_of_papers(records)]
    for paper, _ in merged:
        by_title[paper.paper_id].append(paper)
    names = {paper: name for same in by_title.values() if len(same) > 1 for paper, name in _told_apart(same)}
    papers = []
    for paper, same in merged:
        named = replace(paper, paper_id=names[paper]) if paper in names else paper
        papers.append(named)
        if len(same) > 1:
            conflicts[named.paper_id] = list(_conflicts(named, same))
    return Merged(
        tuple(sorted(papers, key=lambda paper: paper.paper_id)),
        tuple(conflict for _, found in sorted(conflicts.items()) for conflict in found),
    )


def _merge(records: Sequence[Paper]) -> Paper:
    lead = records[0]
    if len(records) == 1:
        return lead
    published = sorted(records, key=_is_preprint)
    return Paper(
        paper_id=lead.paper_id,
        title=lead.title,
        abstract=lead.abstract,
        authors=min((record.authors for record in records), key=_fullness),
        year=next((record.year for record in published if record.year is not None), None),
        venue=next((record.venue for record in published if record.venue), ""),
        url=next((record.url for record in records if record.url), ""),
        sources=tuple(sorted({source for record in records for source in record.sources})),
        code=_union(record.code for record in records),
        pages=_union(record.pages for record in records),
        keywords=_union(record.keywords for record in records),
        doi=next((record.doi for record in published if record.doi), ""),
        arxiv_id=next((record.arxiv_id for record in records if record.arxiv_id), ""),
        references=_union(record.references for record in records),
        identifiers=_union(record.identifiers for record in records),
    )


def _is_preprint(record: Paper) -> bool:
    if record.doi and not is_preprint(record.doi):
        return False
    return not record.venue or _is_preprint_venue(record.venue)


def _is_preprint_venue(venue: str) -> bool:
    key = title_key(venue)
    return key in _PREPRINT_VENUES or key.startswith("arxiv ")


def _fullness(authors: Sequence[str]) -> tuple[object, ...]:
    return (-len(authors), -sum(map(len, authors)), authors)


def _union(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))


def _told_apart(papers: Iterable[Paper]) -> Iterator[tuple[Paper, str]]:
    """Yield papers of one title with identifiers of their own: the earliest keeps the title's.

    The others have year and first author beside it, and where that is not enough a digest of what they are.
    """
    taken = set()
    for paper in sorted(papers, key=lambda paper: (paper.year is None, paper.year, paper.doi, precedence(paper))):
        telling = (str(paper.year or ""), family_name(paper.authors[0]) if paper.authors else "")
        names = (paper.paper_id, paper_id(paper.title, *telling))
        unique = paper_id(paper.title, *telling, digest(*sorted(identifiers(paper)), paper.abstract, *paper.sources))
        name = next((name for name in names if name not in taken), unique)
        taken.add(name)
        yield paper, name


def _conflicts(paper: Paper, records: Sequence[Paper]) -> Iterator[Conflict]:
    for field, (values, key) in _COMPARED.items():
        kept = key(paper)
        sources: dict[Hashable, set[str]] = defaultdict(set)
        written: dict[Hashable, str] = {}
        for record in sorted(records, key=precedence):
            if value := values(record):
                sources[key(record)].update(record.sources)
                written.setdefault(key(record), value)
        if len(written) > 1:
            for said in sorted(written, key=lambda said: (said != kept, written[said])):
                yield Conflict(paper.paper_id, field, written[said], tuple(sorted(sources[said])), said == kept)


def _venue(record: Paper) -> str:
    return "" if _is_preprint_venue(record.venue) else record.venue


def _doi(record: Paper) -> str:
    return "" if is_preprint(record.doi) else record.doi


_COMPARED: Mapping[str, tuple[Callable[[Paper], str], Callable[[Paper], Hashable]]] = {
    "title": (lambda record: record.title, lambda record: title_key(record.title)),
    "authors": (lambda record: "; ".join(record.authors), lambda record: tuple(map(family_name, record.authors))),
    "year": (lambda record: str(record.year or ""), lambda record: record.year),
    "venue": (_venue, lambda record: title_key(record.venue)),
    "doi": (_doi, lambda record: record.doi),
    "arxiv_id": (lambda record: record.arxiv_id, lambda record: record.arxiv_id),
}
"""What records of one paper may disagree on: how it is written, and what of that counts.

That a preprint has another DOI and no venue of its own is no disagreement.
"""
