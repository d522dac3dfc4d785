"""RDF as Turtle, straight from the tables: `graph.ttl` with what is known, `evidence.ttl` with what it rests on.

Papers come one after the other, in the order of the tables, each with what belongs to it. A file is made of parts, each
of a range of papers, which can be written apart and put together in their order; beside the paper at hand, memory holds
the neighbours of the papers of a part. There are no blank nodes and no times: the same tables give the same bytes,
however they are divided.
"""

from kg.export.turtle.evidence import (
    EVIDENCE_PREFIXES,
    evidence_parts,
    mention_blocks,
    rule_blocks,
    run_blocks,
    write_evidence,
)
from kg.export.turtle.graph import (
    GRAPH_PREFIXES,
    broader_entities,
    entity_blocks,
    graph_parts,
    paper_blocks,
    related_blocks,
    write_graph,
)
from kg.export.turtle.parts import Part, write_parts
from kg.export.turtle.syntax import header

__all__ = [
    "EVIDENCE_PREFIXES",
    "GRAPH_PREFIXES",
    "Part",
    "broader_entities",
    "entity_blocks",
    "evidence_parts",
    "graph_parts",
    "header",
    "mention_blocks",
    "paper_blocks",
    "related_blocks",
    "rule_blocks",
    "run_blocks",
    "write_evidence",
    "write_graph",
    "write_parts",
]
