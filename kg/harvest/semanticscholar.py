"""Semantic Scholar: papers as JSON Lines, by the Academic Graph API (https://api.semanticscholar.org/api-docs)."""

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import BrokenAnswerError
from kg.harvest.answers import json_line, read_json, unexpected
from kg.harvest.identifiers import arxiv_id, doi
from kg.harvest.service import Key, Page, Record, Request, Service, Wish, unframed

__all__ = ["SEMANTIC_SCHOLAR"]

_LARGEST_PAGE = 1000
_IDS_A_REQUEST = 500
_SHA = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_PREFIXED = re.compile(r"(CorpusId|ACL|MAG|PMID|PMCID):(\S+)", re.IGNORECASE)
_PREFIXES = {"corpusid": "CorpusId", "acl": "ACL", "mag": "MAG", "pmid": "PMID", "pmcid": "PMCID"}
_NAMES = {
    "CorpusId": "CorpusId",
    "ACL": "ACL",
    "MAG": "MAG",
    "PubMed": "PMID",
    "PubMedCentral": "PMCID",
    "ArXiv": "ARXIV",
    "DOI": "DOI",
}
_FIELDS = (
    "paperId,corpusId,externalIds,url,title,abstract,authors,year,publicationDate,venue,publicationVenue,journal,"
    "publicationTypes,fieldsOfStudy,s2FieldsOfStudy,referenceCount,citationCount,isOpenAccess,openAccessPdf"
)


def _identify(text: str) -> str:
    if _SHA.fullmatch(text):
        return text.lower()
    if prefixed := _PREFIXED.fullmatch(text):
        return f"{_PREFIXES[prefixed[1].lower()]}:{prefixed[2]}"
    if arxiv := arxiv_id(text):
        return f"ARXIV:{arxiv}"
    found = doi(text)
    return f"DOI:{found}" if found else ""


def _requests(wish: Wish) -> Iterator[Request]:
    fields = ("fields", _FIELDS)
    for start in range(0, len(wish.ids), _IDS_A_REQUEST):
        ids = wish.ids[start : start + _IDS_A_REQUEST]
        yield Request("/graph/v1/paper/batch", (fields,), posted=ids)
    if wish.query:
        dates = f"{wish.since or ''}:{wish.until or ''}" if wish.since or wish.until else ""
        params = (("query", wish.query), ("publicationDateOrYear", dates), fields)
        yield Request("/graph/v1/paper/search/bulk", tuple(pair for pair in params if pair[1]))


def _read(body: bytes, request: Request) -> Page:
    answer = read_json(body)
    if request.posted:
        if not isinstance(answer, list):
            raise unexpected(body, "a list of papers")
        return Page(tuple(_record(paper) for paper in answer if paper is not None))
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list):
        raise unexpected(body, 'a batch of papers: "data"')
    token, total = answer.get("token"), answer.get("total")
    return Page(
        tuple(map(_record, data)),
        request.with_param("token", str(token)) if token else None,
        total if isinstance(total, int) else None,
    )


def _record(paper: Any) -> Record:
    key = paper.get("paperId") if isinstance(paper, dict) else None
    if not isinstance(key, str) or not key:
        raise BrokenAnswerError("a paper has no paperId")
    external = paper.get("externalIds")
    known = external if isinstance(external, dict) else {}
    others = {f"{name}:{known[field]}" for field, name in _NAMES.items() if field in known}
    return Record(key, json_line(paper), frozenset({key, *others}))


SEMANTIC_SCHOLAR = Service(
    name="semanticscholar",
    title="Semantic Scholar",
    address="https://api.semanticscholar.org",
    accept="application/json",
    seconds=3.0,
    seconds_with_key=1.0,
    key=Key("S2_API_KEY", "x-api-key"),
    examples=("arXiv:2106.09685", "DOI:10.18653/v1/N19-1423", "CorpusId:235458009"),
    identify=_identify,
    requests=_requests,
    read=_read,
    frame=unframed,
)
