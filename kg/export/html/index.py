"""All names of a graph in little room, for the overview's search."""

import gzip
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping

from kg.export.html.data import other_names
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
    joined = set(pick(tables.links, "paper_id", "entity_id"))
    counts = Counter((entity, leaf_of[paper]) for paper, entity in joined)
    leaves: dict[str, int] = {}
    for (entity, leaf), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        leaves.setdefault(entity, leaf)
    return leaves
