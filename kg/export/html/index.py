"""All names of a graph in little room, for the overview's search."""

import gzip
import json
from base64 import b64encode
from collections.abc import Mapping

import numpy as np

from kg.export.html.data import other_names
from kg.incidence import Incidence
from kg.tables import Tables, pick

__all__ = ["entity_leaves", "pack_index"]


def pack_index(tables: Tables, leaf_of: Mapping[str, int]) -> str:
    """Return all papers and entities as gzipped JSON in base64, the same text for the same tables.

    A row is an identifier, a label, the number of the leaf that has it, how many papers mention it (a paper's year, or
    0), and then the aliases.
    """
    papers = [
        (paper, title, leaf_of[paper], year or 0)
        for paper, title, year in pick(tables.papers, "paper_id", "title", "year")
    ]
    entities = [
        (row.entity_id, row.label, leaf_of[row.entity_id], row.paper_count, *other_names(row))
        for row in tables.entities
        if row.entity_id in leaf_of
    ]
    text = json.dumps([*papers, *entities], separators=(",", ":"))
    return b64encode(gzip.compress(text.encode("ascii"), mtime=0)).decode("ascii")


def entity_leaves(tables: Tables, leaf_of: Mapping[str, int]) -> dict[str, int]:
    """Return for each entity the leaf with most of the papers that mention it, the first of several."""
    incidence = Incidence.of(tables.links)
    papers, entities = incidence.pairs.T.astype(np.int64)
    leaf = np.array([leaf_of[paper] for paper in incidence.papers], np.int64)
    leaves = int(leaf.max(initial=0)) + 1
    joined, counts = np.unique(entities * leaves + leaf[papers], return_counts=True)
    of_entity, in_leaf = np.divmod(joined, leaves)
    most_first = np.lexsort((in_leaf, -counts, of_entity))
    found, first = np.unique(of_entity[most_first], return_index=True)
    return {incidence.entities[at]: int(number) for at, number in zip(found, in_leaf[most_first][first], strict=True)}
