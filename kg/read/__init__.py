"""Files in, papers out. Every format is a `Reader` in a module of its own, listed in `READERS`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, UnknownFormatError
from kg.model import Paper
from kg.read.jsonl import JSON_LINES
from kg.read.listing import LISTING
from kg.read.merge import merge_papers
from kg.read.record import Reader, Skipped, make_paper
from kg.read.source import find_sources

__all__ = ["READERS", "InputFile", "Reader", "Reading", "Skipped", "choose_reader", "make_paper", "read_papers"]

READERS: dict[str, Reader] = {reader.name: reader for reader in (JSON_LINES, LISTING)}
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
    """What was read: one paper a title, the files, and what was passed over."""

    papers: tuple[Paper, ...]
    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...]

    @property
    def records(self) -> int:
        """The number of records read, before records of one paper were made one."""
        return sum(file.records for file in self.files)


def read_papers(paths: Sequence[Path], *, format: str | None = None) -> Reading:
    """Read the papers of files and folders.

    `format` names the reader; without it each file's own content decides. A file that is given by name must be
    readable; one that lies in a given folder and is not, is skipped and named.

    Raises InputError where nothing can be read, UnknownFormatError where no reader knows a file.
    """
    chosen = None if format is None else _reader_called(format)
    papers: list[Paper] = []
    files: list[InputFile] = []
    skipped: list[Skipped] = []
    for source in find_sources(paths):
        try:
            head = source.head()
            reader = chosen or choose_reader(head, str(source.path))
            items = list(reader.read(source.lines(), source.name))
        except InputError as error:
            if source.explicit:
                raise
            reason = str(error).removeprefix(str(source.path)).lstrip(":, ")
            skipped.append(Skipped(source.name, 0, "the whole file", reason))
            continue
        found = [item for item in items if isinstance(item, Paper)]
        papers += found
        skipped += (item for item in items if isinstance(item, Skipped))
        files.append(InputFile(source.name, reader.name, source.path.stat().st_size, source.digest(), len(found)))
    if not papers:
        raise InputError(_nothing_read(paths, files, skipped))
    return Reading(tuple(merge_papers(papers)), tuple(files), tuple(sorted(skipped)))


def choose_reader(head: str, path: str) -> Reader:
    """Return the first reader that knows the file at `path` by its `head`.

    Raises UnknownFormatError, which names the readers there are.
    """
    reader = next((reader for reader in READERS.values() if reader.knows(head)), None)
    if reader is None:
        raise UnknownFormatError(f"{path}: no reader knows this file; there are: {_names()}; choose one with --format")
    return reader


def _reader_called(format: str) -> Reader:
    if format not in READERS:
        raise UnknownFormatError(f"no reader is called {format!r}; there are: {_names()}")
    return READERS[format]


def _names() -> str:
    return ", ".join(f"{reader.name} ({reader.summary})" for reader in READERS.values())


def _nothing_read(paths: Sequence[Path], files: Sequence[InputFile], skipped: Sequence[Skipped]) -> str:
    where = ", ".join(str(path) for path in paths)
    count = len(files) + sum(1 for item in skipped if item.line == 0)
    message = f"{where}: no paper found in {count} file{'s' if count != 1 else ''}"
    if skipped:
        first = skipped[0]
        message += f"; the first of {len(skipped)} things skipped: {first.where}: {first.reason}"
    return message
