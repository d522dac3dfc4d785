"""Read Markdown lists of papers: a README of links, with abstracts or without."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from kg.model import Paper
from kg.read.html import papers_of_page
from kg.read.record import Reader, Skipped
from kg.read.source import Head, SourceFile

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = ["MARKDOWN", "read_markdown"]

_LINK = re.compile(r"\[[^\]\n]+\]\(\s*(?:https?://|/|\.)[^)\s]+")
_MARK = re.compile(r"^(?:#{1,6} \S|\s{0,3}[-*+] +\S|\s{0,3}\d{1,3}[.)] +\S|\|.+\||> \S)", re.MULTILINE)


def read_markdown(source: SourceFile) -> Iterator[Paper | Skipped]:
    r"""Yield the papers that a Markdown document lists.

    >>> text = "## Papers\n\n- **Pointer Networks Point Back**, NIPS 2015. [[pdf]](https://arxiv.org/pdf/1506.03134)\n"
    >>> [item.title for item in read_markdown(SourceFile.of_text(text, "a.md")) if isinstance(item, Paper)]
    ['Pointer Networks Point Back']
    """
    page = f"<html><body>{_markdown().render(source.text())}</body></html>"
    return papers_of_page(page.encode(), source, encoding="utf-8")


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _knows_markdown(head: Head) -> bool:
    return bool(_LINK.search(head.text) and _MARK.search(head.text)) or head.text.lstrip("\ufeff\n").startswith("# ")


MARKDOWN = Reader(name="markdown", summary="Markdown lists of papers", knows=_knows_markdown, read=read_markdown)
