"""The tables as a contract, and the networkx graph that is made of them."""

from pathlib import Path

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import OutputError, SettingError
from kg.export.views import make_view
from kg.graph import to_networkx
from kg.tables import (
    SCHEMAS,
    ConflictRow,
    EntityRow,
    LinkRow,
    MentionRow,
    MergeRow,
    PageRow,
    PaperRow,
    ReferenceRow,
    RelatedRow,
    Tables,
    load,
    read_rows,
    read_tables,
    scan,
    write_tables,
)

STRING, INT, FLOAT, LIST = pa.string(), pa.int32(), pa.float64(), pa.list_(pa.string())
CONTRACT = {
    "papers": {
        "paper_id": STRING,
        "title": STRING,
        "abstract": STRING,
        "authors": LIST,
        "year": INT,
        "venue": STRING,
        "url": STRING,
        "sources": LIST,
        "community": INT,
        "x": FLOAT,
        "y": FLOAT,
        "doi": STRING,
        "arxiv_id": STRING,
        "given": STRING,
    },
    "entities": {
        "entity_id": STRING,
        "kind": STRING,
        "label": STRING,
        "aliases": LIST,
        "paper_count": INT,
        "community": INT,
        "x": FLOAT,
        "y": FLOAT,
    },
    "links": {
        "paper_id": STRING,
        "entity_id": STRING,
        "relation": STRING,
        "role": STRING,
        "score": FLOAT,
        "mention_count": INT,
    },
    "mentions": {
        "paper_id": STRING,
        "entity_id": STRING,
        "relation": STRING,
        "surface": STRING,
        "field": STRING,
        "start": INT,
        "end": INT,
        "rule": STRING,
        "score": FLOAT,
    },
    "related": {"paper_a": STRING, "paper_b": STRING, "weight": FLOAT, "shared": LIST},
    "pages": {"paper_id": STRING, "url": STRING},
    "merges": {"entity_id": STRING, "name": STRING, "reason": STRING, "paper_count": INT},
    "references": {"paper_id": STRING, "reference": STRING, "cited": STRING},
    "conflicts": {"paper_id": STRING, "field": STRING, "value": STRING, "sources": LIST, "kept": pa.bool_()},
}
PAPER = PaperRow("paper/a", "On fog", "We use FogNet.", ["Ada M."], 2020, "Coast", "", ["a.txt"], 0, 0.5, -1.5)
ENTITY = EntityRow("technique/FogNet", "technique", "FogNet", ["fog net"], 1, 0, 1.0, 2.0)
TABLES = Tables(
    papers=[PAPER, PAPER._replace(paper_id="paper/b", title="On tides", year=None, authors=[], abstract="")],
    entities=[ENTITY],
    links=[
        LinkRow("paper/a", "technique/FogNet", "keyword", "", 0.25, 1),
        LinkRow("paper/a", "technique/FogNet", "technique", "used", 0.75, 1),
    ],
    mentions=[MentionRow("paper/a", "technique/FogNet", "technique", "FogNet", "abstract", 7, 13, "lexicon", 0.75)],
    related=[RelatedRow("paper/a", "paper/b", 1.5, ["technique/FogNet"])],
    pages=[PageRow("paper/a", "https://example.org")],
    merges=[MergeRow("technique/FogNet", "fog net", "variant of spelling", 1)],
    references=[ReferenceRow("paper/a", "10.1000/tides", "paper/b"), ReferenceRow("paper/a", "Lamps", "")],
    conflicts=[ConflictRow("paper/a", "year", "2020", ["a.txt"], True)],
)
EMPTY = Tables([], [], [], [], [], [], [], [], [])


@pytest.mark.parametrize("name", CONTRACT)
def test_the_files_have_exactly_the_columns_of_the_contract(tmp_path: Path, name: str) -> None:
    for number, tables in enumerate((TABLES, EMPTY)):
        write_tables(tables, tmp_path / str(number))
        schema = pq.read_schema(tmp_path / str(number) / f"{name}.parquet")
        assert list(zip(schema.names, schema.types, strict=True)) == list(CONTRACT[name].items())
    assert SCHEMAS.keys() == CONTRACT.keys()


def test_tables_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "tables")
    assert load(tmp_path) == read_tables(tmp_path / "tables") == TABLES
    assert load(str(tmp_path)) == TABLES


