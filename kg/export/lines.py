"""Write files line by line."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.staging import replacing, staged

__all__ = ["write_files", "write_lines"]


def write_files(files: Mapping[str, Iterable[str]], folder: Path) -> None:
    """Write the lines of several files of a folder; all of them appear, or none.

    Raises OutputError where `folder` cannot be written to.
    """
    with staged(folder, last=list(files)[-1]) as aside:
        for name, lines in files.items():
            write_lines(lines, aside / name)


def write_lines(lines: Iterable[str], path: Path) -> None:
    """Write one line after the other; the file appears whole or not at all.

    Raises OutputError where `path` cannot be written.
    """
    with replacing(path) as aside, aside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
