"""Read listing dumps: what one gets from copying a page of trending or similar papers.

Paragraphs stand apart by blank lines: titles and abstracts alternate, with page furniture (buttons, dates, counts,
by-lines) anywhere between. Each paragraph is told by what it is: running prose is an abstract, what stands right
before an abstract is its title, what reads like a control of a page is furniture.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from kg.model import Paper
from kg.read.record import FURNITURE, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.text import clip, sentences

__all__ = ["LISTING", "read_listing"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_STATED = rf"(?:published|submitted|posted|updated)?\s*(?:on\s+)?{_WEEKDAY}"
_UNIT = r"(?:second|minute|min|hour|hr|day|week|month|year)s?"
_COUNTED = """
votes?|upvotes?|comments?|likes?|stars?|views?|citations?|authors?|papers?|results?|replies|shares?|downloads?|points?
cited by|page|showing|of|to|k|m
""".strip().replace("\n", "|")
_CONTROLS = """
new|hot|top|trending|latest|popular|featured|today|this week|home|menu|search|filter|sort(?: by)?|subscribe
unsubscribe|follow(?:ing)?|log ?in|log ?out|sign ?(?:in|up|out)|register|join|share|save|like|upvote|bookmark|cite
download|submit(?: a? ?paper)?|print|copy(?: link)?|edit|reply|next|prev(?:ious)?|back|more|less|load more
show (?:more|less|all)|read (?:more|paper)|see (?:more|all)|view(?: (?:pdf|all|paper|arxiv page|code))?|pdf|html
arxiv(?: page)?|github|code|project(?: page)?|papers?|abstract|models?|datasets?|spaces|collections?|community|docs
pricing|about|contact|help|terms|privacy(?: policy)?|cookies?|advertisement|sponsored|settings|profile
notifications?|dark mode|light mode|all rights reserved
""".strip().replace("\n", "|")
_NOTICES = """
inbox|newsletter|subscribe|unsubscribe|sign up|log ?in|cookies?|your account|e-?mail (?:address|updates|alerts)
""".strip()
_FURNITURE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:\W*\b(?:{_CONTROLS})\b)+\W*",
        rf"{_STATED}{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?",
        rf"{_STATED}\d{{1,2}}\.?\s+{_MONTH},?(?:\s+\d{{4}})?",
        rf"{_STATED}\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}",
        rf"(?:about\s+)?(?:an?|\d+)\s+{_UNIT}\s+ago|yesterday|today",
        rf"[\W\d]*(?:(?:{_COUNTED})\b[\W\d]*)*",
        r"by\s?\S.{0,60}\bcommunity\b.{0,20}",
        r"(?:by|submitted by|posted by)\s+@?\S+",
        r"(?:follow|share|view|find|read)(?: us| this)? on \S+",
        r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|[@#][\w-]+",
        r"(?:©|\(c\)|copyright\b).*",
        rf".*\b(?:{_NOTICES})\b.{{0,60}}",
    )
)
_SEPARATOR = re.compile(r"\s*[|·•]\s*")
_OTHER_FORMAT = re.compile(r"\s*(?:\{|\[\s*[\[{\"]|<[!?a-z/]|@\w+\s*[{(]|%)", re.IGNORECASE)
_URL_AT_END = re.compile(r"https?:\s?//\S+$")
_SENTENCE_CLOSE = re.compile(r"[.!?][\"')\]}]*$")
_LONG_PROSE = 300
_SHORT_PROSE_WORDS = 15
_TWO_SENTENCES_WORDS = 10
_TITLE_WORDS = 3
_SENTENCE_CASE_TITLE_WORDS = 5
_LONGEST_CONTROL = 100
_SHOWN = 60


class _Kind(Enum):
    PROSE = auto()
    FURNITURE = auto()
    SHORT = auto()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    line: int
    text: str
    kind: _Kind


def read_listing(source: SourceFile) -> Iterator[Paper | Skipped]:
    r"""Yield the papers of a listing dump, and its furniture as skipped.

    >>> dump = "Subscribe\n\nPointer Networks\n\nWe point. It works on ten of the ten problems that we tried."
    >>> [type(item).__name__ for item in read_listing(SourceFile.of_text(dump, "dump.txt"))]
    ['Skipped', 'Paper']
    """
    title: _Paragraph | None = None
    abstract: list[str] = []
    for paragraph in _paragraphs(source.lines()):
        if paragraph.kind is _Kind.FURNITURE:
            yield Skipped(source.name, paragraph.line, clip(paragraph.text, _SHOWN), FURNITURE)
        elif paragraph.kind is _Kind.SHORT:
            if title:
                yield _paper_or_furniture(title, abstract, source.name)
            title, abstract = paragraph, []
        elif title:
            abstract.append(paragraph.text)
        else:
            yield Skipped(
                source.name, paragraph.line, clip(paragraph.text, _SHOWN), "an abstract without a title before it"
            )
    if title:
        yield _paper_or_furniture(title, abstract, source.name)


def _paper_or_furniture(title: _Paragraph, abstract: list[str], source: str) -> Paper | Skipped:
    if abstract or _reads_like_title(title.text):
        return make_paper(title=title.text, abstract=" ".join(abstract), source=source)
    return Skipped(source, title.line, clip(title.text, _SHOWN), "neither followed by an abstract nor like a title")


def _paragraphs(lines: Iterable[tuple[int, str]]) -> Iterator[_Paragraph]:
    gathered: list[str] = []
    first = 1
    for number, line in lines:
        if stripped := line.strip():
            if not gathered:
                first = number
            gathered.append(stripped)
        elif gathered:
            yield _paragraph(first, " ".join(gathered))
            gathered = []
    if gathered:
        yield _paragraph(first, " ".join(gathered))


def _paragraph(line: int, text: str) -> _Paragraph:
    if len(text) <= _LONGEST_CONTROL and all(map(_is_furniture, _SEPARATOR.split(text))):
        kind = _Kind.FURNITURE
    elif _reads_like_prose(text):
        kind = _Kind.PROSE
    else:
        kind = _Kind.SHORT
    return _Paragraph(line, text, kind)


def _is_furniture(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in _FURNITURE)


def _reads_like_prose(text: str) -> bool:
    if len(text) >= _LONG_PROSE or "://" in text:
        return True
    tokens = text.split()
    if 2 * sum(token[0].isupper() for token in tokens) > len(tokens):
        return False
    closed = bool(_SENTENCE_CLOSE.search(text) or _URL_AT_END.search(text))
    if len(tokens) >= _SHORT_PROSE_WORDS and closed:
        return True
    return len(tokens) >= _TWO_SENTENCES_WORDS and closed and len(sentences(text)) > 1


def _reads_like_title(text: str) -> bool:
    tokens = text.split()
    if len(tokens) < _TITLE_WORDS or text.endswith((".", "!", ",", ";")) or text[0].islower():
        return False
    capitalised = sum(token[0].isupper() for token in tokens)
    return 2 * capitalised >= len(tokens) or ":" in text or len(tokens) >= _SENTENCE_CASE_TITLE_WORDS


def _knows_listing(head: Head) -> bool:
    if _OTHER_FORMAT.match(head.text):
        return False
    numbered = enumerate(head.text.split("\n"), 1)
    return any(paragraph.kind is not _Kind.FURNITURE for paragraph in _paragraphs(numbered))


LISTING = Reader(
    name="listing",
    summary="text copied from a page of papers: titles and abstracts in turn, blank lines between",
    knows=_knows_listing,
    read=read_listing,
)
