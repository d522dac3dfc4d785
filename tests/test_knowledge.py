"""The Python names, the commands that look at a graph, and what both say of what they cannot do."""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, Store
from rdflib import Graph

import kg
from kg.cli import main
from kg.errors import LookupFailedError, OutputError, QueryError, SettingError
from kg.rows import ROW_FORMATS

BELLS = "Self-Tuning Bells: Reinforcement Learning in a Bell Tower"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="kg")


@pytest.fixture(scope="module")
def graph(example_build: Path) -> kg.KnowledgeGraph:
    return kg.load(example_build)


def test_build_returns_what_load_reads(tmp_path: Path) -> None:
    abstract = "We tune the bells of a tower by reinforcement learning, and compare with an agent that plays Atari."
    (tmp_path / "in.txt").write_text(f"Subscribe\n\n{BELLS}\n\n{abstract}\n")
    stop = tmp_path / "stop.txt"
    stop.write_text("Atari\n")
    stages: list[str] = []
    built = kg.build(
        str(tmp_path / "in.txt"), tmp_path / "out", fast=True, keywords_per_paper=3, stop=stop, on_stage=stages.append
    )
    assert stages == ["read", "extract", "resolve", "relate", "measure", "export"]
    assert built.papers["title"].tolist() == [BELLS]
    assert "Atari" not in set(built.entities["label"])
    assert "reinforcement learning" in set(built.entities["label"])
    assert built.manifest["settings"]["keywords_per_paper"] == 3
    assert built.skipped.to_numpy().tolist() == [["in.txt", 1, "Subscribe", "page furniture"]]
    again = kg.load(str(tmp_path / "out"))
    assert again.folder == tmp_path / "out"
    for table in ("papers", "entities", "links", "mentions", "related"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(built, table))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"sede": 3}, "no setting is called 'sede'; did you mean seed?"),
        ({"seed": "three"}, "seed is 'three'; expected a whole number"),
        ({"seed": True}, "seed is True; expected a whole number"),
        ({"seed": -1}, "seed is -1; expected 0 to "),
        ({"fast": 1}, "fast is 1; expected true or false"),
    ],
)
def test_a_setting_that_cannot_be(settings: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as raised:
        kg.build(tmp_path, tmp_path / "out", **settings)
    assert told in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_a_graph_says_what_it_is(graph: kg.KnowledgeGraph) -> None:
    assert f"{len(graph.papers)} papers" in repr(graph)
    shown = graph._repr_html_()
    assert "ImageNet (19)" in shown
    assert ">community</th>" in shown
    assert graph.papers is graph.papers
    assert graph.stats().papers == len(graph.papers)


def test_a_title_in_a_notebook_is_escaped(tmp_path: Path) -> None:
    title = "Quays <script>run</script> and Tides"
    (tmp_path / "in.jsonl").write_text(json.dumps({"title": title, "abstract": "On quays."}) + "\n")
    shown = kg.build(tmp_path / "in.jsonl", tmp_path / "out", fast=True)._repr_html_()
    assert "<script" not in shown


def test_queries_give_typed_frames(graph: kg.KnowledgeGraph) -> None:
    found = graph.query("papers-by-dataset", dataset="imagenet")
    assert found.dtypes.astype(str).to_dict() == {"role": "object", "title": "object", "score": "Float64"}
    years = graph.query("SELECT ?year { ?paper dcterms:issued ?year } ORDER BY ?year")["year"]
    assert (str(years.dtype), years.iloc[0]) == ("Int64", 2013)
    assert graph.query("ASK { ?paper a kg:Paper }").to_dict("list") == {"answer": [True]}
    mixed = graph.query('SELECT ?x ?n { VALUES (?x ?n) { (1 1) ("a" UNDEF) } }')
    assert mixed["x"].tolist() == ["1", "a"]
    assert (str(mixed["n"].dtype), mixed["n"].tolist()) == ("Int64", [1, pd.NA])
    huge = graph.query('SELECT ("99999999999999999999"^^xsd:integer AS ?n) {}')
    assert huge["n"].tolist() == ["99999999999999999999"]
    nothing = graph.query("SELECT ?paper ?title { ?paper kg:nothing ?title }")
    assert (list(nothing), len(nothing)) == (["paper", "title"], 0)


def test_graphs_are_constructed(graph: kg.KnowledgeGraph) -> None:
    found = graph.construct("paper-neighbourhood", paper="graph attention networks")
    assert isinstance(found, Graph)
    assert len(found) > 10
    with pytest.raises(QueryError, match="`construct` returns it as an rdflib graph"):
        graph.query("paper-neighbourhood")
    with pytest.raises(QueryError, match="`query` returns them as a frame"):
        graph.construct("gaps")
    with pytest.raises(QueryError, match="did you mean gaps"):
        graph.query("gapps")
    with pytest.raises(QueryError, match="the query has no parameter 'paper'"):
        graph.query("gaps", paper=6)


def test_the_rdf_is_that_of_the_files(graph: kg.KnowledgeGraph) -> None:
    store = Store()
    store.bulk_load(path=graph.folder / "graph.ttl", format=RdfFormat.TURTLE)
    assert len(graph.rdf()) == len(store)
    store.bulk_load(path=graph.folder / "evidence.ttl", format=RdfFormat.TURTLE)
    assert len(graph.rdf(evidence=True)) == len(store)


def test_a_graph_is_validated_and_evaluated(graph: kg.KnowledgeGraph) -> None:
    assert not [check for check in graph.validate(shapes=False) if check.problems]
    gold = Path(__file__).parent.parent / "docs" / "landmarks_gold.jsonl"
    assert graph.evaluate(gold, samples=0).papers_found > 0


FRAMES = {
    ("entities",): lambda graph: graph.list_entities(),
    ("entities", "--kind", "dataset", "--sort", "label"): lambda graph: graph.list_entities("dataset", sort="label"),
    ("entities", "--merges", "--kind", "task"): lambda graph: graph.list_merges("task"),
    ("similar", "mask r-cnn", "-k", "4"): lambda graph: graph.similar("mask r-cnn", 4),
    ("path", "mask r-cnn", "GLUE"): lambda graph: graph.path("mask r-cnn", "GLUE").to_frame(),
    ("explain", "roberta", "electra"): lambda graph: graph.explain("roberta", "electra").to_frame(),
    ("gaps", "--kinds", "technique", "task", "--papers", "4", "--together", "1", "--limit", "9"): lambda graph: (
        graph.gaps(("technique", "task"), papers=4, together=1, limit=9)
    ),
    ("trends", "--kind", "dataset", "--falling", "--since", "2018"): lambda graph: graph.trends(
        "dataset", falling=True, since=2018
    ),
}


@pytest.mark.parametrize("arguments", FRAMES, ids=" ".join)
def test_a_command_prints_what_python_returns(arguments: Sequence[str], graph: kg.KnowledgeGraph) -> None:
    frame = FRAMES[tuple(arguments)](graph)
    assert len(frame) > 0
    printed = {
        format: run(*arguments, "-o", graph.folder, "--format", format).stdout for format in (*ROW_FORMATS, "table")
    }
    rows = json.loads(printed["json"])
    assert [list(row) for row in rows] == [list(frame)] * len(frame)
    assert rows == json.loads(frame.to_json(orient="records", double_precision=15))
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        read = list(csv.reader(io.StringIO(printed[format]), delimiter=delimiter))
        assert read[0] == list(frame)
        assert [len(row) for row in read] == [len(list(frame))] * (len(frame) + 1)
    assert printed["markdown"].count("\n| ") == len(frame) + 1
    assert "_id" not in printed["markdown"].splitlines()[0]
    assert printed["table"] == run(*arguments, "-o", graph.folder).stdout


def test_numbers_by_year_are_bars_for_people_and_numbers_for_programs(graph: kg.KnowledgeGraph) -> None:
    table, told = (run("trends", "-o", graph.folder, "--format", format).stdout for format in ("table", "csv"))
    (row,) = [line for line in table.splitlines() if " vision transformer " in line]
    assert row.rstrip().endswith("▁▁▁▁▁▁▁▁█▂▃")
    assert "2020: 0; 2021: 6; 2022: 1; 2023: 2" in told


def test_a_path_and_a_reason_are_told_in_words(graph: kg.KnowledgeGraph) -> None:
    assert run("path", "mask r-cnn", "GLUE", "-o", graph.folder).stdout == f"{graph.path('mask r-cnn', 'GLUE')}\n"
    told = run("explain", "roberta", "electra", "-o", graph.folder).stdout
    assert told == f"{graph.explain('roberta', 'electra')}\n"
    assert run("show", "mask r-cnn", "-o", graph.folder).stdout == f"{graph.paper('mask r-cnn')}\n"


UNKNOWN = [
    (["show", "no such paper"], lambda graph: graph.paper("no such paper"), "no title contains 'no such paper'"),
    (["similar", "bert"], lambda graph: graph.similar("bert"), "titles contain 'bert'; say more"),
    (["similar", "x y z"], lambda graph: graph.similar("x y z"), "no title contains 'x y z'"),
    (["explain", "roberta", "bert"], lambda graph: graph.explain("roberta", "bert"), "titles contain 'bert'"),
    (["explain", "roberta", "roberta"], lambda graph: graph.explain("roberta", "roberta"), "name two papers"),
    (["path", "roberta", "Imagnet"], lambda graph: graph.path("roberta", "Imagnet"), "did you mean 'ImageNet'"),
    (["entities", "--kind", "boat"], lambda graph: graph.list_entities("boat"), "no kind is called 'boat'; there are"),
    (["entities", "--merges", "--kind", "boat"], lambda graph: graph.list_merges("boat"), "no kind is called 'boat'"),
    (["entities", "--sort", "year"], lambda graph: graph.list_entities(sort="year"), "cannot be sorted by 'year'"),
    (["gaps", "--kinds", "boat", "task"], lambda graph: graph.gaps(("boat", "task")), "no kind is called 'boat'"),
    (["trends", "--kind", "boat"], lambda graph: graph.trends("boat"), "no kind is called 'boat'"),
    (["trends", "--since", "1900"], lambda graph: graph.trends(since=1900), "all years are from 1900 on"),
]


@pytest.mark.parametrize(
    ("arguments", "call", "told"), UNKNOWN, ids=lambda value: None if callable(value) else str(value)
)
def test_what_is_unknown_or_ambiguous_is_one_message(
    arguments: Sequence[str], call: object, told: str, graph: kg.KnowledgeGraph
) -> None:
    assert callable(call)
    with pytest.raises(LookupFailedError) as raised:
        call(graph)
    assert told in str(raised.value)
    result = run(*arguments, "-o", graph.folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"kg: {raised.value}\n"


COMMANDS = [
    ["show", "a"],
    ["similar", "a"],
    ["path", "a", "b"],
    ["explain", "a", "b"],
    ["entities"],
    ["gaps"],
    ["trends"],
]


CASES = ["missing", "file", "empty", "older table", "older setting", "older columns", "damaged", "bad manifest"]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("case", CASES)
def test_what_is_no_build_is_one_message(
    arguments: Sequence[str], case: str, graph: kg.KnowledgeGraph, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    again = f"build the graph again: kg build PATH... -o {out}"
    none = f"{out}: holds no build; make one first: kg build PATH... -o {out}"
    told = {
        "missing": none,
        "file": none,
        "empty": none,
        "older table": f"{out}: built by kg 0.0.9, without the table merges; this is kg 0.1.0: {again}",
        "older setting": f"{out}: built by kg 0.0.9, without the setting related_max_share; this is kg 0.1.0: {again}",
        "older columns": f"{out / 'tables' / 'links.parquet'}: found the columns paper_id, expected paper_id, "
        "entity_id, relation, role, score, mention_count; it was written by another version of kg: build the",
        "damaged": f"{out / 'tables' / 'papers.parquet'}: not a readable parquet file",
        "bad manifest": f"{out / 'manifest.json'}: cannot be read",
    }[case]
    if case == "file":
        out.write_text("a file")
    elif case == "empty":
        out.mkdir()
    elif case != "missing":
        shutil.copytree(graph.folder, out)
    if case.startswith("older"):
        manifest = {**json.loads((out / "manifest.json").read_text()), "versions": {"kg": "0.0.9"}}
        if case == "older setting":
            del manifest["settings"]["related_max_share"]
        (out / "manifest.json").write_text(json.dumps(manifest))
    if case == "older table":
        (out / "tables" / "merges.parquet").unlink()
    elif case == "older columns":
        pq.write_table(pa.table({"paper_id": ["paper/a"]}), out / "tables" / "links.parquet")
    elif case == "damaged":
        (out / "tables" / "papers.parquet").write_bytes(b"half")
    elif case == "bad manifest":
        (out / "manifest.json").write_text("{")
    with pytest.raises(OutputError) as raised:
        kg.load(out)
    assert str(raised.value).startswith(told)
    result = run(*arguments, "-o", out)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"kg: {raised.value}\n")
