"""The query operation of the SPARQL 1.1 Protocol: from a request to a question.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

import asyncio
from collections.abc import Collection
from urllib.parse import parse_qsl

from mimeparse import MimeTypeParseException, parse_mime_type
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from kg.serve.answer import SOLUTION_TYPES, TRIPLE_TYPES
from kg.serve.limits import Limits
from kg.serve.negotiation import choose_type
from kg.serve.question import Question

__all__ = ["read_question"]

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_READ_ONLY = "this endpoint only reads: it takes queries, no updates"
_Parameters = list[tuple[str, str]]


async def read_question(request: Request, limits: Limits, graphs: Collection[str]) -> Question:
    """Read the question that a request asks by GET, by a posted form, or by a posted query.

    `graphs` names what default-graph-uri and named-graph-uri may name. Raises HTTPException: 400 where the request is
    malformed or names no graph of these, 403 for an update, 406, 408, 413, 415.
    """
    parameters = _parse(request.url.query, "the address")
    if request.method == "POST":
        kind = _content_type(request)
        body = await _read_body(request, limits)
        if kind == _FORM:
            parameters += _parse(_decode(body), "the form")
        else:
            if any(name == "query" for name, _ in parameters):
                raise HTTPException(400, "the query is given twice: in the address and in the body; expected one")
            parameters.append(("query", _decode(body)))
    if any(name == "update" for name, _ in parameters):
        raise HTTPException(403, _READ_ONLY)
    solutions, triples = choose_type(request.headers, SOLUTION_TYPES), choose_type(request.headers, TRIPLE_TYPES)
    if not solutions and not triples:
        offered = ", ".join({**SOLUTION_TYPES, **TRIPLE_TYPES})
        raise HTTPException(406, f"no type of answer that the request accepts; there are {offered}")
    return Question(
        _only_query(parameters, limits),
        default_graphs=_graphs(parameters, "default-graph-uri", graphs),
        named_graphs=_graphs(parameters, "named-graph-uri", graphs),
        solutions=solutions,
        triples=triples,
    )


def _content_type(request: Request) -> str:
    given = request.headers.get("content-type", "")
    try:
        kind, subtype, _ = parse_mime_type(given)
    except MimeTypeParseException:
        kind, subtype = "", ""
    found = f"{kind}/{subtype}".lower()
    if found == _UPDATE:
        raise HTTPException(403, _READ_ONLY)
    if found not in (_FORM, _DIRECT):
        raise HTTPException(415, f"the body is of type {given!r}; expected {_FORM} or {_DIRECT}")
    return found


async def _read_body(request: Request, limits: Limits) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(limits.patience):
            async for part in request.stream():
                body += part
                if len(body) > 2 * limits.query:
                    raise _too_long(limits)
    except TimeoutError:
        raise HTTPException(408, f"the body did not come within {limits.patience:g} seconds") from None
    except ClientDisconnect:
        raise HTTPException(400, "the body ends too early") from None
    return bytes(body)


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the body is not UTF-8 at byte {error.start}; send it as UTF-8") from None


def _parse(text: str, where: str) -> _Parameters:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise HTTPException(400, f"{where} holds characters that are not percent-encoded UTF-8") from None
    except ValueError:
        raise HTTPException(400, f"{where} has more than 100 parameters; expected a query and some graphs") from None


def _only_query(parameters: _Parameters, limits: Limits) -> str:
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1:
        raise HTTPException(400, f"found {len(queries)} parameters `query`; expected one")
    if len(queries[0].encode()) > limits.query:
        raise _too_long(limits)
    return queries[0]


def _too_long(limits: Limits) -> HTTPException:
    return HTTPException(413, f"the query is longer than {limits.query:,} bytes; ask a shorter one")


def _graphs(parameters: _Parameters, parameter: str, graphs: Collection[str]) -> tuple[str, ...]:
    named = tuple(value for name, value in parameters if name == parameter)
    for iri in named:
        if iri not in graphs:
            raise HTTPException(400, f"{parameter}: there is no graph <{iri}>; there are {', '.join(graphs)}")
    return named
