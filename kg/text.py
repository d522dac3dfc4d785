"""Pure functions over text: folding, words, sentences. Nothing here knows what a paper is."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

__all__ = [
    "Span",
    "Word",
    "clip",
    "fold",
    "match_names",
    "match_titles",
    "plural",
    "sentences",
    "singular",
    "title_key",
    "variant_key",
    "without_trailing",
    "words",
]


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two have a character in common.

        >>> Span(0, 4).overlaps(Span(3, 5)), Span(0, 4).overlaps(Span(4, 5))
        (True, False)
        """
        return self.start < other.end and other.start < self.end


class Word(NamedTuple):
    """A run of letters or a run of digits, and where it stands."""

    text: str
    start: int
    end: int


_WORD = re.compile(r"[^\W\d_]+|\d+")
_LATEX_MARKUP = re.compile(
    r"\\(?:(?:emph|text[a-z]*|math[a-z]*|boldsymbol|bm|bf|it|rm|tt|sc|mbox)(?![a-zA-Z])\s*|['`\"^~=.])?|[${}]"
)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])([\"')\]]*)\s+(?=[\"'(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|et al|cf|vs|resp|w\.r\.t|fig|eq|sec|no|approx)|\b[A-Z])\.$", re.IGNORECASE
)
_NOT_PLURAL = ("ss", "us", "is", "ics")
_SINGULARS = frozenset(
    ["alias", "atlas", "bias", "canvas", "chaos", "gas", "lens", "news", "pancreas", "series", "species"]
)
_PLURALS_IN_US = frozenset(["cpus", "gpus", "grus", "menus", "npus", "relus", "tpus"])
_BRITISH = (
    ("is", re.compile(r"(\w{3,})(is)(?=(?:e[drs]?|ing|ation|ations)\b)"), r"\1iz"),
    ("our", re.compile(r"(?<=\w{2})our(?=(?:s|al|ed|ing|ful|less)?\b)"), "or"),
    ("elling", re.compile(r"(?<=\w)elling\b"), "eling"),
    ("elled", re.compile(r"(?<=\w)elled\b"), "eled"),
    ("centre", re.compile(r"\bcentre(?=s?\b)"), "center"),
    ("fibre", re.compile(r"\bfibre(?=s?\b)"), "fiber"),
)
"""What is British in a spelling, the pattern that it is a part of, and what takes its place."""


def fold(text: str) -> str:
    """Lower the case, drop the accents and fold compatibility characters.

    >>> fold("Poincaré ﬁne-tuning")
    'poincare fine-tuning'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def title_key(title: str) -> str:
    r"""Return what two spellings of one title have in common: letters and digits, folded, LaTeX dropped.

    >>> title_key("Lookahead:  $k$-step Attention.") == title_key("LOOKAHEAD - k-Step attention")
    True
    >>> title_key(r"$\alpha$-trees") == title_key(r"$\beta$-trees")
    False
    """
    return " ".join(_NOT_ALPHANUMERIC.sub(" ", fold(_LATEX_MARKUP.sub("", title))).split())


def words(text: str) -> Iterator[Word]:
    """Yield the words of `text`; letters and digits are words of their own, so that GPT-2 and GPT2 agree.

    >>> [word.text for word in words("ResNet50 on CIFAR-10")]
    ['ResNet', '50', 'on', 'CIFAR', '10']
    """
    return (Word(match[0], match.start(), match.end()) for match in _WORD.finditer(text))


def singular(word: str) -> str:
    """Return the singular of a lower-case English noun, itself when it is none.

    >>> [singular(word) for word in ("networks", "policies", "analysis", "losses", "llms")]
    ['network', 'policy', 'analysis', 'loss', 'llm']
    """
    if len(word) < 4 or not word.endswith("s") or word in _SINGULARS:
        return word
    if word.endswith(_NOT_PLURAL) and word not in _PLURALS_IN_US:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def plural(noun: str) -> str:
    """Return the plural of a regular English noun.

    >>> plural("repository"), plural("paper")
    ('repositories', 'papers')
    """
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


@functools.lru_cache(maxsize=2**17)
def variant_key(name: str) -> str:
    """Return what the variants of one name have in common.

    Case, accents, hyphens, spaces, the plural of the last word and British spelling do not count.

    >>> variant_key("Post-Training Quantizations") == variant_key("post training quantisation")
    True
    >>> variant_key("C++") == variant_key("C")
    False
    """
    text = fold(name)
    for sign, pattern, replacement in _BRITISH:
        if sign in text:
            text = pattern.sub(replacement, text)
    text = text.replace("+", " plus ").replace("#", " sharp ")
    parts = _WORD.findall(text)
    return "".join([*parts[:-1], singular(parts[-1])]) if parts else text.strip()


def match_titles(titles: Iterable[tuple[str, str]], text: str) -> list[str]:
    """Return the sorted keys of the titles, given as (key, title), that `text` is, else of those that it is a part of.

    >>> match_titles([("a", "Moss & Air"), ("b", "Moss"), ("c", "Of moss")], "moss")
    ['b']
    >>> match_titles([("a", "Moss & Air"), ("c", "Of moss")], "moss")
    ['a', 'c']
    """
    key = title_key(text)
    within = [(which, title) for which, name in titles if key and key in (title := title_key(name))]
    exact = {which for which, title in within if key == title}
    return sorted(exact or {which for which, _ in within})


def match_names(names: Iterable[tuple[str, str]], text: str) -> list[str]:
    """Return the sorted keys of the names, given as (key, name), that `text` is, else of those that it is a variant of.

    >>> match_names([("a", "GAN"), ("b", "Gan"), ("c", "GANs")], "GAN")
    ['a']
    >>> match_names([("a", "GAN"), ("b", "Gan"), ("c", "GANs")], "gans")
    ['a', 'b', 'c']
    """
    listed, key = list(names), variant_key(text)
    exact = {which for which, name in listed if name == text}
    return sorted(exact or {which for which, name in listed if variant_key(name) == key})


def sentences(text: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order and without the white space between them.

    >>> text = "We use BERT, e.g. for tagging. It works."
    >>> [text[start:end] for start, end in sentences(text)]
    ['We use BERT, e.g. for tagging.', 'It works.']
    """
    spans, start = [], len(text) - len(text.lstrip())
    for match in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text, start, match.start()):
            continue
        spans.append(Span(start, match.end(1)))
        start = match.end()
    if text[start:].strip():
        spans.append(Span(start, len(text.rstrip())))
    return spans


def clip(text: str, width: int) -> str:
    """Shorten `text` to at most `width` characters, at a word where there is one.

    >>> clip("attention is all you need", 15)
    'attention is…'
    """
    if len(text) <= width:
        return text
    head = text[: width - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,.;:-") + "…"


def without_trailing(address: str, *, signs: str, brackets: Mapping[str, str]) -> str:
    """Return an address without what the sentence around it put behind it: `signs`, and brackets it does not open.

    `brackets` gives the opening one for each closing one.

    >>> without_trailing("https://a.org/b_(c)).", signs=".,", brackets={")": "("})
    'https://a.org/b_(c)'
    """
    while address:
        last = address[-1]
        unbalanced = last in brackets and address.count(last) > address.count(brackets[last])
        if last not in signs and not unbalanced:
            break
        address = address[:-1]
    return address
