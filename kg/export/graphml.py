"""GraphML that opens finished: labelled, coloured, sized and laid out.

Gephi takes `label`, `x`, `y`, `size`, `r`, `g`, `b` of nodes and `label`, `weight` of edges by their names; colours
must be whole numbers, values plain text or numbers. Keys have telling names: old versions take `d3` for a label.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.export.lines import write_lines
from kg.export.palette import rgb
from kg.export.plain import as_xml, told_as_xml
from kg.export.views import EDGE_BASICS, NODE_BASICS, Attribute, Value, View, make_view
from kg.tables import Tables

__all__ = ["graphml_lines", "write_graphml"]

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES: Mapping[type, str] = {str: "string", int: "int", float: "double", tuple: "string"}
_CHANNELS = {"r": "int", "g": "int", "b": "int"}


def write_graphml(tables: Tables, path: Path) -> None:
    """Write papers and entities as nodes, links as edges, in the order of the tables; whole or not at all.

    Raises OutputError where `path` cannot be written.
    """
    write_lines(graphml_lines(make_view(tables)), path)


def graphml_lines(view: View) -> Iterator[str]:
    """Yield the document of a view, an element a line; names in a list have semicolons between them."""
    of_nodes = _types(NODE_BASICS) | _CHANNELS | _types(view.node_attributes)
    of_edges = _types(EDGE_BASICS) | _types(view.edge_attributes)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="{_NAMESPACE}">'
    for target, types in (("node", of_nodes), ("edge", of_edges)):
        for name, type in types.items():
            yield f'<key id="{target}_{name}" for="{target}" attr.name="{name}" attr.type="{type}"/>'
    yield f'<graph id="{as_xml(view.name)}" edgedefault="undirected">'
    tags = _tags("node", of_nodes)
    for node in view.nodes():
        values = (*node[1:-1], *rgb(node.color), *node.values)
        yield f'<node id="{as_xml(node.id)}">{_data(tags, values)}</node>'
    tags = _tags("edge", of_edges)
    for edge in view.edges():
        ends = f'source="{as_xml(edge.source)}" target="{as_xml(edge.target)}"'
        yield f'<edge id="{as_xml(edge.id)}" {ends}>{_data(tags, (*edge[3:-1], *edge.values))}</edge>'
    yield "</graph>"
    yield "</graphml>"


def _types(attributes: Sequence[Attribute]) -> dict[str, str]:
    return {attribute.name: _TYPES[attribute.type] for attribute in attributes}


def _tags(target: str, names: Mapping[str, str]) -> list[str]:
    return [f'<data key="{target}_{name}">' for name in names]


def _data(tags: Sequence[str], values: Sequence[Value]) -> str:
    pairs = zip(tags, map(told_as_xml, values), strict=True)
    return "".join([f"{tag}{text}</data>" for tag, text in pairs if text])
