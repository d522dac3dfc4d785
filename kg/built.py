"""A build that stands in a folder: what its manifest says, whether it is whole, and whether it is what is asked for."""

import functools
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import OutputError
from kg.fingerprints import file_fingerprint, fingerprint
from kg.overrules import parse_overrules
from kg.read.find import STANDARD_INPUT, is_address
from kg.request import Request
from kg.settings import Settings, result_settings
from kg.staging import is_unfinished

if TYPE_CHECKING:
    from kg.tables import Tables

__all__ = ["MANIFEST", "Build", "find_build", "find_unchanged", "read_build", "seal"]

MANIFEST = "manifest.json"
_UNSEALED = frozenset(["asked", "seal", "stages"])


@dataclass(frozen=True)
class Build:
    """The build in `folder` and its manifest; `is_unchanged` where it stood there and nothing was to be done."""

    folder: Path
    manifest: Mapping[str, Any]
    is_unchanged: bool = False

    @functools.cached_property
    def tables(self) -> "Tables":
        """The tables, read from the folder when they are first asked for."""
        from kg.tables import load

        return load(self.folder)

    @property
    def tables_folder(self) -> Path:
        """The folder of the tables."""
        return self.folder / "tables"

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the build, by name."""
        settings: Mapping[str, Any] = self.manifest.get("settings", {})
        return settings

    @property
    def request(self) -> Request:
        """What the build was asked for.

        Raises OutputError where the build does not say, as those of earlier versions of kg do not.
        """
        try:
            asked = self.manifest["asked"]
            return Request.make(
                [_seen_from(self.folder, path) for path in asked["paths"]],
                format=asked["format"],
                columns=asked["columns"],
                strict=asked["strict"],
                settings=Settings(**self.manifest["settings"]),
                overrules=parse_overrules(self.manifest["overrules"]),
            )
        except (KeyError, TypeError) as error:
            raise OutputError(
                f"{self.folder / MANIFEST}: does not say what was built ({error}); build again, with all files"
            ) from None

    def is_whole(self) -> bool:
        """Tell whether the manifest and every output are, byte for byte, as they were written, all of them."""
        if is_unfinished(self.folder) or self.manifest.get("seal") != seal(self.manifest):
            return False
        outputs = self.manifest["outputs"].items()
        try:
            return all(file_fingerprint(self.folder / name) == written for name, written in outputs)
        except OSError:
            return False


def read_build(folder: Path) -> Build:
    """Return the build in `folder`.

    Raises OutputError where there is none or its manifest cannot be read.
    """
    path = folder / MANIFEST
    try:
        return Build(folder, json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        raise OutputError(f"{folder}: holds no build; make one first: kg build PATH... -o {folder}") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read ({error}); build again") from None


def find_build(folder: Path | str) -> Build:
    """Return the build in `folder`, after a look at its manifest and at the columns of its tables.

    Raises OutputError where there is none, or one of another version of kg, whose tables are different.
    """
    from kg.tables import SCHEMAS, require_table

    build = read_build(Path(folder))
    tables = {path.stem for path in build.tables_folder.glob("*.parquet")}
    lacking = [f"the table {name}" for name in SCHEMAS if name not in tables]
    lacking += [f"the setting {name}" for name in result_settings(Settings()) if name not in build.settings]
    if lacking:
        raise OutputError(
            f"{folder}: built by kg {build.manifest.get('versions', {}).get('kg', 'unknown')}, without {lacking[0]}; "
            f"this is kg {version('kg')}: build the graph again: kg build PATH... -o {folder}"
        )
    for name in SCHEMAS:
        require_table(build.tables_folder, name)
    return build


def find_unchanged(request: Request, folder: Path) -> Build | None:
    """Return the build in `folder` if it is, byte for byte, what `request` would give; else None.

    Raises InputError where a path of the request does not exist.
    """
    try:
        build = read_build(folder)
    except OutputError:
        return None
    read = {file["name"] for file in build.manifest.get("inputs", ())}
    asked = request.fingerprint()
    same = asked and asked == build.manifest.get("request") and request.named() <= read and build.is_whole()
    return Build(folder, build.manifest, is_unchanged=True) if same else None


def _seen_from(folder: Path, path: str) -> Path | str:
    if is_address(path):
        return path
    return STANDARD_INPUT if Path(path) == STANDARD_INPUT else Path(os.path.normpath(folder.absolute() / path))


def seal(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a manifest says that does not change from run to run."""
    return fingerprint({name: value for name, value in manifest.items() if name not in _UNSEALED})
