"""What `kg export` writes, in which formats."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import SettingError
from kg.export.annotations import annotation_lines
from kg.export.csv import csv_tables
from kg.export.gexf import gexf_lines
from kg.export.graphml import graphml_lines
from kg.export.json import cytoscape_lines, graphology_lines
from kg.export.jsonld import jsonld_lines
from kg.export.lines import write_files, write_lines
from kg.export.neo4j import neo4j_tables
from kg.export.ntriples import ntriples_lines
from kg.export.trig import trig_lines
from kg.export.views import View, make_view
from kg.tables import load, scan

__all__ = ["FORMATS", "LINE_FORMATS", "TABLE_FORMATS", "VIEW_FORMATS", "export", "export_lines"]

LINE_FORMATS: Mapping[str, Callable[[Path], Iterator[str]]] = {
    "jsonl": lambda build: annotation_lines(load(build)),
    "jsonld": jsonld_lines,
    "ntriples": ntriples_lines,
    "trig": trig_lines,
}
"""For each format of the whole build, the lines of the build in a folder, without their ends."""

VIEW_FORMATS: Mapping[str, Callable[[View], Iterator[str]]] = {
    "graphml": graphml_lines,
    "gexf": gexf_lines,
    "graphology": graphology_lines,
    "cytoscape": cytoscape_lines,
}
"""For each format that holds a view in one file, its lines without their ends."""

TABLE_FORMATS: Mapping[str, Callable[[View], Mapping[str, Iterator[str]]]] = {"csv": csv_tables, "neo4j": neo4j_tables}
"""For each format that holds a view in a folder, the lines of each file in it."""

FORMATS = (*LINE_FORMATS, *VIEW_FORMATS, *TABLE_FORMATS)
"""Every format, by name."""


def export(build: Path | str, path: Path | str, *, format: str, view: str | None = None, **thresholds: Any) -> None:
    """Write the build in the folder `build` to `path`: a file, a folder for csv and neo4j; whole or not at all.

    `view` and thresholds are those of `make_view`, for the formats that have views.

    Raises OutputError where there is no build or `path` cannot be written, SettingError where there is no such format,
    view or threshold.
    """
    build, path = Path(build), Path(path)
    if format not in TABLE_FORMATS:
        write_lines(export_lines(build, format=format, view=view, **thresholds), path)
        return
    write_files(TABLE_FORMATS[format](make_view(scan(build), view or "all", **thresholds)), path)


def export_lines(build: Path | str, *, format: str, view: str | None = None, **thresholds: Any) -> Iterator[str]:
    """Return the lines of a format that is one file, without their ends; options and errors are those of `export`."""
    build = Path(build)
    if format in VIEW_FORMATS:
        return VIEW_FORMATS[format](make_view(scan(build), view or "all", **thresholds))
    if format in TABLE_FORMATS:
        raise SettingError(f"the format {format!r} is several files; say where to put them: --out FOLDER")
    if format not in LINE_FORMATS:
        raise SettingError(f"no format is called {format!r}; there are: {', '.join(FORMATS)}")
    if given := [name for name, value in {"view": view, **thresholds}.items() if value is not None]:
        raise SettingError(f"the format {format!r} holds the whole build; it takes no {', '.join(given)}")
    return LINE_FORMATS[format](build)
