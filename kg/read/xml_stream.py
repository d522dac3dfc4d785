"""The records of an XML source, one element after the other, each forgotten once it was read.

No entity is expanded beyond the five of XML itself, no document type is loaded, nothing is fetched; libxml2's own
limits on depth and size hold.
"""

from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from kg.model import Paper
from kg.read.markup import element_text
from kg.read.record import BadRecordError, Skipped
from kg.read.source import Head, SourceFile
from kg.text import clip

__all__ = ["Element", "begins_with", "child_text", "child_texts", "xml_papers"]

_SHOWN = 60
_PROLOG = ("<?", "<!--", "<!DOCTYPE")

Element = etree._Element


def xml_papers(
    source: SourceFile, tags: Iterable[str], make: Callable[[Element, str], Paper | None]
) -> Iterator[Paper | Skipped]:
    """Yield the paper that `make` makes of each element with one of these tags and the source's name.

    `make` returns None for an element that is no record of its own. A bad record is skipped; where the XML itself is
    broken, the rest of the source is.
    """
    number = 0
    try:
        with source.open() as file:
            for _, element in etree.iterparse(
                file,
                events=("end",),
                tag=tuple(tags),
                load_dtd=False,
                no_network=True,
                resolve_entities=False,
                remove_comments=True,
                remove_pis=True,
                huge_tree=False,
            ):
                try:
                    paper = make(element, source.name)
                except BadRecordError as error:
                    number += 1
                    yield Skipped(source.name, element.sourceline or 0, _shown(element), str(error), number)
                else:
                    if paper is None:
                        continue
                    number += 1
                    yield paper
                _forget(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        yield Skipped(
            source.name, line, "the rest of the file", f"not XML: {str(error.msg).partition(', line')[0]}", number + 1
        )


def begins_with(head: Head, *names: str) -> bool:
    """Tell whether the first element of a file has one of these names, whatever its prefix.

    >>> begins_with(Head(b"", '<?xml version="1.0"?><!-- a --> <oai:OAI-PMH xmlns:oai="x">'), "OAI-PMH")
    True
    """
    rest = head.text.lstrip("\ufeff \t\n\r")
    while rest.startswith(_PROLOG):
        end = "-->" if rest.startswith("<!--") else "]>" if _has_subset(rest) else ">"
        rest = rest.partition(end)[2].lstrip()
    name = rest[1:200].replace("/", " ").replace(">", " ").split()[:1] if rest.startswith("<") else []
    return bool(name) and name[0].rpartition(":")[2] in names


def child_text(element: Element, path: str) -> str:
    """Return the text of the element at a path below, white space tidied, "" where there is none."""
    found = element.find(path)
    return "" if found is None else element_text(found)


def child_texts(element: Element, path: str) -> list[str]:
    """Return the texts of the elements at a path below."""
    return [element_text(found) for found in element.iterfind(path)]


def _has_subset(text: str) -> bool:
    return text.startswith("<!DOCTYPE") and "[" in text.partition(">")[0]


def _shown(element: Element) -> str:
    return (
        clip(" ".join(" ".join(map(str, element.itertext())).split()), _SHOWN) or f"<{etree.QName(element).localname}>"
    )


def _forget(element: Element) -> None:
    """Drop what was read: the element and all before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
