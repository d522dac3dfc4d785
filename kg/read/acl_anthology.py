"""Read the XML of the ACL Anthology."""

from collections.abc import Iterator

from kg.model import Paper
from kg.read.fields import year_in
from kg.read.record import BadRecordError, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.read.xml_stream import Element, begins_with, child_text, child_texts, xml_papers

__all__ = ["ACL_ANTHOLOGY", "read_acl_anthology"]

_SITE = "https://aclanthology.org/"


def read_acl_anthology(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every `paper`; venue and year are those of its volume."""
    return _Collection().papers(source)


class _Collection:
    """What the volume at hand says of all its papers."""

    def __init__(self) -> None:
        self._venue = ""
        self._year: int | None = None

    def papers(self, source: SourceFile) -> Iterator[Paper | Skipped]:
        return xml_papers(source, ("meta", "paper"), self._paper)

    def _paper(self, element: Element, source: str) -> Paper | None:
        if element.tag == "meta":
            self._venue = child_text(element, "booktitle")
            self._year = year_in(child_text(element, "year"))
            return None
        title = child_text(element, "title")
        if not title:
            raise BadRecordError("no title")
        address = child_text(element, "url")
        is_here = bool(address) and "://" not in address
        return make_paper(
            title=title,
            abstract=child_text(element, "abstract"),
            authors=[f"{child_text(name, 'first')} {child_text(name, 'last')}" for name in element.iterfind("author")],
            year=year_in(child_text(element, "year")) or self._year,
            venue=child_text(element, "journal") or self._venue,
            url=f"{_SITE}{address}/" if is_here else address,
            doi=child_text(element, "doi"),
            code=[*_attributes(element, "pwccode", "url"), *child_texts(element, "code")],
            identifiers=[f"acl:{address}"] if is_here else [],
            source=source,
        )


def _attributes(element: Element, path: str, name: str) -> list[str]:
    return [str(value) for found in element.iterfind(path) if (value := found.get(name))]


def _knows(head: Head) -> bool:
    return begins_with(head, "collection", "volume") and ("<paper" in head.text or "<meta" in head.text)


ACL_ANTHOLOGY = Reader(
    name="acl-anthology",
    summary="XML of the ACL Anthology",
    knows=_knows,
    read=read_acl_anthology,
)
