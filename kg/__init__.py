"""Turn plain paper dumps (title and abstract) into a knowledge graph: RDF/Turtle, GraphML, one HTML page, tables."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import to_networkx
    from kg.harvest import fetch
    from kg.pipeline import build
    from kg.reporting import report
    from kg.settings import Settings
    from kg.tables import Tables, load

__all__ = ["Settings", "Tables", "build", "fetch", "load", "report", "to_networkx"]

_HOMES = {
    "Settings": "kg.settings",
    "Tables": "kg.tables",
    "build": "kg.pipeline",
    "fetch": "kg.harvest",
    "load": "kg.tables",
    "report": "kg.reporting",
    "to_networkx": "kg.graph",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that `import kg` answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
