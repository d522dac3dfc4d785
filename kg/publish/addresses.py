"""Where a triple store takes graphs, queries and updates."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.errors import PublishError

__all__ = ["StoreAddresses", "store_addresses"]

_LAYOUTS = (
    (r"/sparql-graph-crud-auth", "/sparql-auth", "/sparql-auth"),
    (r"(/repositories/[^/]+)/rdf-graphs/service", r"\1", r"\1/statements"),
    (r"/data", "/query", "/update"),
    (r"/store", "/query", "/update"),
)
"""How the path of a graph store ends, and how those for queries and updates do: Virtuoso, RDF4J and GraphDB, Jena
Fuseki, Oxigraph."""


@dataclass(frozen=True, slots=True)
class StoreAddresses:
    """The three services of one store: SPARQL 1.1 Graph Store Protocol, query, update."""

    graphs: str
    query: str
    update: str


def store_addresses(url: str, *, query: str | None = None, update: str | None = None) -> StoreAddresses:
    """Return the services of the store whose Graph Store Protocol answers at `url`.

    Without `query` and `update` they stand where the store that has such an address keeps them.

    Raises PublishError where `url` is no http address, holds a password, or leaves open where the others are.

    >>> store_addresses("http://localhost:3030/papers/data").update
    'http://localhost:3030/papers/update'
    """
    for address in (url, query, update):
        if address is not None:
            _require_plain(address)
    if query and update:
        return StoreAddresses(url, query, update)
    base = url.rstrip("/")
    for graphs, *others in _LAYOUTS:
        pattern = re.compile(f"{graphs}$")
        if pattern.search(base):
            known_query, known_update = (pattern.sub(other, base) for other in others)
            return StoreAddresses(url, query or known_query, update or known_update)
    raise PublishError(
        f"{url}: cannot tell where this store takes queries and updates; name them with --query-url and --update-url, "
        "or give an address that ends in /sparql-graph-crud-auth (Virtuoso), /NAME/data (Jena Fuseki), "
        "/repositories/NAME/rdf-graphs/service (GraphDB, RDF4J) or /store (Oxigraph)"
    )


def _require_plain(address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PublishError(f"{address!r} is no address of a store; expected http:// or https://")
    if parts.username or parts.password:
        raise PublishError(
            "the address holds a name or a password, which others may see; "
            "set the environment variables KG_STORE_USER and KG_STORE_PASSWORD instead"
        )
    if parts.query or parts.fragment:
        raise PublishError(f"{address}: expected an address without ? and #; kg adds the name of the graph itself")
