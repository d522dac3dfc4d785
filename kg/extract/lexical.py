"""Entities that the lexicon knows."""

import re
from collections.abc import Iterator

from kg.extract.cues import is_data, role_for
from kg.extract.passage import Passage
from kg.extract.rules import Rule, trust
from kg.lexicon import Hit
from kg.model import Mention, Relation
from kg.text import Span

__all__ = ["find_lexical"]

_SIZE = re.compile(
    r"(?:[-/ ]?v?\d+(?:\.\d+)?x?\d*[BMKbm]\b(?:-?(?:Instruct|Chat|Base))?"
    r"|[-_/](?:(?i:tiny|small|base|large|huge|giant|mini|medium)|XL|XXL|Instruct|Chat|[TSBLHGbslg](?:/?\d+)?)\b"
    r"|-?\d{2,3}(?![.\w])|/\d+\b)+"
)
_VERSION = re.compile(r"(?:-?| (?=[\d.]+(?:[,;:)]|\.?$|\.\s)))[vV]?(\d(?:\.\d+)?)(?![\w.]*\d|[BMKx]\b)(?=\b|-)")
_MINOR = re.compile(r"(\.\d+)(?![\w.]*[BMK]\b)(?!\w)")


def find_lexical(passage: Passage) -> Iterator[Mention]:
    """Yield the mentions of entries of the lexicon; sizes that follow a name are part of its surface."""
    for hit in passage.hits:
        span, name = _with_version(passage.text, hit)
        kind = hit.entry.kind
        if kind is Relation.TECHNIQUE and _is_proper(hit.entry.name) and is_data(passage, span):
            kind = Relation.DATASET
        yield passage.mention(
            span,
            kind,
            rule=Rule.LEXICON,
            score=trust(Rule.LEXICON, kind, hit.entry.name),
            role=role_for(kind, passage, span),
            name=name,
        )


def _with_version(text: str, hit: Hit) -> tuple[Span, str]:
    """Return the span with the version and size that follow a proper name, and the name with the version alone."""
    end, name = hit.end, hit.entry.name
    if not _is_proper(text[hit.start : hit.end]):
        return Span(hit.start, end), name
    if hit.entry.kind is Relation.TECHNIQUE and _is_proper(name):
        pattern = _MINOR if name[-1].isdigit() else _VERSION
        if version := pattern.match(text, end):
            name = f"{name}{_joint(version)}{version[1]}"
            end = version.end()
    if size := _SIZE.match(text, end):
        end = size.end()
    return Span(hit.start, end), name


def _joint(version: re.Match[str]) -> str:
    """Return what stands between a name and its version, a space made a hyphen."""
    return version[0][: version.start(1) - version.start()].replace(" ", "-")


def _is_proper(name: str) -> bool:
    return name != name.lower()
