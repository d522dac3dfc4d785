"""RDF as Turtle, straight from the tables: `graph.ttl` with what is known, `evidence.ttl` with what it rests on.

Papers come one after the other, in the order of the tables, each with what belongs to it; nothing but the paper at hand
is kept in memory, beside a list of row numbers for the pairs of related papers. There are no blank nodes and no times:
the same tables give the same bytes.
"""

from kg.export.turtle.evidence import write_evidence
from kg.export.turtle.graph import write_graph

__all__ = ["write_evidence", "write_graph"]
