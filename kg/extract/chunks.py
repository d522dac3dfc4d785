"""Noun phrases: runs of words that no function word, verb, adverb or punctuation breaks."""

import functools
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from kg.text import Span, fold

__all__ = ["Chunk", "Token", "is_bland", "is_common", "noun_chunks", "tokens"]

_TOKEN = re.compile(r"[^\W_](?:\w|[-‐./&+@](?=\w))*\+*")  # noqa: RUF001
_SPACE = re.compile(r"[ \t]+")
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


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`.

    >>> [token.text for token in tokens("State-of-the-art CIFAR-10, e.g. AdapNet++.")]
    ['State-of-the-art', 'CIFAR-10', 'e.g', 'AdapNet++']
    """
    return (Token(match.group(), fold(match.group()), *match.span()) for match in _TOKEN.finditer(text))


def noun_chunks(text: str) -> list[Chunk]:
    """Return the noun phrases of `text`, longest forms, generic modifiers at their edges taken off.

    >>> text = "We propose a novel knowledge distillation method that efficiently compresses vision transformers."
    >>> [text[slice(*chunk.span)] for chunk in noun_chunks(text)]
    ['knowledge distillation', 'vision transformers']
    """
    chunks: list[Chunk] = []
    run: list[Token] = []
    for token in tokens(text):
        if run and not _SPACE.fullmatch(text, run[-1].end, token.start):
            chunks += _trimmed(run)
            run = []
        if _breaks(token):
            chunks += _trimmed(run)
            run = []
        else:
            run.append(token)
    return chunks + _trimmed(run)


def is_common(token: Token) -> bool:
    """Tell whether a token is a function word, a verb, an adverb or too generic to name anything."""
    return _breaks(token) or token.key in _word_list("generic")


def is_bland(token: Token) -> bool:
    """Tell whether a word is too wide to be a keyword by itself ("dataset", "image")."""
    return token.key in _word_list("bland")


def _trimmed(run: list[Token]) -> list[Chunk]:
    generic = _word_list("generic")
    start, end = 0, len(run)
    while start < end and (run[start].key in generic or run[start].key.isdecimal()):
        start += 1
    while end > start and run[end - 1].key in generic:
        end -= 1
    return [Chunk(tuple(run[start:end]))] if start < end else []


def _breaks(token: Token) -> bool:
    if token.key in _word_list("stop") or token.key in _word_list("verb"):
        return True
    if token.text[1:] != token.key[1:]:
        return False
    if token.key.endswith("ly") and token.key not in _word_list("noun"):
        return True
    return bool(_PARTICIPLE.fullmatch(token.key)) and token.key not in _word_list("noun")


@functools.cache
def _word_list(name: str) -> frozenset[str]:
    text = files("kg.extract").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
