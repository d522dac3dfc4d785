"""Words around a name that tell its kind or its role."""

import functools
import re

from kg.extract.passage import Passage
from kg.model import Relation, Role
from kg.text import Span

__all__ = ["is_called_data", "is_data", "is_presented", "kind_by_cue", "role_for"]

_DATA = (
    r"(?:data ?sets?|benchmarks?|corpus|corpora|test ?sets?|testbeds?|challenges?|suites?|leaderboards?|collections?"
    r"|treebanks?)"
)
_SYSTEM = (
    r"(?:models?|networks?|nets?|methods?|algorithms?|architectures?|frameworks?|approach(?:es)?|modules?|encoders?"
    r"|decoders?|transformers?|optimizers?|systems?|backbones?|detectors?|techniques?|LLMs?|agents?|planners?|solvers?"
    r"|librar(?:y|ies)|toolkits?)"
)
_CALLED = (
    r"(?:which we (?:call|name|term|dub)|that we (?:call|name|term)|called|named|termed|dubbed|denoted(?: as)?"
    r"|abbreviated(?: as)?|referred to as|namely)"
)
_LEADS_TO = rf"(?::|\(|\b(?:such as|including|include|like|e\.g\.,?|i\.e\.,?|{_CALLED})\s*:?)\s*(?:the\s+)?$"
_DATA_AFTER = re.compile(rf"\s*(?:\([^()]*\)\s*)?(?:[\w-]+\s)?{_DATA}\b", re.IGNORECASE)
_DATA_BEFORE = re.compile(rf"\b{_DATA}\s*{_LEADS_TO}", re.IGNORECASE)
_IS_DATA = re.compile(
    rf"\s*(?:\([^()]*\)\s*)?(?:,|is|are|,? which is|:)\s*(?:an?|the)\s+(?:[\w-]+,?\s){{0,6}}?{_DATA}\b", re.IGNORECASE
)
_DATA_ROLE = re.compile(
    r"\b(?:(?:evaluat|experiment|test|train|pre-?train|fine-?tun)\w*|results?|performance|accuracy|state-of-the-art)\b"
    r"[^.;]{0,60}\bon\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_SYSTEM_AFTER = re.compile(rf"\s*(?:\([^()]*\)\s*)?(?:[\w-]+\s)?{_SYSTEM}\b", re.IGNORECASE)
_SYSTEM_BEFORE = re.compile(rf"\b{_SYSTEM}\s*{_LEADS_TO}", re.IGNORECASE)
_WE_MAKE = (
    r"\b(?:we|this (?:paper|work|article|study)|our (?:work|paper)|the authors?|paper)\b[^.;]{0,60}?"
    r"\b(?:propos|introduc|present|develop|design|devis|releas|construct|creat|build|contribut|formulat|describ|unveil"
    r"|collect)\w*"
)
_NOT_OBJECT = (
    r"\b(?:using|based|with|by|via|for|from|that|which|to|of|in|on|through|without|when|where|inspired|built|while|over"
    r"|into|upon|under)\b"
)
_INTRODUCED_BEFORE = re.compile(rf"{_WE_MAKE}\b(?:(?!{_NOT_OBJECT})[^.;:]){{0,80}}$|\b{_CALLED}\s*$", re.IGNORECASE)
_BEATS = r"(?:outperform|surpass|exceed|beat)\w*"
_OURS_BEFORE = re.compile(
    rf"\b(?:our|proposed|the proposed|novel)\s+(?:(?!{_BEATS}|than\b)[\w-]+\s){{0,2}}$", re.IGNORECASE
)
_COMPARED_BEFORE = re.compile(
    rf"\b(?:{_BEATS}|compar\w+ (?:to|with|against)|better than|worse than|than|over"
    r"|unlike|baselines?|counterparts?|in contrast to|competitive with|on par with|versus|vs\.?|instead of|rather than"
    r"|state-of-the-art)\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_PRESENTED_BEFORE = re.compile(
    r"\b(?:propos|introduc|present|develop|describ|releas)\w*\s+(?:the\s+|an?\s+|our\s+)?$", re.IGNORECASE
)
_PRESENTED_AFTER = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:,|:|–|—)\s*(?:an?|the|our|which|in which|where)\b")  # noqa: RUF001


def is_data(passage: Passage, span: Span) -> bool:
    """Tell whether the words right around `span` call it a dataset."""
    return bool(_DATA_AFTER.match(passage.after(span.end)) or _DATA_BEFORE.search(passage.before(span.start)))


def is_called_data(passage: Passage, span: Span) -> bool:
    """Tell whether the sentence says of the name at `span` that it is a dataset ("X, a new benchmark")."""
    return bool(_IS_DATA.match(passage.after(span.end))) or is_data(passage, span)


def kind_by_cue(passage: Passage, span: Span) -> Relation | None:
    """Return the kind that the words around a name give it: dataset, technique or None.

    `span` may cover several names in a row, which share their cue.
    """
    before, after = passage.before(span.start), passage.after(span.end)
    if is_called_data(passage, span):
        return Relation.DATASET
    if _SYSTEM_AFTER.match(after) or _SYSTEM_BEFORE.search(before):
        return Relation.TECHNIQUE
    if _DATA_ROLE.search(before):
        return Relation.DATASET
    return None


def is_presented(passage: Passage, span: Span) -> bool:
    """Tell whether the sentence presents the name at `span` and says what it is ("we introduce X, a ...")."""
    named = passage.text[span.start].isupper()
    before, after = passage.before(span.start), passage.after(span.end)
    return named and bool(_PRESENTED_BEFORE.search(before) and _PRESENTED_AFTER.match(after))


def role_for(relation: Relation, passage: Passage, span: Span) -> Role:
    """Return what the sentence says the paper does with the thing at `span`: introduce, compare with, else use it.

    Techniques and datasets alone have roles.
    """
    if relation not in (Relation.TECHNIQUE, Relation.DATASET):
        return Role.NONE
    return _role_after(passage.before(span.start))


@functools.lru_cache(maxsize=1 << 10)
def _role_after(before: str) -> Role:
    """Return the role of what follows these words, remembered: several rules find one place."""
    if _INTRODUCED_BEFORE.search(before) or _OURS_BEFORE.search(before):
        return Role.INTRODUCED
    if _COMPARED_BEFORE.search(before):
        return Role.COMPARED
    return Role.USED
