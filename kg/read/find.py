"""Find the files to read: files, folders, patterns, standard input, and what was fetched from elsewhere."""

import glob
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.read.source import NO_HINTS, Hints, SourceFile

__all__ = ["STANDARD_INPUT", "Copied", "Fetched", "find_sources", "is_address", "is_there"]

STANDARD_INPUT = Path("-")

_STANDARD_INPUT_NAME = "standard input"
_WILD = frozenset("*?[")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that lies elsewhere, and its copy on this machine.

    `address` is what a user knows it by, `place` the path that its name comes from, `explicit` tells a file that was
    given by name.
    """

    address: str
    place: Path
    copy: Path
    explicit: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """A path with a scheme (`s3a://bucket/papers/`), and the files that it names, copied to this machine."""

    address: str
    files: tuple[Copied, ...]

    def __str__(self) -> str:
        return self.address


def is_address(path: object) -> bool:
    """Tell whether a path has a scheme, so that it is not one of this machine.

    >>> [is_address(path) for path in ("s3a://bucket/papers/", "file:///papers", "papers/a.txt", "C:/papers")]
    [True, True, False, False]
    """
    return bool(_ADDRESS.match(str(path)))


def is_there(path: Path | Fetched) -> bool:
    """Tell whether a path names something that can be read now: standard input is gone once it was read."""
    if isinstance(path, Fetched):
        return True
    return path != STANDARD_INPUT and (path.exists() or bool(glob.glob(str(path), recursive=True)))  # noqa: PTH207


def find_sources(
    paths: Sequence[Path | Fetched], *, spool: Path | None = None, hints: Hints = NO_HINTS
) -> list[SourceFile]:
    """Return the files that `paths` name, sorted by name.

    Of folders all files below them but hidden ones; of patterns (`papers/**/*.bib`) all they match; of `-` standard
    input, which is copied into the folder `spool` (and left out without one).

    Raises InputError where a path does not exist or is neither file nor folder, or a folder holds no file.
    """
    found: dict[Path, Copied] = {}
    for path in paths:
        for file in path.files if isinstance(path, Fetched) else _here(path):
            if file.place not in found or file.explicit:
                found[file.place] = file
    common = Path(os.path.commonpath([place.parent for place in found])) if found else Path()
    files = [
        SourceFile.of_path(
            file.copy, place.relative_to(common).as_posix(), explicit=file.explicit, label=file.address, hints=hints
        )
        for place, file in found.items()
    ]
    if STANDARD_INPUT in paths and spool is not None:
        files.append(_standard_input(spool / "standard-input", hints))
    return sorted(files, key=lambda file: file.name)


def _standard_input(copy: Path, hints: Hints) -> SourceFile:
    with copy.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return SourceFile.of_path(copy, _STANDARD_INPUT_NAME, label=_STANDARD_INPUT_NAME, hints=hints)


def _here(path: Path) -> Iterator[Copied]:
    """Yield the files of this machine that a path names, each its own copy."""
    if path == STANDARD_INPUT:
        return
    try:
        for file in _files_of(path):
            yield Copied(str(file.resolve()), file.resolve(), file.resolve(), explicit=file == path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.exists() and _WILD & set(str(path)):
        return _files_matching(path)
    if not path.is_dir():
        raise InputError(f"{path}: {'neither a file nor a folder' if path.exists() else 'no such file or folder'}")
    inside = [file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path))]
    if not inside:
        raise InputError(f"{path}: a folder without files; expected files of papers")
    return inside


def _files_matching(pattern: Path) -> list[Path]:
    matching = [file for file in map(Path, glob.glob(str(pattern), recursive=True)) if file.is_file()]  # noqa: PTH207
    if not matching:
        raise InputError(f"{pattern}: no file matches the pattern")
    return matching


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
