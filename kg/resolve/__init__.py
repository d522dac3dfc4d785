"""Mentions in, entities and links out: one entity for one thing, whatever it is called in whichever paper."""

from kg.resolve.entities import Resolution, resolve

__all__ = ["Resolution", "resolve"]
