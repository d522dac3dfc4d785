"""SPARQL over a built graph, in process.

A query sees the triples of the graph, of its evidence and of the ontology, so that labels and sub-properties can be
asked for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)
from rdflib import Graph
from rdflib.namespace import XSD

from kg.dataset import built_graphs
from kg.errors import OutputError, QueryError
from kg.questions import NamedQuery, Parameter, bind_parameters, named_queries
from kg.text import clip
from kg.vocab import DATA_BASE, ONTOLOGY, PREFIXES

__all__ = [
    "NamedQuery",
    "Parameter",
    "QueryResult",
    "answer",
    "ask",
    "explain_syntax",
    "find_query",
    "load",
    "named_queries",
    "run_query",
    "update_form",
]

_Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
_PROLOGUE = r"(?:\s|#[^\n]*\n|PREFIX\s+[^\s:]*:\s*<[^>]*>|BASE\s*<[^>]*>)*+"
_READING = re.compile(_PROLOGUE + r"(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s{(*?$<])", re.IGNORECASE)
_UPDATE = re.compile(_PROLOGUE + r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)(?=[\s{<])", re.IGNORECASE)
_PARSER_MESSAGE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_REASON = re.compile(r"(?:expected|one of|,) ([A-Z]\w+(?: [\w*]+){2,})")


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query: rows under columns, or a graph as Turtle where the query asks for one.

    A cell is the text of a literal, a whole IRI, or None where the row has no value. ASK gives one row of one column.
    `datatypes` holds for each column the datatype that all its literals have, empty where they have none in common.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    turtle: str | None = None
    datatypes: tuple[str, ...] = field(default=(), compare=False)


def find_query(text: str) -> str:
    """Return the SPARQL that `text` means: the name of a shipped query, the path of a .rq file, or SPARQL itself.

    Raises QueryError where it is none of them, with the nearest names.

    >>> find_query("ASK {}")
    'ASK {}'
    """
    queries = {query.name: query.text for query in named_queries()}
    if text in queries:
        return queries[text]
    if text.endswith(".rq") and "\n" not in text:
        return _read_file(Path(text))
    if "{" in text or _READING.match(text) or _UPDATE.match(text):
        return text
    near = get_close_matches(text, queries, n=3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise QueryError(
        f"{clip(text, 80)!r} is neither the name of a query nor a .rq file nor SPARQL; "
        f"{hint}there are: {', '.join(queries)}"
    )


def run_query(build: Path, text: str, values: Mapping[str, str] | None = None) -> QueryResult:
    """Answer `text`, whatever `find_query` takes, from the graph, the evidence and the ontology of `build`.

    `values` are for the parameters that the query declares; without one, its default is asked for.

    Raises OutputError where the folder holds no readable graph, QueryError where the query does not parse, would change
    the graph or fails, or a value does not fit.
    """
    find_query(text)
    return ask(load(build), text, values)


def ask(store: Store, text: str, values: Mapping[str, str] | None = None) -> QueryResult:
    """Answer `text`, whatever `find_query` takes, from what `load` gave; see `run_query`.

    Raises QueryError where `run_query` does.
    """
    text = find_query(text)
    _refuse_updates(text)
    return answer(store, bind_parameters(text, values or {}, store))


def answer(store: Store, text: str) -> QueryResult:
    """Answer the SPARQL query `text` from what `load` gave.

    The usual prefixes (kg, dcterms, skos, schema and so on) need not be declared, and identifiers of the tables stand
    for their nodes: `<paper/attention-is-all-you-need>`.

    Raises QueryError where the query does not parse, would change the graph or fails.
    """
    _refuse_updates(text)
    try:
        return _to_result(store.query(text, base_iri=DATA_BASE, prefixes=dict(PREFIXES)))
    except SyntaxError as error:
        raise QueryError(explain_syntax(text, str(error))) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query parses but fails while it runs: {error}") from None


def _refuse_updates(text: str) -> None:
    if update := update_form(text):
        raise QueryError(f"{update} changes a graph; ask with SELECT, ASK, CONSTRUCT or DESCRIBE")


def update_form(text: str) -> str:
    """Return the form of a SPARQL update, empty for what is none.

    >>> update_form("PREFIX kg: <urn:kg> insert data { <a> <b> <c> }"), update_form("ASK {}")
    ('INSERT', '')
    """
    update = _UPDATE.match(text)
    return update[1].upper() if update else ""


def load(build: Path, *, ontology: bool = True) -> Store:
    """Load what a query sees: graph, evidence and, unless told otherwise, the ontology, as one graph.

    Raises OutputError where the folder holds no readable graph.
    """
    store = Store()
    for graph in built_graphs(build):
        if graph.iri == ONTOLOGY and not ontology:
            continue
        try:
            store.bulk_load(path=graph.path, format=RdfFormat.TURTLE)
        except (SyntaxError, OSError) as error:
            raise OutputError(f"{graph.path}: cannot be read as Turtle ({error}); build the graph again") from None
    return store


def _read_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise QueryError(f"{path}: cannot be read ({error.strerror}); expected a file with a SPARQL query") from None
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: not UTF-8 at byte {error.start}; save the query as UTF-8") from None


def _to_result(answer: QuerySolutions | QueryBoolean | QueryTriples) -> QueryResult:
    if isinstance(answer, QueryBoolean):
        return QueryResult(("answer",), (("true" if answer else "false",),), datatypes=(str(XSD.boolean),))
    if isinstance(answer, QueryTriples):
        return QueryResult((), (), _to_turtle(answer))
    columns = tuple(variable.value for variable in answer.variables)
    solutions = [tuple(solution) for solution in answer]
    datatypes = tuple(_datatype(solution[place] for solution in solutions) for place in range(len(columns)))
    return QueryResult(columns, tuple(tuple(map(_to_cell, solution)) for solution in solutions), datatypes=datatypes)


def _datatype(terms: Iterable[_Term | None]) -> str:
    found = {term.datatype.value if isinstance(term, Literal) else "" for term in terms if term is not None}
    return found.pop() if len(found) == 1 else ""


def _to_cell(term: _Term | None) -> str | None:
    if isinstance(term, NamedNode | Literal):
        return term.value
    return None if term is None else str(term)


def _to_turtle(triples: Iterable[Triple]) -> str:
    """Return the triples as sorted Turtle, by rdflib: pyoxigraph writes the prefixes in another order each time."""
    lines = BytesIO()
    serialize(triples, lines, RdfFormat.N_TRIPLES)
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph.parse(data=lines.getvalue(), format="nt").serialize(format="turtle")


def explain_syntax(text: str, message: str) -> str:
    """Say in one line where a query does not parse, and why where the parser gives a reason in words."""
    found = _PARSER_MESSAGE.match(message)
    if not found:
        return f"the query does not parse: {' '.join(message.split())}"
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")[line - 1 :]
    rest = clip(" ".join("\n".join([lines[0][column - 1 :], *lines[1:]]).split()), 40)
    where = (
        f"the query does not parse near line {line}, column {column}, {f'before {rest!r}' if rest else 'at its end'}"
    )
    reason = _REASON.search(" ".join(found[3].split()))
    if not reason:
        return where
    if reason[1] == "Prefix not found":
        return f"{where}: a prefix is not declared; declare it or use one of {', '.join(PREFIXES)}"
    return f"{where}: {reason[1]}"
