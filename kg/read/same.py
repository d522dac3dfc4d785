"""Which records stand for one paper: by DOI, by arXiv identifier, by title.

An identifier in common joins two records unless neither their titles nor their authors have anything in common: one DOI
on all papers of a volume is a slip of the source. A title in common joins them unless something tells that they are two
papers (`_are_two`). What is joined first, and so with what the rest is compared, depends on what the records say alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.ids import is_preprint
from kg.model import Paper
from kg.text import fold, title_key

__all__ = ["family_name", "identifiers", "precedence", "records_of_papers"]

_FAR_APART = 2  # years
_ALIKE = 0.5
_MOST_TITLES = 20
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_NOBODY = frozenset(["anonymous", "anon", "unknown"])


def family_name(author: str) -> str:
    """Return the family name of an author, folded; it stands before a comma, else last.

    >>> [family_name(author) for author in ("Ada Lovelace", "Lovelace, A.", "J. Doe Jr.", "Žižek")]
    ['lovelace', 'lovelace', 'doe', 'zizek']
    """
    before, comma, _ = fold(author).partition(",")
    parts = [word.strip(".") for word in before.split()]
    while len(parts) > 1 and (parts[-1] in _SUFFIXES or parts[-1].isdigit()):
        parts.pop()
    return " ".join(parts) if comma else "".join(parts[-1:])


@dataclass(slots=True)
class _Known:
    """Records that are one paper, and what they say that tells it from others."""

    records: list[Paper]
    titles: set[frozenset[str]]
    published: set[str]
    identifiers: set[str]
    arxiv_ids: set[str]
    first_authors: set[str]
    names: set[str]
    years: set[int]

    def take_in(self, other: "_Known") -> None:
        self.records += other.records
        self.titles |= other.titles
        self.published |= other.published
        self.identifiers |= other.identifiers
        self.arxiv_ids |= other.arxiv_ids
        self.first_authors |= other.first_authors
        self.names |= other.names
        self.years |= other.years


def records_of_papers(records: Iterable[Paper]) -> list[list[Paper]]:
    """Return the records of each paper; the order of `records` does not count.

    >>> preprint = Paper("paper/fog", "Fog", authors=("Ada Moss",), year=2019, arxiv_id="1901.00001")
    >>> published = Paper("paper/fog", "Fog", authors=("A. Moss",), year=2020, doi="10.1000/fog")
    >>> other = Paper("paper/fog", "Fog", authors=("Bo Reed",), year=1990)
    >>> sorted(len(same) for same in records_of_papers([preprint, other, published]))
    [1, 2]
    """
    by_identifier: dict[str, list[Paper]] = defaultdict(list)
    by_title: dict[str, list[Paper]] = defaultdict(list)
    for record in records:
        by_title[record.paper_id].append(record)
        for identifier in identifiers(record):
            by_identifier[identifier].append(record)
    shared = {key: same for key, same in by_identifier.items() if 1 < len({r.paper_id for r in same}) <= _MOST_TITLES}
    titles = {record.paper_id for same in shared.values() for record in same}
    titles |= {title for title, same in by_title.items() if len(same) > 1}
    known = {id(record): _known(record) for title in titles for record in by_title[title]}
    for key in sorted(shared):
        _join(shared[key], known, _are_strangers)
    for title in sorted(titles):
        _join(by_title[title], known, _are_two)
    papers = {id(paper): paper.records for paper in known.values()}
    return [*(same for title, same in by_title.items() if title not in titles), *papers.values()]


def precedence(record: Paper) -> tuple[object, ...]:
    """Return what records of one paper are sorted by: the one with the longest abstract leads."""
    return (-len(record.abstract), record.abstract, record.title, record.sources, str(record))


def _join(records: Iterable[Paper], known: dict[int, _Known], are_two: Callable[[_Known, _Known], bool]) -> None:
    """Join those of `records` that nothing keeps apart, those that say most first."""
    told: list[_Known] = []
    filed: dict[object, list[int]] = defaultdict(list)
    papers = {id(known[id(record)]): known[id(record)] for record in records}
    for paper in sorted(papers.values(), key=_telling):
        near = sorted({place for key in _sought(paper) for place in filed[key]})
        place = next((place for place in near if not are_two(told[place], paper)), len(told))
        if place == len(told):
            told.append(paper)
        else:
            told[place].take_in(paper)
            known |= {id(record): told[place] for record in paper.records}
        for key in _filed(paper):
            filed[key].append(place)


def _filed(paper: _Known) -> Iterator[object]:
    """Yield under what a paper is looked for by those that may be the same."""
    is_named = bool(paper.names)
    yield is_named
    yield from paper.names
    yield from ((is_named, year) for year in paper.years or (None,))


def _sought(paper: _Known) -> Iterator[object]:
    """Yield under what papers are filed that may be this one: of the same names or of unknown authors, else of all."""
    if paper.names:
        yield from (*paper.names, False)
    elif paper.years:
        yield from (True, (False, None))
        yield from ((False, year) for year in paper.years)
    else:
        yield from (True, False)


def _telling(paper: _Known) -> tuple[object, ...]:
    known = (paper.published, paper.arxiv_ids, paper.first_authors, paper.years)
    return (*(not what for what in known), sorted(map(precedence, paper.records)))


def _known(record: Paper) -> _Known:
    authors = [author for author in record.authors if fold(author).strip() not in _NOBODY]
    return _Known(
        records=[record],
        titles={frozenset(title_key(record.title).split())},
        published={record.doi} if record.doi and not is_preprint(record.doi) else set(),
        identifiers=set(identifiers(record)),
        arxiv_ids={record.arxiv_id} - {""},
        first_authors={family_name(author) for author in authors[:1]},
        names={name for author in authors for name in _names(author)},
        years=set() if record.year is None else {record.year},
    )


def identifiers(record: Paper) -> list[str]:
    """Return what identifies a paper beside its title, each with the name of its scheme before it."""
    known = [f"doi:{record.doi}"] if record.doi else []
    known += [f"arxiv:{record.arxiv_id}"] if record.arxiv_id else []
    return known + list(record.identifiers)


def _names(author: str) -> list[str]:
    """Return the names of an author that are written out."""
    parts = [part.strip(".,") for part in fold(author).replace("-", " ").split()]
    return [part for part in parts if len(part) > 1] or parts


def _are_strangers(one: _Known, other: _Known) -> bool:
    """Tell whether two that have an identifier in common have neither words of their titles nor authors in common."""
    if one.names & other.names or not (one.names and other.names):
        return False
    return not any(_alike(title, other_title) for title in one.titles for other_title in other.titles)


def _alike(words: frozenset[str], others: frozenset[str]) -> bool:
    return len(words & others) >= _ALIKE * min(len(words), len(others))


def _are_two(one: _Known, other: _Known) -> bool:
    """Tell whether two of one title are two papers.

    They are where they have different DOIs of publications (a preprint beside a publication is one paper) or different
    arXiv identifiers; where no author is the same; where the first author is another and the years are far apart; where
    nobody is known to have written either and the years differ.
    """
    if one.identifiers & other.identifiers:
        return False
    if (one.published and other.published) or (one.arxiv_ids and other.arxiv_ids):
        return True
    if one.first_authors & other.first_authors:
        return False
    if bool(one.names) != bool(other.names):
        return False
    if one.names and not one.names & other.names:
        return True
    apart = min((abs(year - other_year) for year in one.years for other_year in other.years), default=0)
    return apart > (_FAR_APART if one.names else 0)
