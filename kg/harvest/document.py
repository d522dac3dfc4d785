"""The file that records are written to: each as the service gave it, in the elements that it stands in."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from kg.harvest.service import Element, Record

__all__ = ["document_lines"]


def document_lines(frame: Element, records: Iterable[Record]) -> Iterator[str]:
    """Yield the pieces of a file; records that follow each other share the elements that they have in common.

    >>> shelf = Element("<volume>", "</volume>")
    >>> records = [Record(key, f"<paper>{key}</paper>", frozenset(), (shelf,)) for key in ("a", "b")]
    >>> "".join(document_lines(Element("<all>", "</all>"), records))
    '<all><volume><paper>a</paper><paper>b</paper></volume></all>'
    """
    yield from filter(None, [frame.opening])
    open_elements: tuple[Element, ...] = ()
    for record in records:
        pairs = zip(open_elements, record.within, strict=False)
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        yield from (element.closing for element in reversed(open_elements[common:]))
        yield from (element.opening for element in record.within[common:])
        yield record.text
        open_elements = record.within
    yield from (element.closing for element in reversed(open_elements))
    yield from filter(None, [frame.closing])
