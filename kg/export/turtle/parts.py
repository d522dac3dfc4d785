"""A file as parts that can be written apart, each of some papers, and put together in their order."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from kg.tables import EVERY_PAPER, PaperRange, Tables

__all__ = ["Part", "write_parts"]


class Part(NamedTuple):
    """A stretch of a file: what makes its text, and the papers whose rows it does that of."""

    texts: Callable[[Tables], Iterable[str]]
    papers: PaperRange = EVERY_PAPER


def write_parts(parts: Iterable[Part], tables: Tables, path: Path) -> None:
    """Write parts of a file, one after the other; `tables` have the rows of the papers of each."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for part in parts:
            file.writelines(part.texts(tables))
