"""What is known of names beyond the lexicon: which differ, which are one, which name nothing; kg's own and a user's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.resources import ontology_path
from kg.text import variant_key

__all__ = ["Overrules", "describe_overrules", "load_overrules", "parse_overrules"]

_COMMENT = "#"


@dataclass(frozen=True, slots=True)
class Overrules:
    """Names that resolution is told about; all of them go before what it would find itself.

    `aliases` leads from the variant key of a name to the name of the thing it stands for, `not_same` holds pairs of
    names that are never one thing, `stop` the variant keys of names that are no entities at all.
    """

    aliases: dict[str, str]
    not_same: frozenset[frozenset[str]]
    stop: frozenset[str]


def load_overrules(*, aliases: Path | None = None, not_same: Path | None = None, stop: Path | None = None) -> Overrules:
    """Return kg's own pairs of different names, `ontology/not_same.tsv`, with what a user's files add.

    `aliases` and `not_same` hold two names a line, a tab between (of an alias and then of the thing); `stop` holds one
    name a line. Empty lines and lines that begin with # do not count.

    Raises InputError where a file cannot be read or a line is not as expected, naming file and line.
    """
    different = [ontology_path("not_same.tsv"), *([not_same] if not_same else [])]
    return Overrules(
        aliases={variant_key(alias): name for alias, name in _pairs(aliases)} if aliases else {},
        not_same=frozenset(frozenset(pair) for path in different for pair in _pairs(path)),
        stop=frozenset(variant_key(line) for _, line in _lines(stop)) if stop else frozenset(),
    )


def describe_overrules(overrules: Overrules) -> dict[str, Any]:
    """Return overrules as plain lists and objects in a fixed order.

    >>> describe_overrules(Overrules({"b": "B", "a": "A"}, frozenset([frozenset(["SVM", "SVN"])]), frozenset()))
    {'aliases': {'a': 'A', 'b': 'B'}, 'not_same': [['SVM', 'SVN']], 'stop': []}
    """
    return {
        "aliases": dict(sorted(overrules.aliases.items())),
        "not_same": sorted(sorted(pair) for pair in overrules.not_same),
        "stop": sorted(overrules.stop),
    }


def parse_overrules(described: Mapping[str, Any]) -> Overrules:
    """Return the overrules that `describe_overrules` described, with kg's own pairs as they are today."""
    return Overrules(
        aliases=dict(described["aliases"]),
        not_same=load_overrules().not_same | frozenset(map(frozenset, described["not_same"])),
        stop=frozenset(described["stop"]),
    )


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in _lines(path):
        names = [name.strip() for name in line.split("\t")]
        if len(names) != 2 or not all(names) or names[0] == names[1]:
            raise InputError(f"{path}: line {number}: found {line!r}; expected two different names, a tab between")
        yield names[0], names[1]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith(_COMMENT):
            yield number, line.strip("\n")
