"""The folder of a build: whether it is one, what its manifest says, whether this version of kg can read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg.errors import OutputError
from kg.tables import SCHEMAS, require_table

__all__ = ["Built", "find_build", "read_manifest"]

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Built:
    """A build: its folder and what its manifest says."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def tables(self) -> Path:
        """Return the folder of the tables."""
        return self.folder / "tables"

    def setting(self, name: str) -> Any:
        """Return the value of a setting of the build.

        Raises OutputError where the build does not say, as those of other versions of kg may not.
        """
        try:
            return self.manifest["settings"][name]
        except KeyError:
            raise OutputError(
                f"{self.folder / _MANIFEST}: does not say what the setting {name} was; it was written by another "
                f"version of kg: build the graph again: kg build PATH... -o {self.folder}"
            ) from None


def find_build(folder: Path | str) -> Built:
    """Return the build in `folder`, after a look at its manifest and at the columns of its tables.

    Raises OutputError where there is no such folder, it holds no build, or one of another version of kg, whose tables
    are different.
    """
    folder = Path(folder)
    how = f"build the graph first: kg build PATH... -o {folder}"
    if not folder.is_dir():
        raise OutputError(f"{folder}: {'not a folder' if folder.exists() else 'no such folder'}; {how}")
    if not (folder / _MANIFEST).is_file():
        raise OutputError(f"{folder}: holds no build, since there is no {_MANIFEST}; {how}")
    built = Built(folder, read_manifest(folder / _MANIFEST))
    for name in SCHEMAS:
        if not (built.tables / f"{name}.parquet").is_file():
            made_by = built.manifest.get("versions", {}).get("kg", "unknown")
            raise OutputError(
                f"{folder}: built by kg {made_by}, which wrote no table {name}; this is kg {version('kg')}: "
                f"build the graph again: kg build PATH... -o {folder}"
            )
        require_table(built.tables, name)
    return built


def read_manifest(path: Path) -> Mapping[str, Any]:
    """Return the manifest.

    Raises OutputError where it cannot be read.
    """
    try:
        manifest: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read ({error}); build the graph again") from None
    return manifest
