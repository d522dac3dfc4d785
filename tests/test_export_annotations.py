"""The annotations export: what it holds, that it agrees with its build, that it appears whole or not at all."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.errors import OutputError
from kg.evaluate import Evaluation, evaluate
from kg.export import annotations as exporter
from kg.export.annotations import annotation_lines, annotations
from kg.export.lines import write_lines
from kg.gold import Gold, gold_line, read_gold
from kg.model import Relation
from kg.pipeline import Build
from kg.tables import EntityRow, LinkRow, MentionRow, PageRow, PaperRow, Tables, load

FIELDS = ["id", "title", "abstract", "datasets", "techniques", "tasks", "metrics", "repos", "pages", "keywords"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="kg")


def mention(entity: str, relation: str, surface: str, field: str, start: int) -> MentionRow:
    return MentionRow("paper/fog", entity, relation, surface, field, start, start + len(surface), "rule", 0.5)


def entity(entity_id: str, label: str) -> EntityRow:
    return EntityRow(entity_id, entity_id.partition("/")[0], label, [], 1, 0, 0.0, 0.0)


FOG = Tables(
    papers=[PaperRow("paper/fog", "Fognets", "A FogNet, see\u2028fog.", [], None, "", "", ["a"], 0, 0.0, 0.0)],
    entities=[
        entity("dataset/Mist", "Mist"),
        entity("keyword/fog", "fog"),
        entity("repository/a/b", "a/b"),
        entity("technique/FogNet", "FogNet"),
    ],
    links=[
        LinkRow("paper/fog", "dataset/Mist", "dataset", "used", 0.9, 0),
        LinkRow("paper/fog", "keyword/fog", "keyword", "", 0.2, 1),
        LinkRow("paper/fog", "repository/a/b", "repository", "", 1.0, 1),
        LinkRow("paper/fog", "technique/FogNet", "keyword", "", 0.7, 1),
        LinkRow("paper/fog", "technique/FogNet", "technique", "introduced", 0.9, 3),
    ],
    mentions=[
        mention("keyword/fog", "keyword", "fog", "abstract", 14),
        mention("technique/FogNet", "keyword", "FogNet", "abstract", 2),
        mention("technique/FogNet", "technique", "FogNet", "abstract", 2),
        mention("technique/FogNet", "technique", "FogNet", "abstract", 9),
        mention("technique/FogNet", "technique", "Fognets", "title", 0),
    ],
    related=[],
    pages=[PageRow("paper/fog", "https://example.org/fog")],
)


def test_a_paper_has_the_shape_of_an_annotated_one() -> None:
    (line,) = exporter.annotation_lines(FOG)
    assert list(json.loads(line)) == FIELDS
    assert json.loads(line) == {
        "id": "paper/fog",
        "title": "Fognets",
        "abstract": "A FogNet, see\u2028fog.",
        "datasets": [{"name": "Mist", "mentions": []}],
        "techniques": [{"name": "FogNet", "mentions": ["Fognets", "FogNet"], "role": "introduced"}],
        "tasks": [],
        "metrics": [],
        "repos": ["a/b"],
        "pages": ["https://example.org/fog"],
        "keywords": ["FogNet", "fog"],
    }
    assert line.splitlines() == [line]


def test_every_mention_is_in_the_text(example_build: Path) -> None:
    for paper in annotations(load(example_build)):
        text = f"{paper.title}\n{paper.abstract}"
        for entities in paper.entities.values():
            assert all(surface in text for item in entities for surface in item.mentions)
        assert all(keyword in text for keyword in paper.keywords or ())


def assert_perfect(found: Evaluation) -> None:
    assert found.papers_found == found.papers_gold
    for kind in found.kinds:
        counts = kind.entities.counts
        assert counts.gold, kind.kind
        assert (counts.precision, counts.recall, counts.f1) == (1.0, 1.0, 1.0), kind.kind
        assert not kind.missed
        assert not kind.wrong
        assert all(item.right == item.count for item in kind.reliability)
        assert kind.roles is None or kind.roles.accuracy == 1.0


def test_unchanged_it_agrees_with_its_build(example_build: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.jsonl"
    assert run("export", "--format", "jsonl", "-o", example_build, "--out", file).exit_code == 0
    assert_perfect(evaluate(read_gold(file), load(example_build), samples=10))
    told = json.loads(run("evaluate", file, example_build, "--format", "json", "--samples", 0).stdout)
    assert all(kind["entities"]["f1"] == 1.0 for kind in told["kinds"].values())


def test_unchanged_it_agrees_with_the_build_of_the_listings(listings: Build) -> None:
    gold = Gold("found", tuple(annotations(listings.tables)))
    assert_perfect(evaluate(gold, listings.tables, samples=0))


def test_what_a_person_corrects_counts(example_build: Path, tmp_path: Path) -> None:
    tables = load(example_build)
    lines = [json.loads(line) for line in exporter.annotation_lines(tables)]
    corrected = next(line for line in lines if line["title"] == "Attention Is All You Need")
    dropped = corrected["techniques"].pop()
    corrected["techniques"].append({"name": "warm-up of fog", "mentions": ["warm-up schedule of fog"], "role": "used"})
    file = tmp_path / "corrected.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    technique = evaluate(read_gold(file), tables, samples=0).kind("technique")
    assert [slip.name for slip in technique.wrong] == [dropped["name"]]
    assert [slip.name for slip in technique.missed] == ["warm-up of fog"]


def test_without_a_file_the_lines_are_printed(example_build: Path, tmp_path: Path) -> None:
    write_lines(annotation_lines(load(example_build)), tmp_path / "found.jsonl")
    assert run("export", "-o", example_build).stdout == (tmp_path / "found.jsonl").read_text(encoding="utf-8")


def test_it_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "found.jsonl"
    file.write_text("mine")

    def broken(_: object) -> str:
        raise RuntimeError("the power went")

    monkeypatch.setattr(exporter, "gold_line", broken)
    with pytest.raises(RuntimeError):
        write_lines(annotation_lines(FOG), file)
    assert [path.name for path in tmp_path.iterdir()] == ["found.jsonl"]
    assert file.read_text() == "mine"
    monkeypatch.setattr(exporter, "gold_line", gold_line)
    write_lines(annotation_lines(FOG), file)
    assert [path.name for path in tmp_path.iterdir()] == ["found.jsonl"]
    assert read_gold(file).papers[0].entities[Relation.TECHNIQUE][0].name == "FogNet"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for file in (tmp_path / "none" / "found.jsonl", tmp_path / "folder"):
        with pytest.raises(OutputError, match="cannot be written"):
            write_lines(annotation_lines(FOG), file)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
