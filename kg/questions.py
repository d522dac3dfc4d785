"""Questions with a name: SPARQL that kg ships or a user wrote, with a title and parameters.

A question is a query that runs as it stands. Its first lines are comments that say what it asks; a parameter is a
`VALUES` of one value, its default:

    # title: On which datasets is a technique tried?
    # parameter technique (technique): The technique, by any of its names.
    SELECT ... { VALUES ?technique { <technique/BERT> } ... }

To ask with another value is to put that value in the place of the default, so that every engine can be asked.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store
from rdflib.namespace import DCTERMS, RDF, SKOS

from kg.errors import QueryError, ResourceError
from kg.model import Relation
from kg.resources import ontology_path
from kg.text import clip, match_names, match_titles, variant_key
from kg.vocab import DATA_BASE, KG

__all__ = ["NamedQuery", "Parameter", "bind_parameters", "named_queries", "read_parameters"]

_TITLE = "# title: "
_PARAMETER = re.compile(r"# parameter (\w+) \((\w+)\): (.+)")
_VALUES = r"(?<=VALUES \?{name} \{{ )(<[^>]*>|\"(?:[^\"\\]|\\.)*\"|-?\d+)(?= \}})"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ENTITY, _PAPER, _INTEGER, _TEXT = "entity", "paper", "integer", "text"
_TYPES = (_ENTITY, *(relation.value for relation in Relation), _PAPER, _INTEGER, _TEXT)
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about.

    `type` is one of paper, entity, integer, text or a kind of entity (dataset, technique and so on). `default` is the
    value in the query: an identifier of a paper or an entity, the digits of an integer, a text.
    """

    name: str
    type: str
    meaning: str
    default: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that kg ships: the question that it answers, and what can be put into it."""

    name: str
    title: str
    text: str
    parameters: tuple[Parameter, ...] = ()


def named_queries() -> tuple[NamedQuery, ...]:
    """Return the queries that kg ships, by name.

    Raises ResourceError where one of them lacks its title or the default of a parameter.

    >>> [query.name for query in named_queries()][:2]
    ['baselines', 'bridging-entities']
    """
    paths = sorted(ontology_path("queries").glob("*.rq"), key=lambda path: path.stem)
    return tuple(map(_read_named, paths))


def read_parameters(text: str) -> tuple[Parameter, ...]:
    """Return the parameters that the first lines of a query declare.

    Raises QueryError where one has a type that there is none of, or no default.

    >>> read_parameters("# parameter least (integer): Papers at least.\\nSELECT * { VALUES ?least { 2 } }")
    (Parameter(name='least', type='integer', meaning='Papers at least.', default='2'),)
    """
    return tuple(_parameter(match, text) for match in _declarations(text))


def bind_parameters(text: str, values: Mapping[str, str], store: Store) -> str:
    """Return the query with `values` in the place of its defaults.

    Papers and entities are given by identifier or by name: any name of an entity, the title of a paper or a part of it;
    case, plurals and punctuation do not count.

    Raises QueryError where the query has no such parameter, a value is not of its type, or `store` has nothing of that
    name or several things.
    """
    parameters = {parameter.name: parameter for parameter in read_parameters(text)}
    for name in values:
        if name not in parameters:
            known = f"its parameters are: {', '.join(parameters)}" if parameters else "it has no parameters"
            raise QueryError(f"the query has no parameter {name!r}; {known}")
    for name, parameter in parameters.items():
        term = _term(parameter, values.get(name, parameter.default), store, given=name in values)
        text = "".join(term if index % 2 else part for index, part in enumerate(_place(name).split(text)))
    return text


def _read_named(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    if not first.startswith(_TITLE):
        raise ResourceError(f"{path}: the first line is {first!r}; expected {_TITLE}...")
    try:
        return NamedQuery(path.stem, first.removeprefix(_TITLE), text, read_parameters(text))
    except QueryError as error:
        raise ResourceError(f"{path}: {error}") from None


def _declarations(text: str) -> Iterator[re.Match[str]]:
    for line in text.splitlines():
        if match := _PARAMETER.fullmatch(line):
            yield match


def _parameter(declared: re.Match[str], text: str) -> Parameter:
    name, type, meaning = declared.groups()
    if type not in _TYPES:
        raise QueryError(f"the parameter {name!r} has the type {type!r}; there are: {', '.join(_TYPES)}")
    place = _place(name).search(text)
    if not place:
        raise QueryError(f"the parameter {name!r} has no default; expected VALUES ?{name} {{ ... }} with one value")
    return Parameter(name, type, meaning, place[1].strip('<>"'))


def _place(name: str) -> re.Pattern[str]:
    return re.compile(_VALUES.format(name=name))


def _term(parameter: Parameter, value: str, store: Store, *, given: bool) -> str:
    """Return the value as SPARQL writes it."""
    if parameter.type == _TEXT:
        return '"' + "".join(_ESCAPES.get(char, char) for char in value) + '"'
    if parameter.type == _INTEGER:
        if not re.fullmatch(r"-?\d+", value.strip()):
            raise QueryError(f"{parameter.name} is {value!r}; expected a whole number")
        return value.strip()
    return f"<{_find(parameter, value, store, given=given)}>"


def _find(parameter: Parameter, value: str, store: Store, *, given: bool) -> str:
    """Return the identifier of the paper or entity that `value` means."""
    identifier = value.strip().strip("<>").removeprefix(DATA_BASE)
    if _is_iri_path(identifier) and next(store.quads_for_pattern(_node(identifier), None, None), None):
        return identifier
    if not given:
        raise QueryError(
            f"the graph has no {identifier}, which the query asks about by default; "
            f"name another {parameter.type}: -p {parameter.name}=NAME"
        )
    found = _named(parameter.type, value, store)
    if len(found) == 1:
        return found[0]
    shown = "".join(f"\n  {clip(identifier, 100)}" for identifier in found[: 2 * _LISTED])
    if found:
        raise QueryError(f"{len(found)} things are called {value!r}; say which by its identifier:{shown}")
    names: dict[str, str] = {}
    for _, name in _names(parameter.type, store):
        names.setdefault(variant_key(name), name)
    near = [repr(names[key]) for key in get_close_matches(variant_key(value), names, n=_LISTED)]
    hint = f"did you mean {' or '.join(near)}?" if near else "`kg entities` lists what there is"
    raise QueryError(f"no {parameter.type} is called {value!r}; {hint}")


def _named(type: str, value: str, store: Store) -> list[str]:
    """Return the identifiers of what is called `value`: as written, else but for spelling, else a part of a title."""
    if type == _PAPER:
        return match_titles(_names(type, store), value)
    found = match_names(_names(type, store), value)
    return [identifier for identifier in found if identifier.startswith(f"{type}/")] or found


def _names(type: str, store: Store) -> Iterator[tuple[str, str]]:
    """Yield identifier and title of every paper, or identifier and names of every entity, labels first.

    Entities of every kind, since a paper can use as a technique what others know as something more specific.
    """
    thing, naming = (KG.Paper, (DCTERMS.title,)) if type == _PAPER else (KG.Entity, (SKOS.prefLabel, SKOS.altLabel))
    things = {quad.subject for quad in store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(thing))}
    for property in naming:
        for quad in store.quads_for_pattern(None, NamedNode(property), None):
            if quad.subject in things and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                yield quad.subject.value.removeprefix(DATA_BASE), quad.object.value


def _node(identifier: str) -> NamedNode:
    return NamedNode(DATA_BASE + identifier)


def _is_iri_path(text: str) -> bool:
    return re.fullmatch(r"[\w%./~!$&'()*+,;=:@-]+", text, re.ASCII) is not None
