"""What `kg export` writes: formats that are made line by line from a build."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kg.export.annotations import annotation_lines
from kg.export.jsonld import jsonld_lines
from kg.export.ntriples import ntriples_lines
from kg.export.trig import trig_lines
from kg.staging import replacing
from kg.tables import load

__all__ = ["LINE_FORMATS", "write_lines"]

LINE_FORMATS: Mapping[str, Callable[[Path], Iterator[str]]] = {
    "jsonl": lambda build: annotation_lines(load(build)),
    "jsonld": jsonld_lines,
    "ntriples": ntriples_lines,
    "trig": trig_lines,
}
"""For each format, the lines of the build in a folder, without their ends."""


def write_lines(lines: Iterable[str], path: Path) -> None:
    """Write one line after the other; the file appears whole or not at all.

    Raises OutputError where `path` cannot be written.
    """
    with replacing(path) as aside, aside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
