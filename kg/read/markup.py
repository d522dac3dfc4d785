"""Text with markup in it (HTML, JATS, MathML) as plain text."""

import re
from collections.abc import Iterator

from lxml import etree

__all__ = ["element_text", "plain_text"]

_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_PREFIX = re.compile(r"(</?)\w+:")
_BLOCKS = frozenset(["p", "title", "sec", "list-item", "br", "div", "li", "AbstractText"])
_NO_TEXT = frozenset(["math", "script", "style"])
_EMPTY_TITLES = frozenset(["abstract", "summary"])


def plain_text(text: str) -> str:
    """Return a text without its markup, entities written out; a heading that only says "Abstract" is left out.

    >>> plain_text("<jats:title>Abstract</jats:title><jats:p>Fog &amp; CO<jats:sub>2</jats:sub> at sea.</jats:p>")
    'Fog & CO2 at sea.'
    >>> plain_text("if a < b and b > c")
    'if a < b and b > c'
    """
    if not _MARKUP.search(text):
        return text
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring("<div>" + _PREFIX.sub(r"\1", text) + "</div>", parser)
    return "" if root is None else element_text(root)


def element_text(element: etree._Element) -> str:
    """Return the text in an element, blocks apart, formulas as TeX where they are given in several ways."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: etree._Element) -> Iterator[str]:
    """Yield the pieces of text in document order; a stack of its own, for elements may be nested deep."""
    todo: list[etree._Element | str] = [element]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            yield item
            continue
        if not isinstance(item.tag, str):
            continue
        name = _local_name(item.tag)
        is_block = name in _BLOCKS
        if is_block:
            yield " "
        if item is element or _has_text(item, name):
            after: list[etree._Element | str] = [item.text or ""]
            for child in item:
                after += [child, child.tail or ""]
            todo += reversed([*after, " " if is_block else ""])


def _has_text(element: etree._Element, name: str) -> bool:
    if name == "title":
        return (element.text or "").strip().lower() not in _EMPTY_TITLES
    if name in _NO_TEXT:
        siblings = element.getparent()
        return name == "math" and not (siblings is not None and any(_is_tex(other) for other in siblings))
    return True


def _is_tex(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and _local_name(element.tag) == "tex-math"


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]
