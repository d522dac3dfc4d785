"""Every format of a view: an independent reader understands the nodes, edges and attributes that were written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphs import READERS, Understood, Web, expected, write
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export.formats import FORMATS, LINE_FORMATS, TABLE_FORMATS, VIEW_FORMATS, export
from kg.export.views import VIEWS, Attribute, Edge, Node, Value, View, make_view
from kg.tables import load

CASES = [(format, name) for format, readers in READERS.items() for name in readers]
EVERY_READER = pytest.mark.parametrize(("format", "reader"), CASES, ids=[" by ".join(case) for case in CASES])
HOSTILE = (
    "<b>Fog</b> & 'tides' \"twice\" ]]> <!-- -->",
    "bell \x00\x07\x1b and \x7f\x85 \ufffe\uffff end",
    "\U0001d509og 🌫️ über 霧 \u200f\u202e right to left שלום",
    "tab\there, line\nthere, return\rtoo, both\r\n\r\nline\u2028end\u2029",
    '&amp; &lt; &#0; %00 d3 d7 \\ \\n \\" ; ,',
    '=HYPERLINK("http://example.org")',
    "+1-1",
    "@SUM(A1)",
    "-2+3",
    " =leading and trailing ",
    "None",
    "nan",
    "NA",
    "12",
    "true",
    "long " * 2000,
)
TEXTS = st.text(max_size=60) | st.sampled_from(HOSTILE)
NUMBERS = st.floats(-1e9, 1e9).filter(lambda number: number == 0 or abs(number) > 1e-300)
WHOLE = st.integers(-(2**31), 2**31 - 1)
NODE_ATTRIBUTES = (
    Attribute("title", str, ""),
    Attribute("year", int, ""),
    Attribute("strength", float, ""),
    Attribute("aliases", tuple, ""),
)
EDGE_ATTRIBUTES = (Attribute("role", str, ""), Attribute("mentions", int, ""), Attribute("shared", tuple, ""))


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


def optional(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.none() | values


def listed() -> st.SearchStrategy[Value]:
    return st.lists(TEXTS.map(lambda text: f"n{text}"), max_size=3).map(tuple)


@st.composite
def views(draw: st.DrawFn) -> View:
    """A view with hostile texts: several nodes, every pair of them joined under two relations."""
    nodes = [
        Node(
            f"technique/{number}%20%26~.-_%E9%9B%BE",
            draw(st.sampled_from(["paper", "dataset"])),
            f"T{draw(TEXTS)}",
            draw(NUMBERS),
            draw(NUMBERS),
            draw(st.floats(1, 100)),
            f"#{draw(st.integers(0, 2**24 - 1)):06X}",
            (draw(optional(TEXTS)), draw(optional(WHOLE)), draw(optional(NUMBERS)), draw(listed())),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    edges = [
        Edge(
            f"link/{a.id}{b.id}{relation}",
            a.id,
            b.id,
            relation,
            f"L{draw(TEXTS)}",
            draw(st.floats(1e-6, 1e6)),
            (draw(optional(TEXTS)), draw(optional(WHOLE)), draw(listed())),
        )
        for place, a in enumerate(nodes)
        for b in nodes[:place]
        for relation in ("dataset", "co-occurrence")
    ]
    return View("all", NODE_ATTRIBUTES, EDGE_ATTRIBUTES, lambda: iter(nodes), lambda: iter(edges))


def agreed(understood: Understood, wanted: Understood, format: str) -> None:
    """Assert that a reader understood all of a view, and nothing else."""
    if format == "csv":
        as_text = {node: {n: _as_text(v) for n, v in values.items()} for node, values in wanted.nodes.items()}
        of_edges = {
            e: (a, b, {n: _as_text(v) for n, v in values.items()}) for e, (a, b, values) in wanted.edges.items()
        }
        wanted = Understood(as_text, of_edges)
    assert understood.nodes == wanted.nodes
    assert understood.edges == wanted.edges


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def test_every_format_of_views_has_readers_and_every_view_a_case() -> None:
    assert READERS.keys() == VIEW_FORMATS.keys() | TABLE_FORMATS.keys()
    assert set(FORMATS) == READERS.keys() | LINE_FORMATS.keys()
    assert VIEWS.keys() == {"all", "papers", "entities"}
    written = (Path(__file__).parent / "test_views.py").read_text(encoding="utf-8")
    assert all(f'make_view(TABLES, "{view}"' in written for view in VIEWS)


@EVERY_READER
@settings(max_examples=40, deadline=None)
@given(view=views())
def test_any_text_and_number_is_understood(
    tmp_path_factory: pytest.TempPathFactory, web: Web, format: str, reader: str, view: View
) -> None:
    path = write(view, format, tmp_path_factory.mktemp("view") / "graph")
    agreed(READERS[format][reader](path, web), expected(view, format), format)


@EVERY_READER
@pytest.mark.parametrize("name", VIEWS)
def test_the_views_of_the_example_are_understood(
    tmp_path: Path, web: Web, example_build: Path, format: str, reader: str, name: str
) -> None:
    path = tmp_path / "graph"
    export(example_build, path, format=format, view=name)
    agreed(READERS[format][reader](path, web), expected(make_view(load(example_build), name), format), format)


@EVERY_READER
def test_an_empty_view_is_understood(tmp_path: Path, web: Web, format: str, reader: str) -> None:
    nothing = View("all", NODE_ATTRIBUTES, EDGE_ATTRIBUTES, lambda: iter(()), lambda: iter(()))
    assert READERS[format][reader](write(nothing, format, tmp_path / "graph"), web) == Understood({}, {})
