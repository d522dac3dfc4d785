"""The GraphML export: opens in Gephi labelled, coloured, sized and laid out.

Gephi takes `label`, `x`, `y`, `size`, `r`, `g`, `b` of nodes and `label`, `weight` of edges by their names; colours
must be whole numbers, values plain text or numbers. Keys have telling names: old versions take `d3` for a label.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from kg.errors import OutputError
from kg.export.communities import community_names
from kg.export.palette import KIND_COLOURS, community_colour
from kg.ids import link_id
from kg.tables import EntityRow, LinkRow, PaperRow, Tables
from kg.text import clip
from kg.vocab import DATA_BASE

__all__ = ["write_graphml"]

Value = str | int | float

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES: Mapping[type, str] = {str: "string", int: "int", float: "double"}
_NODE_KEYS: Mapping[str, type] = {
    "label": str,
    "title": str,
    "kind": str,
    "year": int,
    "venue": str,
    "authors": str,
    "aliases": str,
    "community": int,
    "community_name": str,
    "degree": int,
    "paper_count": int,
    "size": float,
    "x": float,
    "y": float,
    "r": int,
    "g": int,
    "b": int,
    "color": str,
    "url": str,
}
_EDGE_KEYS: Mapping[str, type] = {"label": str, "relation": str, "role": str, "weight": float, "mentions": int}
_LABEL_WIDTH = 40
_UNSAFE = re.compile("[\u2028\u2029]|[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(tables: Tables, path: Path) -> None:
    """Write papers and entities as nodes, links as edges, in the order of the tables and row by row.

    Raises OutputError where `path` cannot be written.
    """
    try:
        with etree.xmlfile(str(path), encoding="utf-8") as file:
            file.write_declaration()
            with file.element("graphml", nsmap={None: _NAMESPACE}):
                for key in (*_keys("node", _NODE_KEYS), *_keys("edge", _EDGE_KEYS)):
                    file.write(key, pretty_print=True)
                with file.element("graph", id="kg", edgedefault="undirected"):
                    for element in (*_nodes(tables), *map(_edge, tables.links)):
                        file.write(element, pretty_print=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another folder with -o") from None


def _keys(target: str, types: Mapping[str, type]) -> Iterator[etree._Element]:
    for name, kind in types.items():
        yield etree.Element(
            "key", {"id": f"{target}_{name}", "for": target, "attr.name": name, "attr.type": _TYPES[kind]}
        )


def _nodes(tables: Tables) -> Iterator[etree._Element]:
    names = community_names(tables)
    degrees = Counter(end for link in tables.links for end in (link.paper_id, link.entity_id))
    for paper in tables.papers:
        yield _node(paper.paper_id, _paper_values(paper, degrees[paper.paper_id], names))
    for entity in tables.entities:
        yield _node(entity.entity_id, _entity_values(entity, degrees[entity.entity_id], names))


def _paper_values(paper: PaperRow, degree: int, names: Mapping[int, str]) -> dict[str, Value | None]:
    return {
        "label": clip(paper.title, _LABEL_WIDTH),
        "title": paper.title,
        "kind": "paper",
        "year": paper.year,
        "venue": paper.venue,
        "authors": "; ".join(paper.authors),
        "community": paper.community,
        "community_name": names.get(paper.community, ""),
        "degree": degree,
        "size": round(8 + 2 * math.sqrt(degree), 2),
        "x": paper.x,
        "y": paper.y,
        **_colour(community_colour(paper.community)),
        "url": paper.url,
    }


def _entity_values(entity: EntityRow, degree: int, names: Mapping[int, str]) -> dict[str, Value | None]:
    return {
        "label": clip(entity.label, _LABEL_WIDTH),
        "title": entity.label,
        "kind": entity.kind,
        "aliases": "; ".join(entity.aliases),
        "community": entity.community,
        "community_name": names.get(entity.community, ""),
        "degree": degree,
        "paper_count": entity.paper_count,
        "size": round(4 + 3 * math.sqrt(entity.paper_count), 2),
        "x": entity.x,
        "y": entity.y,
        **_colour(KIND_COLOURS[entity.kind]),
        "url": DATA_BASE + entity.entity_id,
    }


def _colour(hexadecimal: str) -> dict[str, Value | None]:
    r, g, b = bytes.fromhex(hexadecimal.removeprefix("#"))
    return {"r": r, "g": g, "b": b, "color": hexadecimal}


def _node(node: str, values: Mapping[str, Value | None]) -> etree._Element:
    return _with_data(etree.Element("node", {"id": node}), "node", values.items())


def _edge(link: LinkRow) -> etree._Element:
    element = etree.Element(
        "edge",
        {
            "id": link_id(link.paper_id, link.relation, link.entity_id),
            "source": link.paper_id,
            "target": link.entity_id,
        },
    )
    values: dict[str, Value | None] = {
        "label": link.relation,
        "relation": link.relation,
        "role": link.role,
        "weight": link.score,
        "mentions": link.mention_count,
    }
    return _with_data(element, "edge", values.items())


def _with_data(element: etree._Element, target: str, values: Iterable[tuple[str, Value | None]]) -> etree._Element:
    for name, value in values:
        if value is not None and value != "":
            data = etree.SubElement(element, "data", {"key": f"{target}_{name}"})
            data.text = _UNSAFE.sub(" ", value) if isinstance(value, str) else repr(value)
    return element
