"""Noun phrases: runs of words that no function word, verb, adverb or punctuation breaks."""

import functools
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

from kg.text import Span, fold

__all__ = [
    "Chunk",
    "Token",
    "is_bland",
    "is_common",
    "is_function_word",
    "is_generic",
    "noun_chunks",
    "noun_runs",
    "tokens",
]

_TOKEN = re.compile(r"[^\W_](?:\w|[-‐./&+@](?=\w))*\+*")  # noqa: RUF001
_SPACE = re.compile(r"[ \t]+")
_AFTER_GERUND = re.compile(r"[^ ]|$| (?:and|are|as|by|for|has|in|is|or|to|with)\b")
_PARTICIPLE = re.compile(r"[a-z]{3,}(?:ed|ing)")


class Token(NamedTuple):
    """A word as it is written, its folded form and where it stands; hyphenated words are one token."""

    text: str
    key: str
    start: int
    end: int


class Chunk(NamedTuple):
    """A noun phrase: one or more tokens that stand side by side."""

    tokens: tuple[Token, ...]

    @property
    def span(self) -> Span:
        """The characters that the chunk covers."""
        return Span(self.tokens[0].start, self.tokens[-1].end)

    @property
    def head(self) -> str:
        """The folded last word, of a hyphenated one its last part."""
        return self.tokens[-1].key.rpartition("-")[2]


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`.

    >>> [token.text for token in tokens("State-of-the-art CIFAR-10, e.g. AdapNet++.")]
    ['State-of-the-art', 'CIFAR-10', 'e.g', 'AdapNet++']
    """
    return [Token(word := match[0], fold(word), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def noun_chunks(runs: Iterable[tuple[Token, ...]]) -> list[Chunk]:
    """Return what is left of noun phrases without the generic modifiers at their edges.

    >>> text = "We propose a novel knowledge distillation method that efficiently compresses vision transformers."
    >>> [text[slice(*chunk.span)] for chunk in noun_chunks(noun_runs(text, tokens(text)))]
    ['knowledge distillation', 'vision transformers']
    """
    return [chunk for run in runs if (chunk := _trimmed(run))]


def noun_runs(text: str, tokens: Iterable[Token]) -> list[tuple[Token, ...]]:
    """Return the noun phrases of `text`, which has these `tokens`, with the generic modifiers at their edges.

    >>> text = "The large language model helps decision making."
    >>> [text[run[0].start : run[-1].end] for run in noun_runs(text, tokens(text))]
    ['large language model', 'decision making']
    """
    runs: list[tuple[Token, ...]] = []
    run: list[Token] = []
    for token in tokens:
        adjacent = run and _SPACE.fullmatch(text, run[-1].end, token.start)
        if run and not adjacent:
            runs.append(tuple(run))
            run = []
        if not _breaks(token.text, token.key):
            run.append(token)
        elif run:
            if adjacent and token.key in _word_list("gerund") and _AFTER_GERUND.match(text, token.end):
                run.append(token)
            runs.append(tuple(run))
            run = []
    return [*runs, tuple(run)] if run else runs


def is_function_word(token: Token) -> bool:
    """Tell whether a token is a word of grammar alone: an article, a pronoun, a preposition, a conjunction."""
    return token.key in _word_list("stop")


def is_common(token: Token) -> bool:
    """Tell whether a token is a function word, a verb, an adverb or too generic to name anything."""
    return _breaks(token.text, token.key) or token.key in _word_list("generic")


def is_generic(token: Token) -> bool:
    """Tell whether a token names nothing by itself: a modifier such as "novel", a noun such as "method", a number."""
    return token.key in _word_list("generic") or token.key.isdecimal()


def is_bland(token: Token) -> bool:
    """Tell whether a word is too wide to be a keyword by itself ("dataset", "image")."""
    return token.key in _word_list("bland")


def _trimmed(run: tuple[Token, ...]) -> Chunk | None:
    generic = _word_list("generic")
    start, end = 0, len(run)
    while start < end and is_generic(run[start]):
        start += 1
    while end > start and run[end - 1].key in generic:
        end -= 1
    return Chunk(run[start:end]) if start < end else None


@functools.lru_cache(maxsize=1 << 16)
def _breaks(text: str, key: str) -> bool:
    """Tell whether a word ends a noun phrase, remembered."""
    if key in _word_list("stop") or key in _word_list("verb"):
        return True
    if text[1:] != key[1:]:
        return False
    if key.endswith("ly") and key not in _word_list("noun"):
        return True
    return bool(_PARTICIPLE.fullmatch(key)) and key not in _word_list("noun")


@functools.cache
def _word_list(name: str) -> frozenset[str]:
    text = files("kg.extract").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
