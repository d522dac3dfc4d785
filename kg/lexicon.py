"""The lexicon: names that recur in the literature, and finding them in text.

A name written in lower case matches in any case ("diffusion model" finds "Diffusion Models"). A name with a capital
letter matches only as it is written, so that RACE finds no race. Both match with a plural s, and whatever joins their
words (`CIFAR-10`, `CIFAR 10`, `CIFAR10`). Where names of one kind overlap, the leftmost and then the longest wins.
"""

import csv
import functools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kg.errors import ResourceError
from kg.model import Relation
from kg.resources import ontology_path
from kg.text import Word, fold, singular, variant_key, words

__all__ = ["Entry", "Hit", "Lexicon", "load_broader", "load_lexicon", "load_stop_names", "read_entries"]

_HEADER = ["name", "aliases", "kind"]
_BROADER_HEADER = ["narrower", "broader"]
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


class _Keys(NamedTuple):
    """The key of a word `inside` a name, and those it may have as the `last` word of one, the likeliest behind."""

    inside: str
    last: tuple[str, ...]


class _Text(NamedTuple):
    """A text, its words and their keys."""

    text: str
    words: list[Word]
    keys: list[_Keys]


class _Spelling(NamedTuple):
    """A name or alias of an entry; `words` as they must be written, None where case does not count."""

    entry: Entry
    words: list[str] | None


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
        self._root = _Node()
        for entry in self.entries:
            for text in (entry.name, *entry.aliases):
                _add(self._root, entry, text)

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
        found = list(words(text))
        read = _Text(text, found, [_keys_of(word.text) for word in found])
        hits: list[Hit] = []
        free = dict.fromkeys(Relation, 0)
        for position, (word, keys) in enumerate(zip(found, read.keys, strict=True)):
            if self._root.children.keys().isdisjoint(keys.last):
                continue
            for kind, (after, entries) in _longest(self._root, read, position).items():
                if free[kind] <= position:
                    hits += [Hit(entry, word.start, found[after - 1].end) for entry in entries]
                    free[kind] = after
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.entry.kind, hit.entry.name))


@functools.lru_cache(maxsize=1 << 16)
def _keys_of(word: str) -> _Keys:
    key = fold(word)
    is_plural_acronym = word.endswith("s") and word[:-1].isupper()
    return _Keys(key, tuple(dict.fromkeys((key[:-1] if is_plural_acronym else singular(key), key))))


def _add(root: _Node, entry: Entry, text: str) -> None:
    node = root
    for key in _keys(text):
        node = node.children.setdefault(key, _Node())
    node.spellings.append(_Spelling(entry, [word.text for word in words(text)] if _is_cased(text) else None))


def _longest(root: _Node, read: _Text, position: int) -> dict[Relation, tuple[int, list[Entry]]]:
    """Return of each kind the entries of the longest names that begin at a word, with the place after their last."""
    best: dict[Relation, tuple[int, list[Entry]]] = {}
    node = root
    for index in range(position, len(read.words)):
        keys = read.keys[index]
        if index > position and (
            node.children.keys().isdisjoint(keys.last)
            or not _JOINT.fullmatch(read.text, read.words[index - 1].end, read.words[index].start)
        ):
            break
        for key in keys.last:
            if (last := node.children.get(key)) and last.spellings:
                entries = _spelled(last.spellings, read.words[position : index + 1], plural=key != keys.inside)
                for kind in {entry.kind for entry in entries}:
                    best[kind] = index + 1, [entry for entry in entries if entry.kind is kind]
        if keys.inside not in node.children:
            break
        node = node.children[keys.inside]
    return best


def _spelled(spellings: Iterable[_Spelling], found: Iterable[Word], *, plural: bool) -> Collection[Entry]:
    """Return the entries of the spellings that words are written as; of a plural, the last letter does not count."""
    written = [word.text for word in found]
    if plural:
        written[-1] = written[-1][:-1]
    return dict.fromkeys(spelling.entry for spelling in spellings if spelling.words in (None, written))


def _keys(text: str) -> list[str]:
    keys = [fold(word.text) for word in words(text)]
    if not keys:
        raise ResourceError(f"the lexicon name {text!r} has no letter or digit; expected a name")
    return keys if _is_cased(text) else [*keys[:-1], singular(keys[-1])]


def _is_cased(text: str) -> bool:
    return text != text.lower()


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
def load_broader() -> dict[str, str]:
    """Return the name of the broader thing for every name of the lexicon that has one, `ontology/broader.tsv`.

    Raises ResourceError where the header or a row is not as expected, naming file and line.

    >>> load_broader()["QLoRA"]
    'LoRA'
    """
    path = ontology_path("broader.tsv")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    for number, row in enumerate(rows, 1):
        if len(row) != len(_BROADER_HEADER) or (number == 1) != (row == _BROADER_HEADER):
            raise ResourceError(f"{path}: line {number}: found {row}; expected {', '.join(_BROADER_HEADER)}")
    return dict(rows[1:])


@functools.cache
def load_stop_names() -> frozenset[str]:
    """Return the variant keys of the names that are never entities, `ontology/stop.txt`."""
    lines = ontology_path("stop.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(variant_key(line) for line in lines if line and not line.startswith("#"))
