"""GEXF 1.3, Gephi's own format, with colours, sizes and positions (https://gexf.net)."""

from collections.abc import Iterator, Mapping, Sequence

from kg.export.palette import rgb
from kg.export.plain import as_xml, told_as_xml
from kg.export.views import EDGE_BASICS, NODE_BASICS, Attribute, Edge, Node, Value, View

__all__ = ["gexf_lines"]

_TYPES: Mapping[type, str] = {str: "string", int: "integer", float: "double", tuple: "string"}
_KIND, _RELATION = NODE_BASICS[0], EDGE_BASICS[0]


def gexf_lines(view: View) -> Iterator[str]:
    """Yield the document of a view, an element a line; names in a list have semicolons between them.

    The relation of an edge is its kind as well, so that Gephi keeps two edges of one pair apart.
    """
    of_nodes, of_edges = (_KIND, *view.node_attributes), (_RELATION, *view.edge_attributes)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    yield f"<meta><creator>kg</creator><description>{as_xml(view.name)}</description></meta>"
    yield '<graph defaultedgetype="undirected" mode="static" idtype="string">'
    yield from _declared("node", of_nodes)
    yield from _declared("edge", of_edges)
    yield "<nodes>"
    tags = _tags(of_nodes)
    yield from (_node(node, tags) for node in view.nodes())
    yield "</nodes>"
    yield "<edges>"
    tags = _tags(of_edges)
    yield from (_edge(edge, tags) for edge in view.edges())
    yield "</edges>"
    yield "</graph>"
    yield "</gexf>"


def _declared(target: str, attributes: Sequence[Attribute]) -> Iterator[str]:
    yield f'<attributes class="{target}" mode="static">'
    for attribute in attributes:
        name, type = attribute.name, _TYPES[attribute.type]
        yield f'<attribute id="{name}" title="{name}" type="{type}"/>'
    yield "</attributes>"


def _tags(attributes: Sequence[Attribute]) -> list[str]:
    return [f'<attvalue for="{attribute.name}" value="' for attribute in attributes]


def _node(node: Node, tags: Sequence[str]) -> str:
    red, green, blue = rgb(node.color)
    return (
        f'<node id="{as_xml(node.id)}" label="{as_xml(node.label)}">{_values(tags, (node.kind, *node.values))}'
        f'<viz:size value="{node.size!r}"/><viz:position x="{node.x!r}" y="{node.y!r}" z="0.0"/>'
        f'<viz:color r="{red}" g="{green}" b="{blue}"/></node>'
    )


def _edge(edge: Edge, tags: Sequence[str]) -> str:
    kind = as_xml(edge.relation)
    return (
        f'<edge id="{as_xml(edge.id)}" source="{as_xml(edge.source)}" target="{as_xml(edge.target)}" kind="{kind}" '
        f'label="{as_xml(edge.label)}" weight="{edge.weight!r}">{_values(tags, (edge.relation, *edge.values))}</edge>'
    )


def _values(tags: Sequence[str], values: Sequence[Value]) -> str:
    pairs = zip(tags, map(told_as_xml, values), strict=True)
    written = [f'{tag}{text}"/>' for tag, text in pairs if text]
    return f"<attvalues>{''.join(written)}</attvalues>"
