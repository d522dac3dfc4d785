"""Files in, papers out. Every format is a `Reader` in a module of its own, listed in `READERS`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.errors import InputError, UnknownFormatError
from kg.model import Conflict, Paper
from kg.read.acl_anthology import ACL_ANTHOLOGY
from kg.read.arxiv_atom import ARXIV_ATOM
from kg.read.arxiv_json import ARXIV_SNAPSHOT
from kg.read.bibtex import BIBTEX
from kg.read.citations import find_citations
from kg.read.crossref import CROSSREF
from kg.read.csl import CSL_JSON
from kg.read.delimited import CSV
from kg.read.find import Copied, Fetched, find_sources, is_address, is_there
from kg.read.html import HTML
from kg.read.hugging_face import HUGGING_FACE
from kg.read.jsonl import JSON_LINES
from kg.read.listing import LISTING
from kg.read.markdown import MARKDOWN
from kg.read.merge import merge_papers
from kg.read.oai_pmh import OAI_PMH
from kg.read.openalex import OPENALEX
from kg.read.papers_with_code import PAPERS_WITH_CODE
from kg.read.parquet import PARQUET
from kg.read.pdf import PDF
from kg.read.pubmed import PUBMED
from kg.read.record import FURNITURE, HARMLESS, Reader, Skipped, make_paper
from kg.read.ris import RIS
from kg.read.semantic_scholar import SEMANTIC_SCHOLAR
from kg.read.source import NO_HINTS, Head, Hints, SourceFile
from kg.read.xlsx import XLSX

__all__ = [
    "FURNITURE",
    "READERS",
    "Copied",
    "Fetched",
    "Head",
    "Hints",
    "InputFile",
    "Reader",
    "Reading",
    "Skipped",
    "SourceFile",
    "choose_reader",
    "find_citations",
    "is_address",
    "is_there",
    "iter_papers",
    "make_paper",
    "read_papers",
]

_UNKNOWN = "no reader knows this file"
_XML = (ARXIV_ATOM, OAI_PMH, ACL_ANTHOLOGY, PUBMED)
_JSON = (CROSSREF, CSL_JSON, OPENALEX, SEMANTIC_SCHOLAR, HUGGING_FACE, PAPERS_WITH_CODE, ARXIV_SNAPSHOT, JSON_LINES)
READERS: dict[str, Reader] = {
    reader.name: reader for reader in (PARQUET, XLSX, PDF, BIBTEX, RIS, *_XML, *_JSON, HTML, CSV, MARKDOWN, LISTING)
}
"""The readers there are, in the order in which they look at a file."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: its name, format, size in bytes, SHA-256 and number of records."""

    name: str
    format: str
    size: int
    sha256: str
    records: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: one paper for all records of it, the files, what was passed over, what records disagree on."""

    papers: tuple[Paper, ...]
    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...]
    conflicts: tuple[Conflict, ...] = ()

    @property
    def records(self) -> int:
        """The number of records read, before records of one paper were made one."""
        return sum(file.records for file in self.files)


def read_papers(
    paths: Sequence[Path | Fetched], *, format: str | None = None, hints: Hints = NO_HINTS, strict: bool = False
) -> Reading:
    """Read the papers of `paths` as `iter_papers` does, and make one of the records that stand for one paper.

    Raises InputError where nothing can be read, and as `iter_papers` does.
    """
    papers: list[Paper] = []
    files: list[InputFile] = []
    skipped: list[Skipped] = []
    for item in iter_papers(paths, format=format, hints=hints, strict=strict):
        match item:
            case Paper():
                papers.append(item)
            case Skipped():
                skipped.append(item)
            case InputFile():
                files.append(item)
    if not papers:
        raise InputError(_nothing_read(paths, files, skipped))
    merged = merge_papers(papers)
    return Reading(merged.papers, tuple(files), tuple(sorted(skipped, key=lambda item: item.key)), merged.conflicts)


def iter_papers(
    paths: Sequence[Path | Fetched], *, format: str | None = None, hints: Hints = NO_HINTS, strict: bool = False
) -> Iterator[Paper | Skipped | InputFile]:
    """Yield the papers of files, folders, patterns and standard input (`-`), what was skipped, each file at its end.

    `format` names the reader; without it each file's own content decides. A file that is given by name must be
    readable; one that lies in a given folder and is not, is skipped and named. A record that holds no paper is skipped;
    with `strict` it is an error, as is a file that cannot be read.

    Raises InputError where a path or a file cannot be read, UnknownFormatError where no reader knows a file.
    """
    chosen = None if format is None else _reader_called(format)
    with TemporaryDirectory(prefix="kg-") as spool:
        for source in find_sources(paths, spool=Path(spool), hints=hints):
            yield from _items(source, chosen, strict=strict)


def choose_reader(head: Head, label: str) -> Reader:
    """Return the first reader that knows the file called `label` by its `head`.

    Raises UnknownFormatError, which names the readers there are.
    """
    reader = next((reader for reader in READERS.values() if reader.knows(head)), None)
    if reader is None:
        raise UnknownFormatError(f"{label}: {_UNKNOWN}; there are: {', '.join(READERS)}; choose one with --format")
    return reader


def _items(source: SourceFile, chosen: Reader | None, *, strict: bool) -> Iterator[Paper | Skipped | InputFile]:
    records = 0
    reader = chosen
    try:
        head = source.head()
        reader = chosen or choose_reader(head, source.label)
        for item in reader.read(source):
            if isinstance(item, Paper):
                records += 1
            elif strict and item.reason not in HARMLESS:
                raise InputError(
                    f"{source.label}{item.place}: {item.reason}: {item.what!r}; without --strict it is skipped"
                )
            yield item
    except InputError as error:
        if source.explicit or strict:
            raise
        told = _UNKNOWN if isinstance(error, UnknownFormatError) else str(error)
        reason = told.removeprefix(source.label).lstrip(":, ")
        yield Skipped(source.name, 0, "the rest of the file" if records else "the whole file", reason)
        if not records:
            return
    assert reader is not None
    yield InputFile(source.name, reader.name, source.size, source.digest(), records)


def _reader_called(format: str) -> Reader:
    if format not in READERS:
        raise UnknownFormatError(f"no reader is called {format!r}; there are: {', '.join(READERS)}")
    return READERS[format]


def _nothing_read(paths: Sequence[Path | Fetched], files: Sequence[InputFile], skipped: Sequence[Skipped]) -> str:
    where = ", ".join(str(path) for path in paths)
    count = len(files) + sum(1 for item in skipped if not item.place)
    message = f"{where}: no paper found in {count} file{'s' if count != 1 else ''}"
    if skipped:
        first = skipped[0]
        message += f"; the first of {len(skipped)} things skipped: {first.where}: {first.reason}"
    return message
