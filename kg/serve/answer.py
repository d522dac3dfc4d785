"""Answer one query, inside the process that is there for it."""

import errno
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice, pairwise
from types import MappingProxyType
from typing import BinaryIO

from pygments.lexers.rdf import SparqlLexer
from pygments.token import Keyword
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.query import explain_syntax, update_form
from kg.serve.limits import Limits
from kg.serve.question import Question, Verdict
from kg.vocab import DATA_BASE, PREFIXES

__all__ = ["SOLUTION_TYPES", "TRIPLE_TYPES", "answer_question", "query_keywords"]

SOLUTION_TYPES: Mapping[str, QueryResultsFormat] = MappingProxyType(
    {
        "text/tab-separated-values": QueryResultsFormat.TSV,
        "text/csv": QueryResultsFormat.CSV,
        "text/xml": QueryResultsFormat.XML,
        "application/xml": QueryResultsFormat.XML,
        "application/sparql-results+xml": QueryResultsFormat.XML,
        "application/json": QueryResultsFormat.JSON,
        "application/sparql-results+json": QueryResultsFormat.JSON,
    }
)
"""The media types of rows and of yes or no, the one to give where a client takes all of them last."""

TRIPLE_TYPES: Mapping[str, RdfFormat] = MappingProxyType(
    {
        "text/plain": RdfFormat.N_TRIPLES,
        "application/rdf+xml": RdfFormat.RDF_XML,
        "application/ld+json": RdfFormat.JSON_LD,
        "application/n-triples": RdfFormat.N_TRIPLES,
        "text/turtle": RdfFormat.TURTLE,
    }
)
"""The media types of triples, the one to give where a client takes all of them last."""

_ROW_MARKS = {
    QueryResultsFormat.CSV: (b"\r\n", 1),
    QueryResultsFormat.JSON: (b"},{", -1),
    QueryResultsFormat.TSV: (b"\n", 1),
    QueryResultsFormat.XML: (b"<result>", 0),
}
"""What stands once a row in what is written, and how much more often than there are rows."""


class _TooManyRowsError(Exception):
    """An answer has more rows than it may have."""


def answer_question(store: Store, question: Question, file: BinaryIO, limits: Limits) -> Verdict:
    """Write the answer to a question into `file`, and return how that went."""
    keywords = query_keywords(question.text)
    refusal = _refusal(question.text, keywords)
    if refusal:
        return Verdict(403, message=refusal)
    try:
        answer = _evaluate(store, question, names_graphs="FROM" in keywords)
        media_type = _write(answer, question, file, limits.rows)
    except SyntaxError as error:
        return Verdict(400, message=explain_syntax(question.text, str(error)))
    except _TooManyRowsError:
        return Verdict(500, message=f"the answer has more than {limits.rows:,} rows; add a LIMIT, or ask for less")
    except MemoryError:
        return Verdict(500, message=_too_big("memory", limits.memory))
    except OSError as error:
        if error.errno == errno.EFBIG:
            return Verdict(500, message=_too_big("an answer", limits.answer))
        return Verdict(400, message=f"the query parses but fails while it runs: {error}")
    except (RuntimeError, ValueError) as error:
        return Verdict(400, message=f"the query parses but fails while it runs: {error}")
    if media_type is None:
        offered = ", ".join({**SOLUTION_TYPES, **TRIPLE_TYPES})
        return Verdict(406, message=f"this query has no answer of a type that the request accepts; there are {offered}")
    return Verdict(200, media_type)


def query_keywords(text: str) -> frozenset[str]:
    """Return the keywords of a query, in capitals; comments, strings, IRIs and names hold none.

    >>> sorted(query_keywords("PREFIX from: <urn:load> ASK { ?service from:x 'LOAD' } # DROP"))
    ['ASK', 'PREFIX']
    """
    tokens = [*SparqlLexer().get_tokens(text), (Keyword, "")]
    return frozenset(
        word.upper()
        for (kind, word), (_, following) in pairwise(tokens)
        if kind[:1] == Keyword and not following.startswith(":")
    )


def _refusal(text: str, keywords: frozenset[str]) -> str:
    if "SERVICE" in keywords:
        return "SERVICE asks another server; this endpoint answers from its own graph only"
    if update := update_form(text):
        return f"{update} changes a graph; this endpoint only reads: ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    return ""


def _evaluate(store: Store, question: Question, *, names_graphs: bool) -> QuerySolutions | QueryBoolean | QueryTriples:
    described = bool(question.default_graphs or question.named_graphs)
    return store.query(
        question.text,
        base_iri=DATA_BASE,
        prefixes=dict(PREFIXES),
        use_default_graph_as_union=not (described or names_graphs),
        default_graph=[NamedNode(iri) for iri in question.default_graphs] if described else None,
        named_graphs=[NamedNode(iri) for iri in question.named_graphs] if described else None,
    )


def _write(
    answer: QuerySolutions | QueryBoolean | QueryTriples, question: Question, file: BinaryIO, rows: int
) -> str | None:
    """Write an answer in the format that was asked for and return its media type, None where none was."""
    if isinstance(answer, QueryTriples):
        if question.triples:
            serialize(
                _at_most(answer, rows), file, format=TRIPLE_TYPES[question.triples], prefixes=_turtle_prefixes(question)
            )
        return question.triples
    if question.solutions:
        format = SOLUTION_TYPES[question.solutions]
        mark, extra = _ROW_MARKS[format]
        answer.serialize(_MarkCounter(file, mark, rows + extra), format)
    return question.solutions


def _turtle_prefixes(question: Question) -> dict[str, str] | None:
    return dict(PREFIXES) if question.triples and TRIPLE_TYPES[question.triples] == RdfFormat.TURTLE else None


def _at_most(triples: QueryTriples, rows: int) -> Iterator[Triple]:
    yield from islice(triples, rows)
    if next(triples, None) is not None:
        raise _TooManyRowsError


class _MarkCounter(BytesIO):
    """Passes on what is written, until it has counted more marks than there may be."""

    def __init__(self, file: BinaryIO, mark: bytes, most: int) -> None:
        super().__init__()
        self._file = file
        self._mark = mark
        self._left = most
        self._tail = b""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        text = self._tail + data
        self._left -= text.count(self._mark)
        if self._left < 0:
            raise _TooManyRowsError
        self._tail = text[max(0, len(text) - len(self._mark) + 1) :]
        return self._file.write(data)


def _too_big(what: str, bound: int) -> str:
    return f"the query was ended: it took {what} of more than {bound // 2**20:,} MiB; add a LIMIT, or ask for less"
