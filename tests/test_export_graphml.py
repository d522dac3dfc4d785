"""The GraphML that opens finished: what Gephi Lite's reader finds in it, and the rules of Gephi itself."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from graphs import READERS, Web, clean, write
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kg.errors import OutputError
from kg.export.graphml import write_graphml
from kg.export.views import VIEWS, make_view
from kg.ids import link_id
from kg.tables import EntityRow, LinkRow, PaperRow, Tables, load

NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
HOSTILE = (
    "<b>Fog</b> & 'tides' \"twice\" ]]> <!-- -->",
    "bell \x00\x07\x1b and \x7f\x85 \ufffe\uffff end",
    "\U0001d509og 🌫️ über 霧 \u200f\u202e right to left",
    "tab\there, line\nthere, return\rtoo, line\u2028end",
    "&amp; &lt; &#0; %00 d3 d7",
)
PAPER = PaperRow(
    "paper/a", "On fog", "We sift.", ("Ada M.", "Bo N."), 2020, "Coast", "https://a.org/?x=1&y", (), 0, 0.5, -1.5
)
ENTITY = EntityRow("technique/fog_sieve", "technique", "fog sieve", ("FS",), 1, 0, 1.0, 2.0)
LINK = LinkRow("paper/a", "technique/fog_sieve", "technique", "introduced", 0.75, 2)


def tables(titles: tuple[str, ...] = ("On fog",)) -> Tables:
    papers = [PAPER._replace(paper_id=f"paper/{number}", title=title) for number, title in enumerate(titles)]
    entities = [
        ENTITY._replace(entity_id=f"technique/{number}", label=title, aliases=(title, "FS"))
        for number, title in enumerate(titles)
    ]
    links = [
        LINK._replace(paper_id=paper.paper_id, entity_id=entity.entity_id, relation=relation)
        for paper in papers
        for entity in entities
        for relation in ("keyword", "technique")
    ]
    return Tables(papers, entities, links, [], [], [])


def gephi_complaints(path: Path) -> Iterator[str]:
    """Yield what Gephi, Gephi Lite or graphology would reject, drop or misread in a GraphML file."""
    root = etree.parse(str(path)).getroot()
    keys: dict[str, tuple[str, str, str]] = {}
    for key in root.iter(f"{NAMESPACE}key"):
        identifier, target, name, kind = (key.get(part) or "" for part in ("id", "for", "attr.name", "attr.type"))
        if target not in ("node", "edge"):
            yield f"key {identifier} is for {target}"
        if kind not in ("string", "int", "double", "boolean"):
            yield f"key {identifier} is of type {kind}"
        if re.fullmatch(r"d\d+", identifier):
            yield f"key {identifier} is read as a label by old versions"
        if identifier in keys or (target, name) in {(other[0], other[1]) for other in keys.values()}:
            yield f"key {identifier} is there twice"
        keys[identifier] = target, name, kind
    nodes, edges = (list(root.iter(f"{NAMESPACE}{tag}")) for tag in ("node", "edge"))
    node_ids, edge_ids = ([element.get("id") for element in elements] for elements in (nodes, edges))
    if len(set(node_ids)) < len(node_ids) or len(set(edge_ids)) < len(edge_ids) or None in (*node_ids, *edge_ids):
        yield "an id is missing or there twice"
    for edge in edges:
        if not {edge.get("source"), edge.get("target")} <= set(node_ids):
            yield f"edge {edge.get('id')} has no node at one end"
    for target, elements in (("node", nodes), ("edge", edges)):
        for element in elements:
            values = {}
            for data in element:
                owner, name, kind = keys.get(data.get("key") or "", ("", "", ""))
                if owner != target or name in values:
                    yield f"{data.get('key')} of a {target} is not declared or there twice"
                values[name] = data.text or ""
                yield from _value_complaints(name, kind, values[name])
            if not values.get("label"):
                yield f"a {target} has no label"
            if target == "node" and not {"x", "y", "size", "r", "g", "b"} <= values.keys():
                yield f"node {element.get('id')} is not drawn"


def _value_complaints(name: str, kind: str, value: str) -> Iterator[str]:
    if clean(value) != value:
        yield f"{name} has a control character"
    if kind == "int" and not (re.fullmatch(r"-?\d+", value) and -(2**31) <= int(value) < 2**31):
        yield f"{name} is {value!r}, no int"
    if kind == "double" and not math.isfinite(float(value)):
        yield f"{name} is not finite"
    if name in ("r", "g", "b") and not (kind == "int" and value.isdecimal() and int(value) <= 255):
        yield f"{name} is {value!r}, no colour"
    if value in ("None", "nan", "[]", "()"):
        yield f"{name} is {value}"


@pytest.mark.parametrize("name", VIEWS)
def test_gephi_lite_finds_a_finished_map(tmp_path: Path, web: Web, example_build: Path, name: str) -> None:
    view = make_view(load(example_build), name)
    read = READERS["graphml"]["graphology"](write(view, "graphml", tmp_path / "graph.graphml"), web)
    at = [attribute.name for attribute in view.node_attributes].index("community")
    nodes = list(view.nodes())
    assert [read.nodes[node.id]["label"] for node in nodes] == [node.label for node in nodes]
    assert [read.nodes[node.id]["color"] for node in nodes] == [node.color.upper() for node in nodes]
    assert [read.nodes[node.id]["community"] for node in nodes] == [node.values[at] for node in nodes]
    for name in ("x", "y", "size"):
        assert [read.nodes[node.id][name] for node in nodes] == [getattr(node, name) for node in nodes]
    assert len({node.color for node in nodes}) > 5
    assert len({(node.x, node.y) for node in nodes}) == len(nodes)


def test_gephi_has_nothing_to_complain_of(example_build: Path, tmp_path: Path) -> None:
    assert list(gephi_complaints(example_build / "graph.graphml")) == []
    for name in VIEWS:
        view = make_view(load(example_build), name)
        assert list(gephi_complaints(write(view, "graphml", tmp_path / "view.graphml"))) == []
    write_graphml(tables(HOSTILE), tmp_path / "hostile.graphml")
    assert list(gephi_complaints(tmp_path / "hostile.graphml")) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('<data key="node_r">0<', '<data key="node_r">0.0<'),
        ('<data key="node_b">178<', '<data key="node_b">300<'),
        ('attr.type="double"', 'attr.type="float"'),
        ('for="edge"', 'for="all"'),
        ("edge_weight", "d7"),
        ('source="paper/0"', 'source="paper/gone"'),
        ('<data key="edge_mentions">2<', '<data key="edge_mentions">two<'),
        ('<node id="technique/0">', '<node id="paper/0">'),
        (link_id("paper/0", "keyword", "technique/0"), link_id("paper/0", "technique", "technique/0")),
        ('<data key="node_x">', '<data key="edge_weight">'),
    ],
)
def test_the_rules_of_gephi_are_checked(tmp_path: Path, good: str, bad: str) -> None:
    path = tmp_path / "graph.graphml"
    write_graphml(tables(), path)
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad), encoding="utf-8")
    assert list(gephi_complaints(path))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=3))
def test_any_title_is_written_and_read_again(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    path = tmp_path_factory.mktemp("graphml") / "graph.graphml"
    written = tables(tuple(f"T{title}" for title in titles))
    write_graphml(written, path)
    assert list(gephi_complaints(path)) == []
    nodes = nx.read_graphml(path).nodes(data=True)
    for row in written.papers:
        assert nodes[row.paper_id]["title"] == clean(row.title)


def test_sizes_labels_and_names_are_for_the_eye(tmp_path: Path) -> None:
    long = "A very long title that would cover half of the map if it were not cut"
    entities = [ENTITY._replace(paper_count=count, entity_id=f"technique/{count}") for count in (1, 9)]
    links = [LINK._replace(entity_id=entity.entity_id) for entity in entities]
    write_graphml(Tables([PAPER._replace(title=long)], entities, links, [], [], []), tmp_path / "graph.graphml")
    nodes = nx.read_graphml(tmp_path / "graph.graphml").nodes(data=True)
    assert len(str(nodes["paper/a"]["label"])) <= 40 < len(long)
    assert nodes["paper/a"]["title"] == long
    assert nodes["paper/a"]["degree"] == 2
    assert float(str(nodes["technique/9"]["size"])) > float(str(nodes["technique/1"]["size"]))
    assert nodes["paper/a"]["community_name"] == nodes["technique/1"]["community_name"] == "fog sieve"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_graphml(tables(HOSTILE), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_empty_graph_is_a_graph(tmp_path: Path) -> None:
    write_graphml(Tables([], [], [], [], [], []), tmp_path / "graph.graphml")
    assert len(nx.read_graphml(tmp_path / "graph.graphml")) == 0


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"missing.graph\.graphml: cannot be written"):
        write_graphml(tables(), tmp_path / "missing" / "graph.graphml")
