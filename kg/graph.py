"""The graph that people get in Python: networkx, made of a view."""

from collections.abc import Sequence

import networkx as nx

from kg.export.views import EDGE_BASICS, NODE_BASICS, Attribute, Value, View

__all__ = ["to_networkx"]


def to_networkx(view: View) -> "nx.Graph[str]":
    """Return the nodes and edges of a view, with the attributes that it declares where they have a value.

    The view `all` is a MultiGraph, since a paper can have an entity as its technique and as its keyword; its edges are
    keyed by their relation. The others are Graphs.
    """
    graph: nx.Graph[str] = nx.MultiGraph() if view.name == "all" else nx.Graph()
    for node in view.nodes():
        graph.add_node(node.id, **_told((*NODE_BASICS, *view.node_attributes), (*node[1:-1], *node.values)))
    for edge in view.edges():
        told = _told((*EDGE_BASICS, *view.edge_attributes), (*edge[3:-1], *edge.values))
        if isinstance(graph, nx.MultiGraph):
            graph.add_edge(edge.source, edge.target, key=edge.relation, **told)
        else:
            graph.add_edge(edge.source, edge.target, **told)
    return graph


def _told(attributes: Sequence[Attribute], values: Sequence[Value]) -> dict[str, Value]:
    named = zip(attributes, values, strict=True)
    return {attribute.name: value for attribute, value in named if value is not None and value != ""}
