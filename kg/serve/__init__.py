"""Serve a built graph on this machine: the explorer, SPARQL, a page to query and a page for every node."""

from kg.serve.app import create_app
from kg.serve.limits import Limits
from kg.serve.run import serve

__all__ = ["Limits", "create_app", "serve"]
