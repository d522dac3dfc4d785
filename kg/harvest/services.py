"""The services that records can be fetched from."""

from collections.abc import Mapping

from kg.errors import FetchError
from kg.harvest.acl import ACL
from kg.harvest.arxiv import ARXIV
from kg.harvest.huggingface import HUGGING_FACE
from kg.harvest.openalex import OPENALEX
from kg.harvest.semanticscholar import SEMANTIC_SCHOLAR
from kg.harvest.service import Service

__all__ = ["SERVICES", "find_service"]

SERVICES: Mapping[str, Service] = {
    service.name: service for service in (ARXIV, OPENALEX, SEMANTIC_SCHOLAR, HUGGING_FACE, ACL)
}
"""The services by name."""


def find_service(name: str) -> Service:
    """Return the service called `name`.

    Raises FetchError, which names those there are.

    >>> find_service("arxiv").seconds
    3.0
    """
    if name not in SERVICES:
        raise FetchError(f"no service is called {name!r}; there are: {', '.join(SERVICES)}")
    return SERVICES[name]
