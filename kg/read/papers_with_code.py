"""Read the dumps of Papers with Code: papers with abstracts, links between papers and code."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Paper
from kg.read.json_fields import text, texts, year
from kg.read.json_stream import json_records, record_fields
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["PAPERS_WITH_CODE", "read_papers_with_code"]


def read_papers_with_code(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every record.

    Tasks count as given keywords; methods do not, for they list all that a paper builds on. Of the links to code those
    count that are official or that the paper names.
    """
    return papers_of(json_records(source), _paper, source)


def _paper(record: Any, source: str) -> Paper:
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    title = text(record, "title", "paper_title")
    if not title.strip():
        raise BadRecordError("no title")
    if "repo_url" in record:
        return _link(record, title, source)
    return make_paper(
        title=title,
        abstract=text(record, "abstract"),
        authors=texts(record, "authors"),
        year=year(record, "date"),
        venue=text(record, "proceeding", "conference"),
        url=text(record, "url_abs", "paper_url"),
        arxiv_id=text(record, "arxiv_id"),
        keywords=texts(record, "tasks"),
        identifiers=_identifiers(record),
        source=source,
    )


def _link(record: Mapping[str, Any], title: str, source: str) -> Paper:
    if not (record.get("is_official") is True or record.get("mentioned_in_paper") is True):
        raise BadRecordError("code that is neither official nor named in the paper")
    return make_paper(
        title=title,
        url=text(record, "paper_url_abs", "paper_url"),
        arxiv_id=text(record, "paper_arxiv_id"),
        code=texts(record, "repo_url"),
        identifiers=_identifiers(record),
        source=source,
    )


def _identifiers(record: Mapping[str, Any]) -> list[str]:
    """Return the identifier that both dumps have: the last part of the address at Papers with Code."""
    slug = text(record, "paper_url").rstrip("/").rpartition("/")[2]
    return [f"pwc:{slug}"] if slug else []


def _knows(head: Head) -> bool:
    fields = record_fields(head)
    return "paper_url" in fields and not fields.isdisjoint({"url_abs", "paper_url_abs", "repo_url", "proceeding"})


PAPERS_WITH_CODE = Reader(
    name="papers-with-code",
    summary="dumps of Papers with Code (papers with abstracts, links between papers and code)",
    knows=_knows,
    read=read_papers_with_code,
)
