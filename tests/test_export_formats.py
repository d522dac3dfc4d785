"""Every format of a view: an independent reader understands the nodes, edges and attributes that were written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphs import READERS, Understood, Web, expected, write
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import OutputError, SettingError
from kg.export.formats import FORMATS, LINE_FORMATS, TABLE_FORMATS, VIEW_FORMATS, export, export_lines
from kg.export.lines import write_files
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


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_is_a_file_or_a_folder_and_the_same_each_time(
    tmp_path: Path, example_build: Path, format: str
) -> None:
    made = []
    for name in ("one", "two"):
        export(example_build, tmp_path / name, format=format)
        parts = sorted((tmp_path / name).glob("*")) or [tmp_path / name]
        made.append({part.name if format in TABLE_FORMATS else "": part.read_bytes() for part in parts})
    assert made[0] == made[1]
    assert all(made[0].values())
    if format in TABLE_FORMATS:
        assert len(made[0]) == 2
    else:
        assert "".join(f"{line}\n" for line in export_lines(example_build, format=format)).encode() == made[0][""]


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "Id"
        raise KeyboardInterrupt

    write_files({"nodes.csv": iter(["old"]), "edges.csv": iter(["old"])}, tmp_path / "lists")
    with pytest.raises(KeyboardInterrupt):
        write_files({"nodes.csv": iter(["new"]), "edges.csv": broken()}, tmp_path / "lists")
    assert {path.name: path.read_text() for path in (tmp_path / "lists").iterdir()} == {
        "nodes.csv": "old\n",
        "edges.csv": "old\n",
    }
    with pytest.raises(KeyboardInterrupt):
        write_files({"nodes.csv": iter(["new"]), "edges.csv": broken()}, tmp_path / "others")
    assert not (tmp_path / "others").exists()


def test_names_like_formulas_are_names_in_lists(tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1"]
    nodes = [Node(f"paper/{n}", "paper", name, 0.0, 0.0, 1.0, "#000000", ()) for n, name in enumerate(names)]
    view = View("all", (), (), lambda: iter(nodes), lambda: iter(()))
    for format in TABLE_FORMATS:
        lines = write(view, format, tmp_path / format).joinpath("nodes.csv").read_text(encoding="utf-8").splitlines()
        assert [line.split(",")[2 if format == "csv" else 3] for line in lines[1:]] == names


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "dot"}, "no format is called 'dot'; there are: jsonl, "),
        ({"format": "trig", "view": "papers"}, "the format 'trig' holds the whole build; it takes no view"),
        ({"format": "jsonl", "strongest": 3}, "the format 'jsonl' holds the whole build; it takes no strongest"),
        ({"format": "gexf", "view": "authors"}, "no view is called 'authors'"),
        ({"format": "csv", "min_shared": 3}, "the view 'all' has no threshold 'min_shared'"),
    ],
)
def test_what_cannot_be_exported_is_named(
    tmp_path: Path, example_build: Path, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        export(example_build, tmp_path / "graph", **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format", FORMATS)
def test_a_folder_that_is_no_build_and_a_place_that_is_none_are_named(
    tmp_path: Path, example_build: Path, format: str
) -> None:
    with pytest.raises(OutputError, match=r"build the graph first|build it first"):
        export(tmp_path / "nothing", tmp_path / "graph", format=format)
    (tmp_path / "file").write_text("text")
    with pytest.raises(OutputError, match="cannot be written"):
        export(example_build, tmp_path / "file" / "graph", format=format)


def test_lines_of_several_files_cannot_be_printed(example_build: Path) -> None:
    with pytest.raises(SettingError, match="the format 'csv' is several files; say where to put them: --out FOLDER"):
        export_lines(example_build, format="csv")
