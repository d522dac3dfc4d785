"""Read Semantic Scholar: answers of its interface, its bulk datasets, S2ORC old and new."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.json_fields import mapping, mappings, text, texts, year
from kg.read.json_stream import json_records, record_fields
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["SEMANTIC_SCHOLAR", "read_semantic_scholar"]

_KINDS = (
    frozenset(["paperId"]),
    frozenset(["citingPaper"]),
    frozenset(["citedPaper"]),
    frozenset(["corpusid"]),
    frozenset(["paper_id", "outbound_citations"]),
    frozenset(["paper_id", "has_pdf_parse"]),
    frozenset(["paper_id", "mag_id"]),
)
_NO_TITLE = "no title"


def read_semantic_scholar(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every record. Fields of study are left out: a machine assigns them."""
    return papers_of(json_records(source), _paper, source)


def _paper(record: Any, source: str) -> Paper:
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    paper = mapping(record, "citingPaper") or mapping(record, "citedPaper") or record
    if paper.get("content"):
        return _s2orc(paper, source)
    return _old_s2orc(paper, source) if "paper_id" in paper else _of_interface(paper, source)


def _of_interface(record: Mapping[str, Any], source: str) -> Paper:
    """Return the paper of an answer of the interface, or of the bulk datasets, whose names are in lower case."""
    known = _external(record)
    return make_paper(
        title=_title(text(record, "title")),
        abstract=text(record, "abstract"),
        authors=texts(record, "authors"),
        year=year(record, "year", "publicationDate", "publicationdate"),
        venue=text(record, "venue") or _name(record, "publicationVenue") or _name(record, "journal"),
        url=text(record, "url"),
        doi=known.get("doi", ""),
        arxiv_id=known.get("arxiv", ""),
        references=[_reference(cited) for cited in mappings(record, "references")],
        identifiers=_identifiers(record, known),
        source=source,
    )


def _s2orc(record: Mapping[str, Any], source: str) -> Paper:
    """Return the paper of the full text and the marks on it."""
    content = mapping(record, "content")
    whole = text(content, "text")
    marks = mapping(content, "annotations")
    known = _external(record)
    return make_paper(
        title=_title(" ".join(_marked(whole, marks, "title")[:1])),
        abstract=" ".join(_marked(whole, marks, "abstract")),
        authors=_marked(whole, marks, "author"),
        doi=known.get("doi", ""),
        arxiv_id=known.get("arxiv", ""),
        identifiers=_identifiers(record, known),
        source=source,
    )


def _old_s2orc(record: Mapping[str, Any], source: str) -> Paper:
    return make_paper(
        title=_title(text(record, "title")),
        abstract=text(record, "abstract").replace(":::", " "),
        authors=[
            " ".join([text(name, "first"), *texts(name, "middle"), text(name, "last"), text(name, "suffix")])
            for name in mappings(record, "authors")
        ],
        year=year(record, "year"),
        venue=text(record, "venue", "journal"),
        url=text(record, "s2_url"),
        doi=text(record, "doi"),
        arxiv_id=text(record, "arxiv_id"),
        references=[f"s2orc:{cited}" for cited in texts(record, "outbound_citations")],
        identifiers=[
            f"{scheme}:{value}"
            for scheme, name in (("s2orc", "paper_id"), ("acl", "acl_id"), ("pmid", "pubmed_id"))
            if (value := text(record, name))
        ],
        source=source,
    )


def _title(title: str) -> str:
    if not title.strip():
        raise BadRecordError(_NO_TITLE)
    return title


def _external(record: Mapping[str, Any]) -> dict[str, str]:
    found = mapping(record, "externalIds") or mapping(record, "externalids")
    return {name.lower(): str(value) for name, value in found.items() if isinstance(value, str | int)}


def _identifiers(record: Mapping[str, Any], known: Mapping[str, str]) -> list[str]:
    corpus = record.get("corpusId") or record.get("corpusid") or known.get("corpusid")
    schemes = (
        ("s2", text(record, "paperId")),
        ("corpusid", str(corpus) if isinstance(corpus, str | int) else ""),
        ("acl", known.get("acl", "")),
        ("pmid", known.get("pubmed", "")),
    )
    return [f"{scheme}:{value}" for scheme, value in schemes if value]


def _reference(cited: Mapping[str, Any]) -> str:
    known = _external(cited)
    identifier = text(cited, "paperId")
    arxiv = f"arXiv:{known['arxiv']}" if known.get("arxiv") else ""
    return known.get("doi") or arxiv or (f"s2:{identifier}" if identifier else text(cited, "title"))


def _name(record: Mapping[str, Any], field: str) -> str:
    return text(mapping(record, field), "name")


def _marked(whole: str, marks: Mapping[str, Any], name: str) -> list[str]:
    """Return the stretches of the text that are marked so; the marks are JSON inside of JSON."""
    try:
        found = json.loads(text(marks, name) or "[]")
        return [whole[int(mark["start"]) : int(mark["end"])] for mark in found]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise BadRecordError(f"the marks of {name} are no list of places") from None


def _knows(head: Head) -> bool:
    fields = record_fields(head)
    return any(fields >= kind for kind in _KINDS)


SEMANTIC_SCHOLAR = Reader(
    name="semantic-scholar",
    summary="Semantic Scholar (answers of its interface, bulk datasets, S2ORC)",
    knows=_knows,
    read=read_semantic_scholar,
)
