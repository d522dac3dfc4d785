"""RDF as Turtle, straight from the tables: `graph.ttl` with what is known, `evidence.ttl` with what it rests on.

Papers come one after the other, in the order of the tables, each with what belongs to it. A file is made of parts, each
of a range of papers, which can be written apart and put together in their order; beside the paper at hand, memory holds
the neighbours of the papers of a part. There are no blank nodes and no times: the same tables give the same bytes,
however they are divided.
"""

from kg.export.turtle.evidence import evidence_parts, mention_blocks, write_evidence
from kg.export.turtle.graph import graph_parts, paper_blocks, write_graph
from kg.export.turtle.parts import Part, write_parts

__all__ = [
    "Part",
    "evidence_parts",
    "graph_parts",
    "mention_blocks",
    "paper_blocks",
    "write_evidence",
    "write_graph",
    "write_parts",
]
