"""Builds that tests make of rows, without extraction."""

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from kg.built import MANIFEST, find_build
from kg.frames import Frames
from kg.settings import Settings
from kg.tables import Tables, write_tables


def made(tables: Tables, folder: Path, settings: Settings | None = None) -> Frames:
    """Write the tables and a manifest, and return the frames of this build."""
    write_tables(tables, folder / "tables")
    manifest = {"settings": asdict(settings or Settings()), "versions": {"kg": version("kg")}, "skipped": []}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    build = find_build(folder)
    return Frames(build.tables_folder, max_share=build.settings["related_max_share"])