def test_tables_can_be_walked_through_without_holding_them(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "tables")
    scanned = scan(tmp_path)
    for name in CONTRACT:
        rows = getattr(scanned, name)
        assert list(rows) == list(rows) == list(getattr(TABLES, name))
        assert len(rows) == len(getattr(TABLES, name))
    assert scanned.papers[-1] == TABLES.papers[-1]
    with pytest.raises(OutputError, match="no such table; build the graph first"):
        scan(tmp_path / "nothing")


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_tables(TABLES, tmp_path / folder)
    for name in CONTRACT:
        first, second = (tmp_path / folder / f"{name}.parquet" for folder in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(), max_size=3), st.text(), st.none() | st.integers(1000, 9999), st.floats(allow_nan=False))
def test_any_text_and_number_survives(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], text: str, year: int | None, number: float
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    paper = PAPER._replace(title=text, authors=texts, year=year, x=number)
    tables = Tables([paper], [ENTITY._replace(aliases=texts)], [], [], [], [], [], [], [])
    write_tables(tables, folder)
    assert read_tables(folder) == tables


def test_only_rows_that_are_asked_for_are_read(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path)
    assert read_rows(tmp_path, "papers") == TABLES.papers
    assert read_rows(tmp_path, "papers", paper_id=["paper/b", "paper/none"]) == [TABLES.papers[1]]
    assert read_rows(tmp_path, "links", paper_id=["paper/a"], relation=["keyword"]) == [
        link for link in TABLES.links if (link.paper_id, link.relation) == ("paper/a", "keyword")
    ]
    assert read_rows(tmp_path, "papers", paper_id=[]) == []


def test_a_missing_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"papers\.parquet: no such table.*kg build"):
        load(tmp_path)


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "tables")
    (tmp_path / "tables" / "links.parquet").write_bytes(b"no parquet")
    with pytest.raises(OutputError, match=r"links\.parquet: not a readable parquet file"):
        load(tmp_path)


def test_other_columns_are_refused_by_name(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "tables")
    pq.write_table(pa.table({"paper_id": ["paper/a"]}), tmp_path / "tables" / "pages.parquet")
    with pytest.raises(OutputError, match=r"found the columns paper_id, expected paper_id, url"):
        load(tmp_path)


def test_the_graph_has_the_tables_as_nodes_and_edges() -> None:
    graph = to_networkx(make_view(TABLES))
    assert isinstance(graph, nx.MultiGraph)
    assert list(graph) == ["paper/a", "paper/b", "technique/FogNet"]
    told = {"kind": "paper", "label": "On fog", "title": "On fog", "authors": ("Ada M.",), "year": 2020}
    assert graph.nodes["paper/a"].items() >= {**told, "venue": "Coast", "community": 0, "x": 0.5, "y": -1.5}.items()
    assert {"url", "aliases", "paper_count"}.isdisjoint(graph.nodes["paper/a"])
    assert graph.nodes["technique/FogNet"]["paper_count"] == ENTITY.paper_count
    assert [
        (*ends, {name: told.get(name) for name in ("relation", "weight", "role", "mentions")})
        for *ends, told in graph.edges(keys=True, data=True)
    ] == [
        (
            "paper/a",
            "technique/FogNet",
            link.relation,
            {
                "relation": link.relation,
                "weight": link.score,
                "role": link.role or None,
                "mentions": link.mention_count,
            },
        )
        for link in TABLES.links
    ]


@pytest.mark.parametrize("name", ["all", "papers", "entities"])
def test_the_graphs_of_a_build_are_its_views(name: str, example_build: Path) -> None:
    view = make_view(load(example_build), name)
    graph = kg.load(example_build).graph(name)
    nodes, edges = list(view.nodes()), list(view.edges())
    assert list(graph) == [node.id for node in nodes]
    assert graph.number_of_edges() == len(edges) > 0
    assert graph.is_multigraph() == (name == "all")
    for edge in edges:
        assert graph.has_edge(edge.source, edge.target)
    assert all(graph.degree(node) == told["degree"] for node, told in graph.nodes(data=True))


def test_thresholds_are_those_of_the_view(example_build: Path) -> None:
    graph = kg.load(example_build)
    datasets = graph.graph("entities", kinds=["dataset"], min_papers=3)
    assert {told["kind"] for _, told in datasets.nodes(data=True)} == {"dataset"}
    assert all(told["weight"] >= 10 for *_, told in graph.graph("papers", min_weight=10).edges(data=True))
    with pytest.raises(SettingError, match="no view is called 'people'; there are: all, papers, entities"):
        graph.graph("people")
    with pytest.raises(SettingError, match="the view 'papers' has no threshold 'least'"):
        graph.graph("papers", least=3)


def test_an_empty_graph() -> None:
    assert len(to_networkx(make_view(EMPTY))) == 0
