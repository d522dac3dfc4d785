"""Find the files to read: files, folders, patterns, standard input."""

import glob
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from kg.errors import InputError
from kg.read.source import NO_HINTS, Hints, SourceFile

__all__ = ["STANDARD_INPUT", "find_sources", "is_there"]

STANDARD_INPUT = Path("-")

_STANDARD_INPUT_NAME = "standard input"
_WILD = frozenset("*?[")


def is_there(path: Path) -> bool:
    """Tell whether a path names something that can be read now: standard input is gone once it was read."""
    return path != STANDARD_INPUT and (path.exists() or bool(glob.glob(str(path), recursive=True)))  # noqa: PTH207


def find_sources(paths: Sequence[Path], *, spool: Path | None = None, hints: Hints = NO_HINTS) -> list[SourceFile]:
    """Return the files that `paths` name, sorted by name.

    Of folders all files below them but hidden ones; of patterns (`papers/**/*.bib`) all they match; of `-` standard
    input, which is copied into the folder `spool` (and left out without one).

    Raises InputError where a path does not exist or is neither file nor folder, or a folder holds no file.
    """
    found: dict[Path, bool] = {}
    for path in paths:
        if path == STANDARD_INPUT:
            continue
        try:
            for file in _files_of(path):
                found[file.resolve()] = found.get(file.resolve(), False) or file == path
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    common = Path(os.path.commonpath([file.parent for file in found])) if found else Path()
    files = [
        SourceFile.of_path(file, file.relative_to(common).as_posix(), explicit=explicit, hints=hints)
        for file, explicit in found.items()
    ]
    if STANDARD_INPUT in paths and spool is not None:
        files.append(_standard_input(spool / "standard-input", hints))
    return sorted(files, key=lambda file: file.name)


def _standard_input(copy: Path, hints: Hints) -> SourceFile:
    with copy.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return SourceFile.of_path(copy, _STANDARD_INPUT_NAME, label=_STANDARD_INPUT_NAME, hints=hints)


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
