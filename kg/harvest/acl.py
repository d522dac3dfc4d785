"""ACL Anthology: its XML, a file a collection (https://aclanthology.org/info/development/); for words, its BibTeX."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from kg.harvest.answers import read_xml, unexpected, xml_text
from kg.harvest.bibliography import bibtex_entries, matching_entries, search_terms
from kg.harvest.service import Element, Page, Record, Request, Service, Wish, unframed

__all__ = ["ACL"]

_SITE = "https://aclanthology.org"
_ID = re.compile(
    r"(?:https?://(?:www\.)?aclanthology\.org/(?:volumes/)?)?"
    r"(\d{4}\.[a-z0-9_]+(?:-[a-z0-9]+(?:\.\d+)?)?|[A-Z]\d\d(?:-\d{1,2}|-\d{4})?)(?:\.pdf|\.bib|/)?"
)
_COLLECTION = re.compile(r"\d{4}\.[a-z0-9_]+|[A-Z]\d\d")


class _Place(NamedTuple):
    """Where papers stand in the Anthology; "" for all volumes, all papers."""

    collection: str
    volume: str = ""
    paper: str = ""


def _identify(text: str) -> str:
    """Return an identifier as the newer ones are written, with the volume and the paper set apart.

    Those before 2020 hold both in four digits: the volume in two of them for workshops (W), C69 and the later half of
    D19, in one for all others (https://aclanthology.org/info/ids/).
    """
    match = _ID.fullmatch(text)
    if not match:
        return ""
    collection, _, rest = match[1].partition("-")
    if "." in collection:
        return match[1]
    if len(rest) < 4:
        return _name(_Place(collection, rest.lstrip("0")))
    wide = collection[0] == "W" or collection == "C69" or (collection == "D19" and rest >= "5")
    digits = 2 if wide else 1
    return _name(_Place(collection, rest[:digits].lstrip("0"), str(int(rest[digits:]))))


def _name(place: _Place) -> str:
    return f"{place.collection}-{'.'.join(filter(None, place[1:]))}".rstrip("-")


def _requests(wish: Wish) -> Iterator[Request]:
    if wish.query:
        search_terms(wish.query)
        yield Request("/anthology+abstracts.bib.gz", sought=wish, address=_SITE)
    for id in wish.ids:
        collection, _, part = id.partition("-")
        yield Request(f"/data/xml/{collection}.xml", part=part, may_be_absent=True)


def _read(body: bytes, request: Request) -> Page:
    if request.sought:
        return Page(tuple(matching_entries(bibtex_entries(body), request.sought)))
    collection = read_xml(body)
    name = collection.get("id", "")
    if collection.tag != "collection" or not _COLLECTION.fullmatch(name):
        raise unexpected(body, "a collection of the ACL Anthology")
    volume, _, paper = request.part.partition(".")
    shelf = Element(f'<collection id="{name}">', "</collection>")
    records = (
        record
        for found in collection.iterfind("volume")
        if found.get("id") == volume or not volume
        for record in _papers(shelf, name, found, paper)
    )
    return Page(tuple(records))


def _papers(shelf: Element, collection: str, volume: etree._Element, wanted: str) -> Iterator[Record]:
    """Yield the papers of a volume; each stands in the volume with all that the volume says of itself."""
    papers, number = volume.findall("paper"), volume.get("id", "")
    for paper in papers:
        volume.remove(paper)
    volume.text = volume.text or "\n"
    within = (shelf, Element(xml_text(volume).removesuffix("</volume>").rstrip(), "</volume>"))
    for paper in papers:
        if paper.get("id") == wanted or not wanted:
            place = _Place(collection, number, paper.get("id", ""))
            parts = {place, _Place(collection, number), _Place(collection)}
            yield Record(_name(place), xml_text(paper), frozenset(map(_name, parts)), within)


def _frame(wish: Wish) -> Element:
    """Return nothing around BibTeX or one collection; several stand in one that has no id of its own."""
    if wish.query:
        return unframed(wish)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    if len({id.partition("-")[0] for id in wish.ids}) == 1:
        return Element(declaration, "")
    return Element(f"{declaration}\n<collection>", "</collection>")


ACL = Service(
    name="acl",
    title="the ACL Anthology",
    address="https://raw.githubusercontent.com/acl-org/acl-anthology/master",
    accept="*/*",
    seconds=1.0,
    seconds_with_key=1.0,
    key=None,
    examples=("2023.acl", "2023.acl-long", "P18-1", "2023.acl-long.1"),
    identify=_identify,
    requests=_requests,
    read=_read,
    frame=_frame,
)
