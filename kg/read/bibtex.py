"""Read BibTeX and BibLaTeX: macros, concatenation, cross-references, LaTeX in the fields.

The file is cut at lines that begin an entry, so that it streams and a broken entry loses nothing but itself; pybtex
parses each piece.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pybtex.bibtex.exceptions import BibTeXError
from pybtex.bibtex.utils import split_name_list
from pybtex.database import InvalidNameString, Person
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.scanner import PybtexSyntaxError

from kg.model import Paper
from kg.read.fields import addresses_in, arxiv_id_in, code_and_pages, keywords_in, year_in
from kg.read.latex import plain_text
from kg.read.record import VOLUME, BadRecordError, Reader, Record, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["BIBTEX", "read_bibtex"]

_ENTRY = re.compile(r"\s*@\s*\w+\s*[{(]")
_PRELUDE = re.compile(r"(?:(?!\s*@\s*\w+\s*[{(])[^\n<#|\[]{0,300}\n){0,12}")
_VOLUMES = frozenset(
    ["collection", "mvbook", "mvcollection", "mvproceedings", "mvreference", "periodical", "proceedings", "reference"]
)
_COMMANDS = frozenset(["comment", "preamble", "string"])
_NO_RECORDS = frozenset(["set", "xdata"])
_VENUES = ("booktitle", "journaltitle", "journal", "eventtitle", "school", "institution")
_INHERITED = {"title": "booktitle", "subtitle": "booksubtitle"}
_CODE = ("code", "github", "repository", "software")
_PAGES = ("project", "website", "homepage")
_NOTES = ("note", "howpublished", "annote", "annotation", "addendum")
_REFERENCES = ("references", "cites", "related")
_NOBODY = frozenset(["others", "et al.", "et al"])
_LONGEST_VALUE = 2**20


class _Entry(NamedTuple):
    """An entry: its type and key in lower case, its fields by their names in lower case, as the file has them."""

    type: str
    key: str
    fields: Mapping[str, str]


class _Parser(LowLevelParser):  # type: ignore[misc]
    """Parses a piece of a file; a macro that is not defined stands for its own name."""

    def __init__(self, text: str, macros: dict[str, str], line: int) -> None:
        super().__init__(text, keyless_entries=False, macros=macros)
        self.lineno = line

    def parse_value(self) -> None:
        super().parse_value()
        if sum(map(len, self.current_value)) > _LONGEST_VALUE:
            raise PybtexSyntaxError(f"a value of more than {_LONGEST_VALUE:,} characters", self)

    def parse_string_body(self, body_end: Any) -> None:
        super().parse_string_body(body_end)
        self.macros[self.current_field_name.lower()] = "".join(self.current_value)

    def substitute_macro(self, name: str) -> str:
        return str(self.macros.get(name.lower(), name))


def read_bibtex(source: SourceFile) -> Iterator[Paper | Skipped]:
    r"""Yield the papers of a bibliography; an entry that is broken or has no title is skipped.

    >>> text = r"@article{a, title = {The {P}oint of B{\"o}oks}, author = {Doe, Jane and Roe, R.}, year = 2015}"
    >>> paper = next(read_bibtex(SourceFile.of_text(text, "a.bib")))
    >>> paper.title, paper.authors, paper.year
    ('The Point of Böoks', ('Jane Doe', 'R. Roe'), 2015)
    """
    return papers_of(_in_full(_entries(source)), _paper, source)


def _entries(source: SourceFile) -> Iterator[Record]:
    """Yield the entries, or what is wrong with them."""
    macros = dict(month_names)
    for line, text in _pieces(source):
        parser = _Parser(text, macros, line)
        try:
            for command, value in parser:
                if command.lower() not in _COMMANDS:
                    start = line + text.count("\n", 0, parser.command_start)
                    yield Record(_entry(command, *value), text[parser.command_start :], start)
        except PybtexSyntaxError as error:
            if _ENTRY.match(text, parser.command_start):
                start = line + text.count("\n", 0, parser.command_start)
                yield Record(BadRecordError(str(error)), text[parser.command_start :], start)


def _pieces(source: SourceFile) -> Iterator[tuple[int, str]]:
    """Yield each stretch of lines that begins with an entry, and the number of its first line."""
    start, gathered = 0, list[str]()
    for number, line in source.lines():
        if _ENTRY.match(line):
            if gathered:
                yield start, "\n".join(gathered)
            start, gathered = number, [line]
        elif gathered:
            gathered.append(line)
    if gathered:
        yield start, "\n".join(gathered)


def _entry(type: str, key: str | None, fields: list[tuple[str, list[str]]]) -> _Entry:
    values = {name.lower(): "".join(parts) for name, parts in reversed(fields)}
    return _Entry(type.lower(), (key or "").lower(), values)


def _in_full(records: Iterator[Record]) -> Iterator[Record]:
    """Give each entry what it takes from the one that it refers to; one that refers ahead comes at the end."""
    parents: dict[str, _Entry] = {}
    waiting: list[Record] = []
    for record in records:
        if not isinstance(record.value, _Entry):
            yield record
            continue
        if record.value.type in _VOLUMES | _NO_RECORDS | {"book"}:
            parents[record.value.key] = record.value
        if record.value.type in _NO_RECORDS:
            continue
        if _parent_keys(record.value) - parents.keys():
            waiting.append(record)
        else:
            yield record._replace(value=_with_parents(record.value, parents))
    for record in waiting:
        yield record._replace(value=_with_parents(record.value, parents))


def _parent_keys(entry: _Entry) -> set[str]:
    named = f"{entry.fields.get('crossref', '')},{entry.fields.get('xdata', '')}"
    return {key.strip().lower() for key in named.split(",") if key.strip()}


def _with_parents(entry: _Entry, parents: Mapping[str, _Entry]) -> _Entry:
    fields = dict(entry.fields)
    for key in sorted(_parent_keys(entry) & parents.keys()):
        parent = parents[key]
        for name, value in parent.fields.items():
            taken = _INHERITED.get(name, name) if parent.type not in _NO_RECORDS else name
            if taken not in ("author", "abstract", "doi", "url", "keywords", "note"):
                fields.setdefault(taken, value)
    return entry._replace(fields=fields)


def _paper(entry: _Entry, source: str) -> Paper:
    def field(*names: str) -> str:
        return next((text for name in names if (text := plain_text(entry.fields.get(name, "")).strip())), "")

    if entry.type in _VOLUMES:
        raise BadRecordError(VOLUME)
    title = ": ".join(part for part in (field("title"), field("subtitle")) if part)
    if not title:
        raise BadRecordError("no title")
    notes = [entry.fields.get(name, "") for name in (*_NOTES, *_CODE, *_PAGES)]
    code, pages = code_and_pages(address for note in notes for address in addresses_in(plain_text(note)))
    venue = field(*_VENUES)
    return make_paper(
        title=title,
        abstract=field("abstract"),
        authors=_people(entry.fields.get("author") or entry.fields.get("editor", "")),
        year=year_in(field("year")) or year_in(field("date")),
        venue="" if arxiv_id_in(venue) else venue,
        url=field("url"),
        doi=field("doi"),
        arxiv_id=_arxiv_id(entry.fields),
        keywords=keywords_in(field("keywords", "keyword", "author_keywords", "author-keywords")),
        code=code,
        pages=pages,
        references=keywords_in(field(*_REFERENCES)),
        source=source,
    )


def _arxiv_id(fields: Mapping[str, str]) -> str:
    kind = fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv"
    if "eprint" in fields and kind.strip().lower() == "arxiv":
        return fields["eprint"]
    return arxiv_id_in(
        " ".join(fields.get(name, "") for name in ("journal", "volume", "note", "number", "howpublished"))
    )


def _people(names: str) -> list[str]:
    try:
        listed = split_name_list(" ".join(names.split()))
    except (BibTeXError, PybtexSyntaxError, RecursionError):
        listed = [names]
    spoken = [plain_text(_spoken(name)) for name in listed]
    return [name for name in spoken if name.lower() not in _NOBODY and any(char.isalpha() for char in name)]


def _spoken(name: str) -> str:
    """Return a name as it is said: first names, von, last name, junior."""
    try:
        person = Person(name)
    except (InvalidNameString, BibTeXError, PybtexSyntaxError, RecursionError):
        return name
    parts = (person.first_names, person.middle_names, person.prelast_names, person.last_names, person.lineage_names)
    return " ".join(part for names in parts for part in names)


def _knows_bibtex(head: Head) -> bool:
    prelude = _PRELUDE.match(head.text)
    return bool(_ENTRY.match(head.text, prelude.end() if prelude else 0))


BIBTEX = Reader(name="bibtex", summary="BibTeX and BibLaTeX", knows=_knows_bibtex, read=read_bibtex)
