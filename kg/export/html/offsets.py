"""Offsets as a browser counts them: in UTF-16 code units, two for a character past the basic plane."""

from collections.abc import Sequence
from itertools import accumulate

__all__ = ["utf16_offsets"]


def utf16_offsets(text: str) -> Sequence[int]:
    """Return, for every offset in characters from 0 to `len(text)`, the same place in UTF-16 code units.

    >>> list(utf16_offsets("a🌊b"))
    [0, 1, 3, 4]
    """
    if text.isascii() or max(text) <= "\uffff":
        return range(len(text) + 1)
    return list(accumulate((1 + (character > "\uffff") for character in text), initial=0))
