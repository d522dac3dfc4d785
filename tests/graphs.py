"""What other programs understand of the graphs that are exported, and what they should."""

import json
import math
import subprocess
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import igraph
import networkx as nx
import pandas as pd
from lxml import etree
from node import installed

from kg.export.formats import TABLE_FORMATS, VIEW_FORMATS
from kg.export.lines import write_lines
from kg.export.views import EDGE_BASICS, NODE_BASICS, Attribute, View

__all__ = ["READERS", "Understood", "Web", "clean", "expected", "write"]

Values = dict[str, Any]

JS = Path(__file__).parent / "js"
LIST_DELIMITERS = {"csv": "; ", "neo4j": ";"}
DRAWN_APART = {"r", "g", "b", "z", "id", "source", "target", "drawn"}


class Understood(NamedTuple):
    """Nodes by identifier, edges by identifier with their ends in order; values that are missing are left out."""

    nodes: dict[str, Values]
    edges: dict[str, tuple[str, str, Values]]


class Web:
    """The programs of the web, in a process of Node: graphology with the parsers of Gephi Lite, and cytoscape.js."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "read_graphs.mjs"],
            cwd=installed(JS),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def read(self, format: str, path: Path) -> Understood:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps({"format": format, "path": str(path)}), file=self._process.stdin, flush=True)
        found = json.loads(self._process.stdout.readline())
        assert "error" not in found, found["error"]
        return Understood(
            {node: _present(values) for node, values in found["nodes"]},
            {edge: (*sorted((source, target)), _present(values)) for edge, source, target, values in found["edges"]},
        )

    def close(self) -> None:
        self._process.communicate()


def write(view: View, format: str, path: Path) -> Path:
    """Write a view to a file, or to the files of a folder."""
    if format in VIEW_FORMATS:
        write_lines(VIEW_FORMATS[format](view), path)
    else:
        path.mkdir(exist_ok=True)
        for name, lines in TABLE_FORMATS[format](view).items():
            write_lines(lines, path / name)
    return path


def clean(text: str) -> str:
    """Put a space for what XML forbids and for what its readers take for a line end or drop."""
    return "".join(map(_clean_character, text))


def _clean_character(char: str) -> str:
    is_control = unicodedata.category(char) in ("Cc", "Zl", "Zp") and char not in "\t\n\r"
    return " " if is_control or char in "\ufffe\uffff" else char


def expected(view: View, format: str) -> Understood:
    """Return what a reader of the format should understand of a view."""
    of_nodes, of_edges = (*NODE_BASICS, *view.node_attributes), (*EDGE_BASICS, *view.edge_attributes)
    return Understood(
        {node.id: _told(of_nodes, (*node[1:-1], *node.values), format) for node in view.nodes()},
        {
            edge.id: (*sorted(edge[1:3]), _told(of_edges, (*edge[3:-1], *edge.values), format))  # type: ignore[misc]
            for edge in view.edges()
        },
    )


def _told(attributes: Sequence[Attribute], values: Sequence[object], format: str) -> Values:
    named = {attribute.name: value for attribute, value in zip(attributes, values, strict=True)}
    return {name: _value(value, format) for name, value in named.items() if value not in (None, "", ())}


def _value(value: object, format: str) -> object:
    if isinstance(value, tuple):
        if format == "neo4j":
            return [_text(name.replace(";", ","), format) for name in value]
        return list(value) if format in ("graphology", "cytoscape") else _text("; ".join(value), format)
    return _text(value, format) if isinstance(value, str) else value


def _text(value: str, format: str) -> str:
    if format in ("graphology", "cytoscape"):
        return value
    text = clean(value)
    if format not in LIST_DELIMITERS:
        return text
    for line_end in ("\t", "\r", "\n"):
        text = text.replace(line_end, "\n")
    while "\n\n" in text:
        text = text.replace("\n\n", "\n")
    return text.replace("\n", " ")


def _present(values: Mapping[str, Any]) -> Values:
    return {
        name: value
        for name, value in values.items()
        if name not in DRAWN_APART and value not in (None, "") and not (isinstance(value, float) and math.isnan(value))
    }


def _graphml_by_networkx(path: Path, web: Web) -> Understood:
    graph = nx.read_graphml(path, force_multigraph=True)
    return Understood(
        {node: _present(values) for node, values in graph.nodes(data=True)},
        {key: (*sorted((a, b)), _present(values)) for a, b, key, values in graph.edges(keys=True, data=True)},
    )


def _graphml_by_igraph(path: Path, web: Web) -> Understood:
    """Read with igraph, which gives edges the identifiers of nodes: theirs are taken from the file, in its order."""
    edges = [edge.get("id") or "" for edge in etree.parse(str(path)).iter("{*}edge")]
    graph = igraph.Graph.Read_GraphML(str(path))
    names = graph.vs["id"] if graph.vcount() else []
    ints = {"community", "degree", "paper_count", "year", "whole", "mentions", "papers", "shared_count"}

    def values(element: Any) -> Values:
        return {name: int(v) if name in ints else v for name, v in _present(element.attributes()).items()}

    return Understood(
        {node["id"]: values(node) for node in graph.vs},
        {edges[edge.index]: (*sorted((names[edge.source], names[edge.target])), values(edge)) for edge in graph.es},
    )


def _graphml_by_graphology(path: Path, web: Web) -> Understood:
    return _with_colours(web.read("graphml", path), str.upper)


def _gexf_by_networkx(path: Path, web: Web) -> Understood:
    graph = nx.read_gexf(path)

    def drawn(values: Values) -> Values:
        viz = values.pop("viz")
        colour = "#" + "".join(f"{viz['color'][channel]:02X}" for channel in "rgb")
        return {**values, "size": viz["size"], "color": colour, **viz["position"]}

    return Understood(
        {node: _present(drawn(values)) for node, values in graph.nodes(data=True)},
        {
            values["id"]: (*sorted((a, b)), _present({n: v for n, v in values.items() if n != "kind"}))
            for a, b, values in graph.edges(data=True)
        },
    )


def _gexf_by_graphology(path: Path, web: Web) -> Understood:
    understood = _with_colours(web.read("gexf", path), _hexadecimal)
    for _, _, values in understood.edges.values():
        assert values.pop("kind") == values["relation"]
    return understood


def _by_graphology(path: Path, web: Web) -> Understood:
    return web.read("graphology", path)


def _by_cytoscape(path: Path, web: Web) -> Understood:
    return web.read("cytoscape", path)


def _with_colours(understood: Understood, read: Callable[[str], str]) -> Understood:
    for values in understood.nodes.values():
        values["color"] = read(values["color"])
    return understood


def _hexadecimal(colour: str) -> str:
    channels = colour.removeprefix("rgb(").removesuffix(")").split(",")
    return "#" + "".join(f"{int(channel):02X}" for channel in channels)


def _csv_by_pandas(path: Path, web: Web) -> Understood:
    nodes, edges = (_rows(path / name) for name in ("nodes.csv", "edges.csv"))
    assert all(row.pop("Type") == "Undirected" for row in edges)
    names = {"Label": "label", "Weight": "weight", "Kind": "relation"}
    return Understood(
        {row.pop("Id"): _renamed(row, names) for row in nodes},
        {row.pop("Id"): (*sorted((row.pop("Source"), row.pop("Target"))), _renamed(row, names)) for row in edges},
    )


def _neo4j_by_pandas(path: Path, web: Web) -> Understood:
    nodes, edges = (_rows(path / name) for name in ("nodes.csv", "relationships.csv"))
    assert all(row.pop(":LABEL") for row in nodes)
    assert all(row.pop(":TYPE") for row in edges)
    return Understood(
        {row.pop("id:ID"): _typed(row) for row in nodes},
        {row.pop("id"): (*sorted((row.pop(":START_ID"), row.pop(":END_ID"))), _typed(row)) for row in edges},
    )


def _rows(path: Path) -> list[Values]:
    text = path.read_text(encoding="utf-8")
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    assert len(rows) + 1 == len(text.splitlines()), "a row is a line"
    return [{str(name): value for name, value in row.items()} for row in rows]


def _renamed(row: Values, names: Mapping[str, str]) -> Values:
    return {names.get(name, name): value for name, value in row.items() if value != ""}


def _typed(row: Values) -> Values:
    types: dict[str, Callable[[str], Any]] = {"int": int, "double": float, "string[]": lambda text: text.split(";")}
    parts = ((name.partition(":"), value) for name, value in row.items() if value != "")
    return {name: types[type](value) if type else value for (name, _, type), value in parts}


Reader = Callable[[Path, Web], Understood]
READERS: Mapping[str, Mapping[str, Reader]] = {
    "graphml": {
        "networkx": _graphml_by_networkx,
        "igraph": _graphml_by_igraph,
        "graphology": _graphml_by_graphology,
    },
    "gexf": {"networkx": _gexf_by_networkx, "graphology": _gexf_by_graphology},
    "graphology": {"graphology": _by_graphology},
    "cytoscape": {"cytoscape.js": _by_cytoscape},
    "csv": {"pandas": _csv_by_pandas},
    "neo4j": {"pandas": _neo4j_by_pandas},
}
"""Independent readers of each format of views."""
