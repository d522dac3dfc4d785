"""Builds that tests make of rows, without extraction."""

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from kg.manifest import MANIFEST
from kg.opening import Built, find_build
from kg.settings import Settings
from kg.tables import Tables, write_tables


def made(tables: Tables, folder: Path, settings: Settings | None = None) -> Built:
    """Write the tables and a manifest, and return them as a build."""
    write_tables(tables, folder / "tables")
    manifest = {"settings": asdict(settings or Settings()), "versions": {"kg": version("kg")}, "skipped": []}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return find_build(folder)
