"""JSON-LD: the graph as plain JSON objects, one node a line, that `ontology/context.jsonld` makes RDF of."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF, XSD

from kg.export.statements import read_statements
from kg.resources import ontology_path
from kg.vocab import DATA_BASE

__all__ = ["Context", "jsonld_lines", "load_context"]

_TYPE, _INTEGER, _STRING = str(RDF.type), str(XSD.integer), str(XSD.string)


class Context:
    """Turns nodes and statements into JSON by the terms of a JSON-LD context.

    >>> context = load_context()
    >>> context.term("http://purl.org/dc/terms/title"), context.identifier("https://w3id.org/paper-kg/task/parsing")
    ('title', 'task/parsing')
    """

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.definitions = definitions
        self._prefixes = {
            name: iri for name, iri in definitions.items() if isinstance(iri, str) and iri.endswith(("/", "#"))
        }
        self._terms: dict[str, str] = {}
        self._types: dict[str, str] = {}
        for name, definition in definitions.items():
            iri = definition["@id"] if isinstance(definition, dict) else definition
            if isinstance(iri, str) and not name.startswith("@") and not iri.startswith("@"):
                self._terms[self._expanded(iri)] = name
                if isinstance(definition, dict):
                    self._types[name] = self._expanded(definition.get("@type", "")) or _STRING

    def term(self, iri: str) -> str:
        """Return the name of a property or class, prefixed where the context has none."""
        if iri not in self._terms:
            fitting = (
                f"{name}:{iri.removeprefix(base)}" for name, base in self._prefixes.items() if iri.startswith(base)
            )
            self._terms[iri] = next(fitting, iri)
        return self._terms[iri]

    def identifier(self, iri: str) -> str:
        """Return a node as the context's base makes it whole again."""
        return iri.removeprefix(DATA_BASE) or iri

    def value(self, term: str, node: object) -> Any:
        """Return the object of a statement whose property is called `term`."""
        type = self._types.get(term, _STRING)
        if isinstance(node, NamedNode):
            return self.identifier(node.value) if type == "@id" else {"@id": self.identifier(node.value)}
        assert isinstance(node, Literal)
        if node.datatype.value == _INTEGER and node.value == str(int(node.value)):
            return int(node.value)
        return node.value if node.datatype.value == type else {"@value": node.value, "@type": node.datatype.value}

    def _expanded(self, iri: str) -> str:
        prefix, separator, name = iri.partition(":")
        return self._prefixes[prefix] + name if separator and prefix in self._prefixes else iri


def load_context() -> Context:
    """Return the context that kg ships, `ontology/context.jsonld`."""
    return Context(json.loads(ontology_path("context.jsonld").read_text(encoding="utf-8"))["@context"])


def jsonld_lines(build: Path) -> Iterator[str]:
    """Yield the lines of one JSON-LD document that carries its context: an object a subject, as the files have them.

    Raises OutputError where the folder holds no readable graph.
    """
    context = load_context()
    yield f'{{"@context": {_json(context.definitions)},'
    yield '"@graph": ['
    separator = ""
    for subject, triples in groupby(read_statements(build), key=lambda triple: triple.subject):
        yield separator + _json(_node(context, subject, triples))
        separator = ","
    yield "]}"


def _node(context: Context, subject: Any, triples: Iterable[Triple]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": context.identifier(subject.value)}
    values: dict[str, list[Any]] = {}
    for triple in triples:
        if triple.predicate.value == _TYPE and isinstance(triple.object, NamedNode):
            values.setdefault("type", []).append(context.term(triple.object.value))
        else:
            term = context.term(triple.predicate.value)
            values.setdefault(term, []).append(context.value(term, triple.object))
    return node | {name: listed[0] if len(listed) == 1 else listed for name, listed in values.items()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
