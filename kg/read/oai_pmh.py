"""Read harvests by OAI-PMH: arXiv's own formats, and Dublin Core of any repository."""

from collections.abc import Iterator

from lxml import etree

from kg.model import Paper
from kg.read.fields import addresses_in, code_and_pages, full_name, year_in
from kg.read.record import BadRecordError, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.read.xml_stream import Element, begins_with, child_text, child_texts, xml_papers

__all__ = ["OAI_PMH", "read_oai_pmh"]

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FORMATS = ("arXiv", "arXivRaw")
_ANY = "{*}"


def read_oai_pmh(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every record; deleted ones are skipped. arXiv's categories are no keywords."""
    return xml_papers(source, [f"{_OAI}record"], _paper)


def _paper(record: Element, source: str) -> Paper:
    header = record.find(f"{_OAI}header")
    if header is not None and header.get("status") == "deleted":
        raise BadRecordError("a deleted record")
    metadata = record.find(f"{_OAI}metadata")
    inner = None if metadata is None else next((child for child in metadata if isinstance(child.tag, str)), None)
    if inner is None:
        raise BadRecordError("a record without metadata")
    name = etree.QName(inner).localname
    if name in _FORMATS:
        return _arxiv(inner, source)
    if name == "dc":
        return _dublin_core(inner, source, child_text(record, f"{_OAI}header/{_OAI}identifier"))
    raise BadRecordError(f"metadata as {name}; expected arXiv, arXivRaw or oai_dc")


def _arxiv(paper: Element, source: str) -> Paper:
    identifier = child_text(paper, f"{_ANY}id")
    names = [
        " ".join([child_text(author, f"{_ANY}{part}") for part in ("forenames", "keyname", "suffix")])
        for author in paper.iterfind(f"{_ANY}authors/{_ANY}author")
    ]
    code, pages = code_and_pages(addresses_in(child_text(paper, f"{_ANY}comments")))
    return make_paper(
        title=_title(child_text(paper, f"{_ANY}title")),
        abstract=child_text(paper, f"{_ANY}abstract"),
        authors=names or child_text(paper, f"{_ANY}authors").replace(" and ", ", ").split(","),
        year=year_in(child_text(paper, f"{_ANY}created") or child_text(paper, f"{_ANY}version/{_ANY}date")),
        venue=child_text(paper, f"{_ANY}journal-ref"),
        url=f"https://arxiv.org/abs/{identifier}" if identifier else "",
        doi=child_text(paper, f"{_ANY}doi").split(" ")[0],
        arxiv_id=identifier,
        code=code,
        pages=pages,
        source=source,
    )


def _dublin_core(paper: Element, source: str, oai_identifier: str) -> Paper:
    abstract, *notes = [*child_texts(paper, f"{_DC}description"), ""]
    identifiers = child_texts(paper, f"{_DC}identifier")
    urls = [identifier for identifier in identifiers if identifier.startswith(("http://", "https://"))]
    is_arxiv = oai_identifier.startswith("oai:arXiv.org:")
    code, pages = code_and_pages(address for note in notes for address in addresses_in(note))
    return make_paper(
        title=_title(child_text(paper, f"{_DC}title")),
        abstract=abstract,
        authors=map(full_name, child_texts(paper, f"{_DC}creator")),
        year=year_in(child_text(paper, f"{_DC}date")),
        url=next(iter(urls), ""),
        doi=next((text for text in identifiers if text.startswith(("doi:", "10.")) or "doi.org/" in text), ""),
        arxiv_id=oai_identifier if is_arxiv else "",
        keywords=() if is_arxiv else child_texts(paper, f"{_DC}subject"),
        references=child_texts(paper, f"{_DC}relation") if not is_arxiv else (),
        code=code,
        pages=pages,
        source=source,
    )


def _title(title: str) -> str:
    if not title:
        raise BadRecordError("no title")
    return title


def _knows(head: Head) -> bool:
    return begins_with(head, "OAI-PMH", "ListRecords", "GetRecord")


OAI_PMH = Reader(
    name="oai-pmh",
    summary="harvests by OAI-PMH (arXiv, arXivRaw, oai_dc)",
    knows=_knows,
    read=read_oai_pmh,
)
