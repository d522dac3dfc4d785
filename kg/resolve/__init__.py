"""Mentions in, entities and links out: one entity for one thing, whatever it is called in whichever paper."""

from kg.resolve.entities import Resolution, resolve
from kg.resolve.names import Reason

__all__ = ["Reason", "Resolution", "resolve"]
