"""Tell the paragraphs of a page of papers apart: controls of the page, prose, titles."""

import re

from kg.text import sentences

__all__ = ["is_furniture", "reads_like_prose", "reads_like_title"]

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
_URL_AT_END = re.compile(r"https?:\s?//\S+$")
_SENTENCE_CLOSE = re.compile(r"[.!?][\"')\]}]*$")
_LONG_PROSE = 300
_SHORT_PROSE_WORDS = 15
_TWO_SENTENCES_WORDS = 10
_TITLE_WORDS = 3
_SENTENCE_CASE_TITLE_WORDS = 5
_LONGEST_CONTROL = 100


def is_furniture(text: str) -> bool:
    """Tell whether a paragraph is made of controls of a page: buttons, menus, dates, counts.

    >>> is_furniture("Home | Papers | Log in"), is_furniture("12 upvotes"), is_furniture("Pointer Networks")
    (True, True, False)
    """
    return len(text) <= _LONGEST_CONTROL and all(map(_is_control, _SEPARATOR.split(text)))


def _is_control(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in _FURNITURE)


def reads_like_prose(text: str) -> bool:
    """Tell whether a paragraph is running text, as an abstract is: long, or closed sentences, not capitalised.

    >>> reads_like_prose("We count every heron once, and no heron twice, in all the fifteen wetlands that we know.")
    True
    """
    if len(text) >= _LONG_PROSE or "://" in text:
        return True
    tokens = text.split()
    if 2 * sum(token[0].isupper() for token in tokens) > len(tokens):
        return False
    closed = bool(_SENTENCE_CLOSE.search(text) or _URL_AT_END.search(text))
    if len(tokens) >= _SHORT_PROSE_WORDS and closed:
        return True
    return len(tokens) >= _TWO_SENTENCES_WORDS and closed and len(sentences(text)) > 1


def reads_like_title(text: str) -> bool:
    """Tell whether a short paragraph reads like the title of a paper.

    >>> reads_like_title("Herons in Flight: Counting Birds"), reads_like_title("and then some")
    (True, False)
    """
    tokens = text.split()
    if len(tokens) < _TITLE_WORDS or text.endswith((".", "!", ",", ";")) or text[0].islower():
        return False
    capitalised = sum(token[0].isupper() for token in tokens)
    return 2 * capitalised >= len(tokens) or ":" in text or len(tokens) >= _SENTENCE_CASE_TITLE_WORDS
