"""`kg validate`: a sound build passes; whatever is broken in its tables or its graph is found and named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import OutputError
from kg.pipeline import build
from kg.tables import Tables, read_tables, write_tables
from kg.validate import Check, validate_build

PAPERS = [
    {"title": "FogNet: boats in fog", "abstract": "We propose FogNet, a ResNet, on ImageNet with top-1 accuracy."},
    {"title": "Buoys", "abstract": "A ResNet on ImageNet. Code: https://github.com/moss/buoys", "year": 2020},
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    (folder / "papers.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in PAPERS), encoding="utf-8")
    build([folder / "papers.jsonl"], folder / "out")
    return folder / "out"


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "out")


def problems(folder: Path, *, shapes: bool = True) -> dict[str, tuple[str, ...]]:
    return {check.title: check.problems for check in validate_build(folder, shapes=shapes) if check.problems}


def test_a_sound_build_has_no_problems(sound: Path) -> None:
    checks = list(validate_build(sound))
    assert len(checks) == 8
    assert all(check.looked_at > 0 and not check.problems for check in checks)
    assert len(list(validate_build(sound, shapes=False))) == 7


def test_the_listings_have_no_problems(listings_out: Path, listings: object) -> None:
    assert problems(listings_out, shapes=False) == {}


def first(rows: list[object], **changes: object) -> list[object]:
    return [rows[0]._replace(**changes), *rows[1:]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("table", "changes", "title", "told"),
    [
        ("links", {"entity_id": "dataset/none"}, "every identifier in the tables", "links: dataset/none is not there"),
        ("entities", {"paper_count": 99}, "every count", "said to be 99, counted "),
        ("links", {"mention_count": 99}, "every count", "said to be 99, counted "),
        ("mentions", {"start": 1}, "the text holds the words of every mention", "not "),
        ("papers", {"abstract": "Else."}, "the text holds the words of every mention", "holds "),
        ("links", {"relation": "task", "role": ""}, "the graph has the nodes", "the graph has not"),
        ("links", {"role": "compared"}, "the graph says what", "the tables have"),
        ("related", {"paper_b": "paper/none"}, "the graph has the nodes", "kg:Relatedness: the graph has related/"),
    ],
)
def test_broken_tables_are_found(copy: Path, table: str, changes: dict[str, object], title: str, told: str) -> None:
    tables = read_tables(copy / "tables")
    parts = {name: getattr(tables, name) for name in Tables.__slots__}
    write_tables(Tables(**parts | {table: first(parts[table], **changes)}), copy / "tables")
    found = {key: lines for key, lines in problems(copy, shapes=False).items() if key.startswith(title)}
    assert found
    assert any(told in line for lines in found.values() for line in lines), found


@pytest.mark.parametrize(
    ("file", "edit", "title", "told"),
    [
        (
            "graph.ttl",
            lambda text: text.replace("kg:Link ;", "kg:Nothing ;", 1),
            "the graph has the nodes",
            "kg:Link: ",
        ),
        ("graph.ttl", lambda text: text.replace("kg:Link ;", "kg:Nothing ;", 1), "every node that", "ontology#Nothing"),
        ("graph.ttl", lambda text: text + "<task/none> a kg:Task .", "every node has the shape", "task/none"),
        ("graph.ttl", lambda text: text + "<task/a> kg:related [] .", "every node that", "is a blank node"),
        (
            "graph.ttl",
            lambda text: text.replace("We propose", "I propose"),
            "the text holds the words of every span",
            "",
        ),
        (
            "evidence.ttl",
            lambda text: text.replace("oa:start 0", "oa:start 1"),
            "the text holds the words of",
            "are not",
        ),
        ("evidence.ttl", lambda text: text.replace("oa:prefix", "oa:suffix"), "every node has the shape", "oa:suffix"),
        ("evidence.ttl", lambda text: text.replace("kg:score 0.", "kg:score 7."), "every node has the", "kg:score"),
    ],
)
def test_a_broken_graph_is_found(copy: Path, file: str, edit: Callable[[str], str], title: str, told: str) -> None:
    before = (copy / file).read_text(encoding="utf-8")
    (copy / file).write_text(edit(before), encoding="utf-8")
    assert edit(before) != before
    found = {key: lines for key, lines in problems(copy).items() if key.startswith(title)}
    assert any(told in line for lines in found.values() for line in lines), problems(copy)


def test_a_manifest_that_counts_otherwise(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["counts"]["papers"] = 3
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert problems(copy, shapes=False) == {
        "every count is what can be counted": ("papers in manifest.json: said to be 3, counted 2",)
    }
    (copy / "manifest.json").unlink()
    with pytest.raises(OutputError, match=r"manifest\.json: cannot be read .* build the graph again"):
        problems(copy)


def test_the_command_reports_and_exits(copy: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["validate", str(copy)])
    assert done.exit_code == 0
    assert [line[:8] for line in done.stdout.splitlines()] == ["ok      "] * 8
    graph = copy / "graph.ttl"
    graph.write_text(graph.read_text(encoding="utf-8").replace("a kg:Link", "a kg:Task"), encoding="utf-8")
    done = CliRunner().invoke(main, ["validate", str(copy), "--no-shapes", "--most", "1"])
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    (failed,) = [index for index, line in enumerate(lines) if line.startswith("FAILED  the graph has the nodes")]
    assert lines[failed + 1].startswith("        kg:Link: the tables have link/")
    assert lines[failed + 2].startswith("        and ")
    missing = CliRunner().invoke(main, ["validate", str(tmp_path / "none")])
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "build the graph first" in missing.stderr


def test_a_check_reports_what_it_found() -> None:
    assert Check("all is well", 1200, ()).report(most=3) == "ok      all is well (1,200)"
