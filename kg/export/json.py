"""JSON of graphology, which sigma draws, and of cytoscape.js, which Cytoscape opens as well."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.export.views import EDGE_BASICS, NODE_BASICS, Attribute, Value, View

__all__ = ["cytoscape_lines", "graphology_lines"]

_STYLE = [
    {
        "selector": "node",
        "style": {
            "label": "data(label)",
            "background-color": "data(color)",
            "width": "data(size)",
            "height": "data(size)",
            "font-size": 8,
            "min-zoomed-font-size": 7,
        },
    },
    {"selector": "edge", "style": {"width": 0.5, "line-color": "#cccccc", "curve-style": "haystack"}},
]


def graphology_lines(view: View) -> Iterator[str]:
    """Yield the lines of graphology's serialisation format (`Graph.from`), a node or an edge a line."""
    names = _names((*NODE_BASICS, *view.node_attributes))
    nodes = ({"key": node.id, "attributes": _told(names, (*node[1:-1], *node.values))} for node in view.nodes())
    of_edges = _names((*EDGE_BASICS, *view.edge_attributes))
    edges = (
        {
            "key": edge.id,
            "source": edge.source,
            "target": edge.target,
            "undirected": True,
            "attributes": _told(of_edges, (*edge[3:-1], *edge.values)),
        }
        for edge in view.edges()
    )
    options = {"type": "undirected", "multi": True, "allowSelfLoops": False}
    yield f'{{"options": {_json(options)}, "attributes": {_json({"name": view.name})}, "nodes": ['
    yield from _parted(nodes)
    yield '], "edges": ['
    yield from _parted(edges)
    yield "]}"


def cytoscape_lines(view: View) -> Iterator[str]:
    """Yield the lines of cytoscape.js's JSON: elements with positions (y downwards there), and a style."""
    names = ("id", *_names((*NODE_BASICS, *view.node_attributes)))
    nodes = (
        {
            "data": _told(names, (*node[:-1], *node.values)),
            "position": {"x": node.x, "y": -node.y},
        }
        for node in view.nodes()
    )
    of_edges = ("id", "source", "target", *_names((*EDGE_BASICS, *view.edge_attributes)))
    edges = ({"data": _told(of_edges, (*edge[:-1], *edge.values))} for edge in view.edges())
    yield f'{{"data": {_json({"name": view.name})}, "layout": {{"name": "preset"}}, "style": {_json(_STYLE)},'
    yield '"elements": {"nodes": ['
    yield from _parted(nodes)
    yield '], "edges": ['
    yield from _parted(edges)
    yield "]}}"


def _names(attributes: Sequence[Attribute]) -> list[str]:
    return [attribute.name for attribute in attributes]


def _told(names: Sequence[str], values: Sequence[Value]) -> dict[str, Value]:
    return {name: value for name, value in zip(names, values, strict=True) if value not in (None, "", ())}


def _parted(objects: Iterable[Any]) -> Iterator[str]:
    separator = ""
    for item in objects:
        yield separator + _json(item)
        separator = ","


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
