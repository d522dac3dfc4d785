"""What an export shows: nodes and edges that are drawn as they say, and tell what the view declares."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["EDGE_BASICS", "NODE_BASICS", "Attribute", "Edge", "Node", "Value", "View"]

Value = str | int | float | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of nodes or edges: str, int, float, or tuple for a list of names; what it means, in a line."""

    name: str
    type: type[str] | type[int] | type[float] | type[tuple[str, ...]]
    meaning: str


NODE_BASICS = (
    Attribute("kind", str, "paper; dataset, technique, task, metric, keyword or repository for an entity"),
    Attribute("label", str, "what the node is labelled with: its title, cut to 40 characters"),
    Attribute("x", float, "where it stands, in layout units"),
    Attribute("y", float, "where it stands, upwards"),
    Attribute("size", float, "its diameter: papers grow with their edges, entities with their papers"),
    Attribute("color", str, "its colour as #RRGGBB"),
)
"""The attributes that a node has in any view."""

EDGE_BASICS = (
    Attribute("relation", str, "dataset, technique, task, metric, keyword or repository; related; co-occurrence"),
    Attribute("label", str, "what the edge is labelled with"),
    Attribute("weight", float, "how strong it is, above 0; what that means depends on the view"),
)
"""The attributes that an edge has in any view."""


class Node(NamedTuple):
    """A node: what any has (`NODE_BASICS`), and values in the order of the view's own attributes.

    None and "" are no value.
    """

    id: str
    kind: str
    label: str
    x: float
    y: float
    size: float
    color: str
    values: tuple[Value, ...]


class Edge(NamedTuple):
    """An undirected edge: its ends, what any has (`EDGE_BASICS`), and values as nodes have them."""

    id: str
    source: str
    target: str
    relation: str
    label: str
    weight: float
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Nodes and edges of a build, made anew, one after the other, each time they are asked for.

    Every edge joins two of the nodes, identifiers are unique, and there is one edge a pair and relation.
    """

    name: str
    node_attributes: tuple[Attribute, ...]
    edge_attributes: tuple[Attribute, ...]
    nodes: Callable[[], Iterator[Node]]
    edges: Callable[[], Iterator[Edge]]
