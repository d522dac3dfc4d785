"""The lexicon: names that recur in the literature, and finding them in text.

A name written in lower case matches in any case ("diffusion model" finds "Diffusion Models"). A name with a capital
letter matches only as it is written, so that RACE finds no race. Both match with a plural s, and whatever joins their
words (`CIFAR-10`, `CIFAR 10`, `CIFAR10`). Where names of one kind overlap, the leftmost and then the longest wins.
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kg.errors import ResourceError
from kg.model import Relation
from kg.resources import ontology_path
from kg.text import Word, fold, singular, variant_key, words

__all__ = ["Entry", "Hit", "Lexicon", "load_lexicon", "load_stop_names", "read_entries"]

_HEADER = ["name", "aliases", "kind"]
_JOINT = re.compile(r"(?:[\s@._/‐‑–-]|-\s|\s-\s)?")  # noqa: RUF001
_ALIAS_SEPARATOR = "|"
_SHORTEST_VARIANT = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing, its canonical name and what else it is called."""

    name: str
    aliases: tuple[str, ...]
    kind: Relation


class Hit(NamedTuple):
    """An entry found in a text, and where; `start` and `end` count characters."""

    entry: Entry
    start: int
    end: int


class _Token(NamedTuple):
    start: int
    end: int
    key: str
    endings: tuple[str, ...]


class _Spelling(NamedTuple):
    entry: Entry
    text: str


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    spellings: list[_Spelling] = field(default_factory=list)


class Lexicon:
    """Entries, indexed by the words of their names and aliases.

    >>> lexicon = Lexicon([Entry("vision transformer", ("ViT",), Relation.TECHNIQUE)])
    >>> [(hit.entry.name, hit.start, hit.end) for hit in lexicon.find("ViTs, the Vision  Transformers")]
    [('vision transformer', 0, 4)]
    >>> [(hit.entry.name, hit.start, hit.end) for hit in lexicon.find("all vision-transformers")]
    [('vision transformer', 4, 23)]
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._roots: dict[Relation, _Node] = {}
        for entry in self.entries:
            root = self._roots.setdefault(entry.kind, _Node())
            for text in (entry.name, *entry.aliases):
                _add(root, _Spelling(entry, text))

        self._variants = {
            variant_key(text): entry
            for entry in reversed(self.entries)
            for text in (entry.name, *entry.aliases)
            if _is_cased(text) and len(text) >= _SHORTEST_VARIANT
        }

    def variant(self, name: str) -> Entry | None:
        """Return the entry whose name or alias differs from `name` only as variants do; short ones are too alike."""
        return self._variants.get(variant_key(name))

    def find(self, text: str) -> list[Hit]:
        """Return the entries that `text` names, in the order of the text; names of different kinds may overlap."""
        tokens = [_token(word) for word in words(text)]
        hits = [hit for root in self._roots.values() for hit in _walk(root, text, tokens)]
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.entry.kind, hit.entry.name))


def _token(word: Word) -> _Token:
    return _Token(word.start, word.end, *_keys_of(word.text))


@functools.lru_cache(maxsize=1 << 16)
def _keys_of(word: str) -> tuple[str, tuple[str, ...]]:
    """Return the key of a word inside a name, and those it may have as the last word of one."""
    key = fold(word)
    is_plural_acronym = word.endswith("s") and word[:-1].isupper()
    return key, tuple(dict.fromkeys((key, key[:-1] if is_plural_acronym else singular(key))))


def _add(root: _Node, spelling: _Spelling) -> None:
    node = root
    for key in _keys(spelling.text):
        node = node.children.setdefault(key, _Node())
    node.spellings.append(spelling)


def _walk(root: _Node, text: str, tokens: Sequence[_Token]) -> Iterator[Hit]:
    position = 0
    while position < len(tokens):
        if root.children.keys().isdisjoint(tokens[position].endings):
            position += 1
            continue
        length, spellings = _longest(root, text, tokens, position)
        for entry in dict.fromkeys(spelling.entry for spelling in spellings):
            yield Hit(entry, tokens[position].start, tokens[position + length - 1].end)
        position += max(length, 1)


def _longest(root: _Node, text: str, tokens: Sequence[_Token], position: int) -> tuple[int, list[_Spelling]]:
    node, best, start = root, (0, list[_Spelling]()), tokens[position].start
    for index in range(position, len(tokens)):
        token = tokens[index]
        if index > position and not _JOINT.fullmatch(text, tokens[index - 1].end, token.start):
            break
        for last in token.endings:
            if (ending := node.children.get(last)) is not None:
                surface, plural = text[start : token.end], last != token.key
                if fitting := [spelling for spelling in ending.spellings if _fits(spelling.text, surface, plural)]:
                    best = index - position + 1, fitting
                    break
        if token.key not in node.children:
            break
        node = node.children[token.key]
    return best


def _keys(text: str) -> list[str]:
    keys = [fold(word.text) for word in words(text)]
    if not keys:
        raise ResourceError(f"the lexicon name {text!r} has no letter or digit; expected a name")
    return keys if _is_cased(text) else [*keys[:-1], singular(keys[-1])]


def _is_cased(text: str) -> bool:
    return text != text.lower()


def _fits(spelling: str, surface: str, plural: bool) -> bool:
    if not _is_cased(spelling):
        return True
    bare = surface[:-1] if plural else surface
    return [word.text for word in words(bare)] == [word.text for word in words(spelling)]


def read_entries(path: Path) -> list[Entry]:
    """Read the entries of one `.tsv` of the lexicon.

    Raises ResourceError where the header or a row is not as expected, naming file and line.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or rows[0] != _HEADER:
        raise ResourceError(f"{path}: line 1: expected the columns {', '.join(_HEADER)}, separated by tabs")
    entries = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(_HEADER) or not row[0] or row[2] not in list(Relation):
            raise ResourceError(
                f"{path}: line {number}: found {row}; expected name, aliases ({_ALIAS_SEPARATOR} between), kind"
            )
        aliases = tuple(alias.strip() for alias in row[1].split(_ALIAS_SEPARATOR) if alias.strip())
        entries.append(Entry(row[0], aliases, Relation(row[2])))
    return entries


@functools.cache
def load_lexicon() -> Lexicon:
    """Return the lexicon that kg ships, `ontology/lexicon/*.tsv`."""
    paths = sorted(ontology_path("lexicon").glob("*.tsv"))
    return Lexicon(entry for path in paths for entry in read_entries(path))


@functools.cache
def load_stop_names() -> frozenset[str]:
    """Return the variant keys of the names that are never entities, `ontology/stop.txt`."""
    lines = ontology_path("stop.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(variant_key(line) for line in lines if line and not line.startswith("#"))
