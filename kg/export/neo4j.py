"""Lists of nodes and of relationships as CSV with the headers of Neo4j's import.

    neo4j-admin database import full neo4j --nodes=nodes.csv --relationships=relationships.csv

Nodes are labelled Paper, or Entity and their kind (Dataset, Technique, ...); types of relationships are the names of
the ontology's properties (USES_DATASET, ADDRESSES_TASK, ...).
"""

import re
from collections.abc import Iterator, Mapping

from kg.export.csv import csv_line
from kg.export.views import EDGE_BASICS, NODE_BASICS, Attribute, Value, View
from kg.vocab import KG, RELATION_PROPERTIES

__all__ = ["neo4j_tables"]

_TYPES: Mapping[type, str] = {str: "", int: ":int", float: ":double", tuple: ":string[]"}
_DELIMITER = ";"
_CAPITAL = re.compile(r"(?=[A-Z])|-")
_PAPER = "paper"


def neo4j_tables(view: View) -> Mapping[str, Iterator[str]]:
    """Return the lines of `nodes.csv` and `relationships.csv`.

    A semicolon inside a name of a list becomes a comma, since semicolons part the names.
    """
    return {"nodes.csv": _node_lines(view), "relationships.csv": _relationship_lines(view)}


def _node_lines(view: View) -> Iterator[str]:
    yield csv_line(["id:ID", ":LABEL", *map(_header, (*NODE_BASICS, *view.node_attributes))])
    for node in view.nodes():
        labels = ["Paper"] if node.kind == _PAPER else ["Entity", node.kind.capitalize()]
        yield csv_line([node.id, _parted(labels), *node[1:-1], *map(_parted, node.values)])


def _relationship_lines(view: View) -> Iterator[str]:
    yield csv_line([":START_ID", ":END_ID", ":TYPE", "id", *map(_header, (*EDGE_BASICS, *view.edge_attributes))])
    for edge in view.edges():
        ends = (edge.source, edge.target, _type(edge.relation), edge.id)
        yield csv_line([*ends, *edge[3:-1], *map(_parted, edge.values)])


def _header(attribute: Attribute) -> str:
    return attribute.name + _TYPES[attribute.type]


def _parted(value: Value) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    return _DELIMITER.join(name.replace(_DELIMITER, ",") for name in value)


def _type(relation: str) -> str:
    """Return the type of a relationship: USES_DATASET for the relation dataset."""
    name = str(RELATION_PROPERTIES.get(relation, relation)).removeprefix(str(KG))
    return _CAPITAL.sub("_", name).upper()
