"""A web page as blocks of text, in order, with their links."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

__all__ = ["Block", "Link", "page_blocks"]

_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"]
    + [
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
    ]
    + ["ol", "p", "section", "summary", "table", "tbody", "thead", "tr", "ul"]
)
_CELLS = frozenset(["td", "th"])
_LEFT_OUT = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "footer",
        "form",
        "head",
        "iframe",
        "math",
        "nav",
        "noscript",
        "object",
        "pre",
        "script",
    ]
    + ["select", "style", "svg", "template", "textarea", "title", "video"]
)
_CONTAINERS = frozenset(["article", "li", "tr"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_STRONG = frozenset(["b", "strong"])


class Link(NamedTuple):
    """A link: its text, and where it leads."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text between the ends of blocks.

    `container` is the list item, row or article that it stands in, `ancestors` are all of these around it; `strong` is
    its first bold text.
    """

    number: int
    tag: str
    text: str
    links: tuple[Link, ...]
    strong: str
    ancestors: tuple[HtmlElement, ...]

    @property
    def container(self) -> HtmlElement | None:
        """The innermost list item, row or article around it."""
        return self.ancestors[-1] if self.ancestors else None

    @property
    def is_heading(self) -> bool:
        """Tell whether it is a heading."""
        return self.tag in _HEADINGS


@dataclass(slots=True)
class _Gathered:
    pieces: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    strong: str = ""

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split()).strip("| ")


def page_blocks(page: HtmlElement) -> Iterator[Block]:
    """Yield the blocks of a page that have text; menus, scripts, forms and code are left out.

    >>> from lxml.html import fromstring
    >>> [block.text for block in page_blocks(fromstring("<div>One<p>Two <b>bold</b></p>Three</div>"))]
    ['One', 'Two bold', 'Three']
    """
    gathered = _Gathered()
    number = 0
    stack: list[HtmlElement] = []
    opened: dict[HtmlElement, int] = {}
    walk = etree.iterwalk(page, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and (not tag or tag in _LEFT_OUT):
            walk.skip_subtree()
            continue
        if tag in _BLOCKS:
            if gathered.text:
                number += 1
                yield _block(number, gathered, stack)
            gathered = _Gathered()
        if event == "start":
            stack.append(element)
            opened[element] = len(gathered.pieces)
            if tag in _CELLS:
                gathered.pieces.append(" | ")
            elif tag == "br":
                gathered.pieces.append(" ")
            gathered.pieces.append(element.text or "")
        else:
            if tag and tag not in _LEFT_OUT:
                stack.pop()
                inside = " ".join("".join(gathered.pieces[opened.pop(element) :]).split())
                if tag == "a" and element.get("href"):
                    gathered.links.append(Link(inside, str(element.get("href")).strip()))
                elif tag in _STRONG:
                    gathered.strong = gathered.strong or inside
            gathered.pieces.append(element.tail or "")
    if gathered.text:
        yield _block(number + 1, gathered, stack)


def _block(number: int, gathered: _Gathered, stack: list[HtmlElement]) -> Block:
    tag = next((element.tag for element in reversed(stack) if element.tag in _BLOCKS), "")
    ancestors = tuple(element for element in stack if element.tag in _CONTAINERS)
    return Block(number, str(tag), gathered.text, tuple(gathered.links), gathered.strong, ancestors)
