"""Mentions in, entities and links out: one entity for one thing, whatever it is called in whichever paper.

A paper is read by itself first (`forms`); what is decided over all papers rests on the forms of names and on how many
papers have them (`things`), so that memory holds the vocabulary of a corpus, not its mentions.
"""

from kg.resolve.census import Census, Resolved
from kg.resolve.entities import Resolution, resolve
from kg.resolve.forms import Reason

__all__ = ["Census", "Reason", "Resolution", "Resolved", "resolve"]
