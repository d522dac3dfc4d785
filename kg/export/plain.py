"""Text that every program reads as it stands, whatever was in a title."""

import re
from functools import lru_cache
from html import escape

from kg.export.views.view import Value

__all__ = ["as_line", "as_text", "as_xml", "told", "told_as_xml"]

_NUMBERS = (int, float)
_UNSAFE = re.compile("[\u2028\u2029]|[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile(r"[\t\r\n]+")
_REFERENCES = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def as_text(value: str) -> str:
    """Put a space for characters that XML forbids, and for separators of lines that its readers drop.

    >>> as_text("bell\\x07 and tab\\t")
    'bell  and tab\\t'
    """
    return _UNSAFE.sub(" ", value)


def as_line(value: str) -> str:
    """Do as `as_text` does, and put a space for tabs and line ends as well.

    >>> as_line("one\\r\\ntwo")
    'one two'
    """
    return _LINE_ENDS.sub(" ", as_text(value))


@lru_cache(maxsize=2**14)
def as_xml(value: str) -> str:
    """Return XML that reads as `as_text` of the value, in an element and in an attribute alike.

    >>> as_xml('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    if value.isascii() and value.isprintable():
        return escape(value)
    return escape(as_text(value)).translate(_REFERENCES)


def told(value: Value) -> str:
    """Return a value as text, names of a list with semicolons between them, nothing for None.

    >>> told(("Ada M.", "Bo N.")), told(0.5), told(None)
    ('Ada M.; Bo N.', '0.5', '')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, _NUMBERS):
        return repr(value)
    return "; ".join(value) if value else ""


def told_as_xml(value: Value) -> str:
    """Return a value as `told` does, as XML.

    >>> told_as_xml(("R&D", "Bo N.")), told_as_xml(2)
    ('R&amp;D; Bo N.', '2')
    """
    if isinstance(value, str):
        return as_xml(value)
    return repr(value) if isinstance(value, _NUMBERS) else as_xml(told(value))
