"""Read the daily papers of Hugging Face, as its interface answers."""

from collections.abc import Iterator
from typing import Any

from kg.model import Paper
from kg.read.json_fields import mapping, mappings, text, texts, year
from kg.read.json_stream import json_records, record_fields
from kg.read.record import BadRecordError, Reader, Skipped, make_paper, papers_of
from kg.read.source import Head, SourceFile

__all__ = ["HUGGING_FACE", "read_hugging_face"]

_TELLING = frozenset(["upvotes", "discussionId", "submittedOnDailyAt", "githubRepo", "projectPage"])


def read_hugging_face(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every record; `ai_keywords` are left out, for a machine made them."""
    return papers_of(json_records(source), _paper, source)


def _paper(record: Any, source: str) -> Paper:
    if not isinstance(record, dict):
        raise BadRecordError(f"a JSON {type(record).__name__}, not an object")
    paper = mapping(record, "paper") or record
    title = text(paper, "title") or text(record, "title")
    if not title.strip():
        raise BadRecordError("no title")
    identifier = text(paper, "id")
    return make_paper(
        title=title,
        abstract=text(paper, "summary") or text(record, "summary"),
        authors=[text(author, "name") for author in mappings(paper, "authors")],
        year=year(paper, "publishedAt") or year(record, "publishedAt"),
        url=f"https://huggingface.co/papers/{identifier}" if identifier else "",
        arxiv_id=identifier,
        code=texts(paper, "githubRepo"),
        pages=texts(paper, "projectPage"),
        source=source,
    )


def _knows(head: Head) -> bool:
    fields = record_fields(head)
    in_list = fields >= {"paper", "publishedAt"}
    return in_list or (fields >= {"id", "title", "summary"} and not fields.isdisjoint(_TELLING))


HUGGING_FACE = Reader(
    name="hugging-face",
    summary="daily papers of Hugging Face",
    knows=_knows,
    read=read_hugging_face,
)
