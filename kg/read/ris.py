"""Read RIS, as EndNote, Zotero, Scopus, PubMed and publishers export it."""

from collections.abc import Iterator, Mapping
from typing import Any

from rispy import RisParser
from rispy.config import TAG_KEY_MAPPING

from kg.model import Paper
from kg.read.fields import addresses_in, arxiv_id_in, code_and_pages, full_name, keywords_in, year_in
from kg.read.record import BadRecordError, Reader, Record, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["RIS", "read_ris"]

_START, _END = "TY  -", "ER  -"
_TAGS = {tag: tag for tag in TAG_KEY_MAPPING}
_TITLES = ("TI", "T1", "CT", "BT")
_AUTHORS = ("AU", "A1")
_VENUES = ("T2", "JF", "JO", "JA", "J2", "BT", "T3")
_YEARS = ("PY", "Y1", "DA")
_NOTES = ("N1", "M1", "C1", "C2")
_LINKS = ("UR", "L2", "LK")


def read_ris(source: SourceFile) -> Iterator[Paper | Skipped]:
    r"""Yield the papers of a RIS file; a record without a title is skipped.

    >>> text = "TY  - JOUR\nTI  - Pointer Networks\nAU  - Vinyals, Oriol\nPY  - 2015/06/09\nER  - \n"
    >>> paper = next(read_ris(SourceFile.of_text(text, "a.ris")))
    >>> paper.title, paper.authors, paper.year
    ('Pointer Networks', ('Oriol Vinyals',), 2015)
    """
    return papers_of(_records(source), _paper, source)


def _records(source: SourceFile) -> Iterator[Record]:
    """Yield the lines of each record, from TY to ER or to the next TY."""
    start, gathered = 0, list[str]()
    for number, line in source.lines():
        if line.startswith(_START):
            if gathered:
                yield Record(gathered, "\n".join(gathered[:9]), start)
            start, gathered = number, [line]
        elif line.startswith(_END):
            if gathered:
                yield Record(gathered, "\n".join(gathered[:9]), start)
            gathered = []
        elif gathered:
            gathered.append(line)
    if gathered:
        yield Record(gathered, "\n".join(gathered[:9]), start)


def _parsed(lines: list[str]) -> Mapping[str, list[str]]:
    parser = RisParser(mapping=_TAGS, list_tags=[*_TAGS], delimiter_tags_mapping={}, skip_unknown_tags=True)
    records: list[dict[str, Any]] = parser.parse_lines(iter([*lines, f"{_END} "]))
    return {tag: values for tag, values in records[0].items() if isinstance(values, list)}


def _paper(lines: list[str], source: str) -> Paper:
    record = _parsed(lines)

    def values(*tags: str) -> list[str]:
        return [value for tag in tags for value in record.get(tag, ()) if value]

    def joined(*tags: str) -> str:
        return next((text for tag in tags if (text := " ".join(record.get(tag, ())).strip())), "")

    title = joined(*_TITLES)
    if not title:
        raise BadRecordError("no title")
    links = [address for value in values(*_LINKS) for address in addresses_in(value)]
    code, pages = code_and_pages(address for value in values(*_NOTES, "UR") for address in addresses_in(value))
    venue = joined(*_VENUES)
    return make_paper(
        title=title,
        abstract=joined("AB", "N2"),
        authors=map(full_name, values(*_AUTHORS) or values("A2", "ED")),
        year=year_in(joined(*_YEARS)),
        venue="" if arxiv_id_in(venue) else venue,
        url=next((address for address in links if address not in code), ""),
        doi=joined("DO", "M3"),
        arxiv_id=arxiv_id_in(" ".join(values("AN", "M1", "N1", "UR", "JO", "JF", "T2", "C1"))),
        keywords=[keyword for value in values("KW") for keyword in keywords_in(value)],
        code=code,
        pages=[page for page in pages if page not in links],
        source=source,
    )


def _knows_ris(head: Head) -> bool:
    return any(line.startswith(_START) for line in head.text.lstrip("\ufeff").splitlines()[:50])


RIS = Reader(name="ris", summary="RIS", knows=_knows_ris, read=read_ris)
