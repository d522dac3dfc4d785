"""Turn plain paper dumps (title and abstract) into a knowledge graph: RDF/Turtle, GraphML, one HTML page, tables."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.harvest import fetch
    from kg.knowledge import KnowledgeGraph, build, load
    from kg.query import named_queries
    from kg.settings import describe_settings

__all__ = ["KgError", "KnowledgeGraph", "build", "describe_settings", "fetch", "load", "named_queries"]

_HOMES = {
    "KgError": "kg.errors",
    "KnowledgeGraph": "kg.knowledge",
    "build": "kg.knowledge",
    "describe_settings": "kg.settings",
    "fetch": "kg.harvest",
    "load": "kg.knowledge",
    "named_queries": "kg.query",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that `import kg` answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
