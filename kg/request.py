"""What a build is asked for, and how to tell that nothing of it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from kg.errors import InputError
from kg.fingerprints import fingerprint, kg_fingerprint
from kg.overrules import Overrules, describe_overrules, load_overrules
from kg.read import Fetched, Hints, is_address
from kg.read.find import STANDARD_INPUT, find_sources
from kg.settings import Settings

__all__ = ["Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """What to build a graph of, how to read it, the settings, what a user knows of names."""

    paths: tuple[Path | Fetched, ...]
    format: str | None
    hints: Hints
    strict: bool
    settings: Settings
    overrules: Overrules

    @classmethod
    def make(
        cls,
        paths: Path | str | Sequence[Path | str | Fetched],
        *,
        format: str | None = None,
        columns: Mapping[str, str] | None = None,
        strict: bool = False,
        settings: Settings | None = None,
        overrules: Overrules | None = None,
    ) -> Self:
        """Return the request with the defaults put in.

        Raises InputError where a path has a scheme and was not fetched.
        """
        listed = [paths] if isinstance(paths, Path | str) else paths
        return cls(
            paths=tuple(map(_fetched_or_here, listed)),
            format=format,
            hints=Hints(columns=columns or {}),
            strict=strict,
            settings=settings or Settings(),
            overrules=overrules or load_overrules(),
        )

    def fingerprint(self) -> str:
        """Return the SHA-256 of all that the outputs follow from: what the files hold, what is asked, and kg itself.

        It is empty where standard input is read, which cannot be read twice.

        Raises InputError where a path does not exist or a folder holds no file.
        """
        if STANDARD_INPUT in self.paths:
            return ""
        sources = [(source.name, source.digest()) for source in find_sources(self.paths)]
        asked = [
            self.format,
            asdict(self.hints),
            self.strict,
            asdict(self.settings),
            describe_overrules(self.overrules),
        ]
        return fingerprint([sources, asked, kg_fingerprint()])

    def named(self) -> frozenset[str]:
        """Return the names of the files that were given one by one, which have to be readable."""
        return frozenset(source.name for source in find_sources(self.paths) if source.explicit)


def _fetched_or_here(path: Path | str | Fetched) -> Path | Fetched:
    if isinstance(path, Fetched):
        return path
    if is_address(path):
        raise InputError(
            f"{path}: is not on this machine; Spark reads it: kg build PATH... --engine spark "
            "(kg add does not: build again, with all files)"
        )
    return Path(path)
