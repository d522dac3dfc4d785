"""RDF as Turtle, straight from the tables: `graph.ttl` with what is known, `evidence.ttl` with what it rests on.

Papers come one after the other, in the order of the tables, each with what belongs to it; nothing but the paper at hand
is kept in memory, beside a list of row numbers for the pairs of related papers. There are no blank nodes and no times:
the same tables give the same bytes.
"""

from kg.export.turtle.evidence import EVIDENCE_PREFIXES, evidence_blocks, rule_blocks, run_blocks, write_evidence
from kg.export.turtle.graph import (
    GRAPH_PREFIXES,
    broader_entities,
    entity_blocks,
    paper_blocks,
    related_blocks,
    write_graph,
)
from kg.export.turtle.syntax import header

__all__ = [
    "EVIDENCE_PREFIXES",
    "GRAPH_PREFIXES",
    "broader_entities",
    "entity_blocks",
    "evidence_blocks",
    "header",
    "paper_blocks",
    "related_blocks",
    "rule_blocks",
    "run_blocks",
    "write_evidence",
    "write_graph",
]
