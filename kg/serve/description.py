"""What the endpoint tells of itself.

https://www.w3.org/TR/sparql11-service-description/
"""

from collections.abc import Iterable
from io import BytesIO

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from kg.serve.answer import SOLUTION_TYPES, TRIPLE_TYPES

__all__ = ["describe_service"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def describe_service(endpoint: str, graphs: Iterable[str], media_type: str) -> bytes:
    """Return the description of the endpoint at this address, in one of `TRIPLE_TYPES`.

    >>> print(describe_service("http://localhost/sparql", [], "text/turtle").decode().split(" ;")[0])
    @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
    <http://localhost/sparql> a sd:Service
    """
    dataset = f"{endpoint}#dataset"
    statements = [
        (endpoint, _RDF_TYPE, f"{_SD}Service"),
        (endpoint, f"{_SD}endpoint", endpoint),
        (endpoint, f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query"),
        (endpoint, f"{_SD}feature", f"{_SD}UnionDefaultGraph"),
        (endpoint, f"{_SD}defaultDataset", dataset),
        (dataset, _RDF_TYPE, f"{_SD}Dataset"),
    ]
    for graph in graphs:
        place = f"{endpoint}#{graph.rpartition('/')[2]}"
        statements += [(dataset, f"{_SD}namedGraph", place), (place, f"{_SD}name", graph)]
    formats = {format.iri for format in SOLUTION_TYPES.values()} | {format.iri for format in TRIPLE_TYPES.values()}
    statements += [(endpoint, f"{_SD}resultFormat", format) for format in sorted(formats)]
    format = TRIPLE_TYPES[media_type]
    prefixes = {"sd": _SD} if format == RdfFormat.TURTLE else None
    description = BytesIO()
    triples = (Triple(*map(NamedNode, statement)) for statement in statements)
    serialize(triples, description, format, prefixes=prefixes)
    return description.getvalue()
