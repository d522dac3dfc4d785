"""What two spellings of one name have in common."""

import functools
import re
import unicodedata

from kg.text import fold, singular, variant_key

__all__ = ["singular_name", "spelling_key"]

_GREEK = str.maketrans({letter: unicodedata.name(letter).split()[-1].lower() for letter in "αβγδεζηθικμνξπρστυφχψω"})
_GREEK |= str.maketrans({"λ": "lambda", "ς": "sigma"})
_GREEK_PLURALS = ("alyses", "otheses", "ntheses")
_AMERICAN = (
    ("is", re.compile(r"(?<=[wo])is(?=e|ing)"), "iz"),
    ("alys", re.compile(r"(?<=aly)s(?=e|ing)"), "z"),
    ("alyze", re.compile(r"alyze$"), "alysis"),
    ("these", re.compile(r"(?<=[on]thes)e$"), "is"),
    ("logue", re.compile(r"logue"), "log"),
    ("defence", re.compile(r"defence"), "defense"),
    ("artefact", re.compile(r"artefact"), "artifact"),
    ("grey", re.compile(r"grey"), "gray"),
)
"""What is in a spelling that is not American, the pattern that it is a part of, and what takes its place."""


@functools.lru_cache(maxsize=2**19)
def spelling_key(name: str) -> str:
    """Return what the spellings of one name have in common: its variant key, with more of what is spelt in two ways.

    >>> spelling_key("β-VAE") == spelling_key("Beta VAEs")
    True
    >>> pairs = [("dialogue system", "dialog systems"), ("depth-wise", "depthwise"), ("defence", "defense")]
    >>> all(spelling_key(one) == spelling_key(other) for one, other in pairs)
    True
    """
    key = variant_key(fold(name).translate(_GREEK))
    for sign, pattern, replacement in _AMERICAN:
        if sign in key:
            key = pattern.sub(replacement, key)
    return key


def singular_name(name: str) -> str:
    """Return a name in lower case with its last word in the singular.

    >>> [singular_name(name) for name in ("Sentiment Analyses", "Neural networks")]
    ['sentiment analysis', 'neural network']
    """
    *first, last = name.lower().split(" ")
    return " ".join([*first, f"{last[:-2]}is" if last.endswith(_GREEK_PLURALS) else singular(last)])
