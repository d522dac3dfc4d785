"""Write a file line by line."""

from collections.abc import Iterable
from pathlib import Path

from kg.staging import replacing

__all__ = ["write_lines"]


def write_lines(lines: Iterable[str], path: Path) -> None:
    """Write one line after the other; the file appears whole or not at all.

    Raises OutputError where `path` cannot be written.
    """
    with replacing(path) as aside, aside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
