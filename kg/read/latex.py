"""LaTeX in the fields of a bibliography as plain text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError
from pylatexenc.latexwalker import get_default_latex_context_db as get_default_walker_db
from pylatexenc.macrospec import MacroSpec

__all__ = ["plain_text"]

_MATH = re.compile(r"((?<!\\)\$[^$]*(?<!\\)\$)")
_ESCAPED = re.compile(r"\\([%&_#])")
_UNESCAPED_PERCENT = re.compile(r"(?<!\\)%")
_TYPOGRAPHY = (("---", "\u2014"), ("--", "\u2013"), ("``", "\u201c"), ("''", "\u201d"), ("~", " "))
_OPEN_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|[^a-zA-Z])$")
_BRACES = re.compile(r"[{}]")
_FAILURES = (LatexWalkerError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def plain_text(text: str) -> str:
    r"""Return LaTeX as the text that it prints; mathematics between dollars stays as it is written.

    >>> plain_text(r"Erd{\H o}s and {Zs}igmondy: a \emph{study} of $\alpha$-trees, 50% off")
    'Erdős and Zsigmondy: a study of $\\alpha$-trees, 50% off'
    """
    if not any(mark in text for mark in "\\{}~-`'"):
        return text
    parts = [part if place % 2 else _plain(part) for place, part in enumerate(_MATH.split(text))]
    return unicodedata.normalize("NFC", "".join(parts))


def _plain(text: str) -> str:
    if "\\" not in _ESCAPED.sub("", text):
        return _without_markup(text)
    pieces = [text] if "\\begin" in text else _pieces(text)
    stretches = groupby(pieces, key=lambda piece: "\\" in piece)
    return " ".join(_told(stretch, has_commands=has_commands) for has_commands, stretch in stretches)


def _told(pieces: Iterable[str], *, has_commands: bool) -> str:
    return " ".join(map(_converted, pieces)) if has_commands else _without_markup(" ".join(pieces))


def _pieces(text: str) -> Iterator[str]:
    """Yield the words of `text`, those that a brace or a command joins as one: few need to be converted."""
    gathered: list[str] = []
    depth = 0
    for word in text.split(" "):
        gathered.append(word)
        depth += word.count("{") - word.count("}")
        if depth <= 0 and not _OPEN_COMMAND.search(word):
            yield " ".join(gathered)
            gathered, depth = [], 0
    if gathered:
        yield " ".join(gathered)


@lru_cache(maxsize=2**14)
def _converted(text: str) -> str:
    try:
        return _converter().convert(_UNESCAPED_PERCENT.sub(r"\\%", text))
    except _FAILURES:
        return _without_markup(text)


def _without_markup(text: str) -> str:
    text = _BRACES.sub("", _ESCAPED.sub(r"\1", text))
    for marks, char in _TYPOGRAPHY:
        text = text.replace(marks, char)
    return text


@cache
def _converter() -> "_Converter":
    return _Converter()


class _Converter:
    """Converts with what bibliographies use beside the macros that are known anyway."""

    def __init__(self) -> None:
        self._macros = get_default_walker_db()
        self._macros.add_context_category("addresses", prepend=True, macros=[MacroSpec("href", "{{")])
        texts = get_default_latex_context_db()
        texts.add_context_category(
            "bibliography",
            prepend=True,
            macros=[
                MacroTextSpec("LaTeX", "LaTeX"),
                MacroTextSpec("TeX", "TeX"),
                MacroTextSpec("BibTeX", "BibTeX"),
                MacroTextSpec("url", "%s"),
                MacroTextSpec("href", "%(2)s"),
                MacroTextSpec("texttt", "%s"),
            ],
        )
        self._texts = LatexNodes2Text(latex_context=texts, math_mode="verbatim", strict_latex_spaces=False)

    def convert(self, text: str) -> str:
        return str(self._texts.latex_to_text(text, latex_context=self._macros, tolerant_parsing=True))
