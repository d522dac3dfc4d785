"""What a user knows better goes before what resolution finds, and every merge says why."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.errors import InputError
from kg.lexicon import Entry, Lexicon
from kg.model import Field, Mention, Relation, Role
from kg.overrules import Overrules, load_overrules
from kg.resolve import Resolution, resolve
from kg.tables import load
from kg.text import variant_key

LEXICON = Lexicon(
    [
        Entry("SVHN", ("Street View House Numbers",), Relation.DATASET),
        Entry("HarborEval", (), Relation.DATASET),
        Entry("TideNet-101", (), Relation.TECHNIQUE),
    ]
)


def mention(
    surface: str, paper: str = "a", relation: Relation = Relation.DATASET, *, role: Role = Role.USED, name: str = ""
) -> Mention:
    return Mention(f"paper/{paper}", relation, Field.ABSTRACT, 0, len(surface), surface, "test", 0.9, role, name)


def resolved(mentions: Iterable[Mention], overrules: Overrules | None = None) -> Resolution:
    return resolve(mentions, lexicon=LEXICON, overrules=overrules or load_overrules())


def labels(resolution: Resolution) -> set[str]:
    return {entity.label for entity in resolution.entities}


def reasons(resolution: Resolution) -> set[tuple[str, str]]:
    return {(merge.name, merge.reason) for merge in resolution.merges}


def write(folder: Path, text: str) -> Path:
    path = folder / "names.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_alias_joins_what_nothing_else_would(tmp_path: Path) -> None:
    mentions = [mention("QuayBench", "a"), mention("the harbour test", "b")]
    assert labels(resolved(mentions)) == {"QuayBench", "the harbour test"}
    overrules = load_overrules(aliases=write(tmp_path, "# mine\n\nthe Harbour tests\tQuayBench\n"))
    resolution = resolved(mentions, overrules)
    assert labels(resolution) == {"QuayBench"}
    assert reasons(resolution) == {("the harbour test", "alias of the user")}


def test_an_alias_goes_before_the_lexicon(tmp_path: Path) -> None:
    overrules = load_overrules(aliases=write(tmp_path, "SVHN\tHouse Numbers\n"))
    assert labels(resolved([mention("SVHN", name="SVHN")], overrules)) == {"House Numbers"}


def test_a_pair_of_the_user_is_kept_apart_beside_those_that_kg_knows(tmp_path: Path) -> None:
    mentions = [mention("Tide", "a"), mention("TIDE", "b"), mention("Mamba", "c"), mention("MAMBA", "d")]
    assert labels(resolved(mentions)) == {"TIDE", "Mamba", "MAMBA"}
    overrules = load_overrules(not_same=write(tmp_path, "Tide\tTIDE\n"))
    assert labels(resolved(mentions, overrules)) == {"Tide", "TIDE", "Mamba", "MAMBA"}


def test_a_stopped_name_is_no_entity_in_any_variant(tmp_path: Path) -> None:
    mentions = [mention("sea state"), mention("Sea-States", "b"), mention("Cora", "c")]
    assert labels(resolved(mentions, load_overrules(stop=write(tmp_path, "sea state\n")))) == {"Cora"}


@pytest.mark.parametrize("slip", ["SVNH", "HarboorEval", "HaborEval"])
def test_a_slip_is_taken_for_the_name_that_was_meant(slip: str) -> None:
    resolution = resolved([mention(slip)])
    assert labels(resolution) <= {"SVHN", "HarborEval"}
    assert reasons(resolution) == {(slip, "slip of spelling")}


@pytest.mark.parametrize(
    "mentions",
    [
        [mention("HarbarEval")],
        [mention("SVHM")],
        [mention("SVNH", role=Role.INTRODUCED)],
        [mention("SVNH", "a"), mention("SVNH", "b")],
        [mention("SVNH", relation=Relation.TECHNIQUE)],
        [mention("TideNet-110", relation=Relation.TECHNIQUE)],
    ],
    ids=["another letter", "short", "introduced", "in two papers", "another kind", "digits"],
)
def test_what_is_no_slip_stays_itself(mentions: list[Mention]) -> None:
    assert labels(resolved(mentions)) == {mentions[0].surface}


def test_reasons_tell_how_a_name_came_to_its_entity() -> None:
    mentions = [
        mention("House Numbers of Street View", "a", name="SVHN"),
        mention("tidal boosting", "b", Relation.TECHNIQUE, name="tidal boosting"),
        mention("TBM", "b", Relation.TECHNIQUE, name="tidal boosting"),
        mention("TBM", "c", Relation.TECHNIQUE),
        mention("Tidal Boosting", "d", Relation.TECHNIQUE),
    ]
    assert reasons(resolved(mentions)) == {
        ("House Numbers of Street View", "lexicon"),
        ("TBM", "acronym in the paper"),
        ("TBM", "acronym in other papers"),
        ("Tidal Boosting", "variant of spelling"),
    }


@pytest.mark.parametrize("line", ["one name", "a\tb\tc", "a\ta", "\tb", "a\t "])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f"x\ty\n{line}\n")
    with pytest.raises(InputError, match=r"line 2: found .* expected two different names"):
        load_overrules(not_same=path)


def test_a_missing_file_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_overrules(stop=tmp_path / "none")
    (tmp_path / "latin").write_bytes("café".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_overrules(stop=tmp_path / "latin")


def test_build_obeys_the_files_and_the_manifest_names_what_they_said(tmp_path: Path) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(
        "Ropes: a Study\n\nWe train a vision transformer on the QuayBench dataset and on ImageNet. It holds well.\n",
        encoding="utf-8",
    )
    stop, aliases = tmp_path / "stop", tmp_path / "aliases"
    stop.write_text("ImageNet\n", encoding="utf-8")
    aliases.write_text("QuayBench\tQuay Benchmark\n", encoding="utf-8")
    out = tmp_path / "out"
    command = ["build", str(dump), "-o", str(out), "--stop", str(stop), "--aliases", str(aliases), "--quiet"]
    assert CliRunner().invoke(main, command).exit_code == 0
    found = {entity.label for entity in load(out).entities}
    assert "Quay Benchmark" in found
    assert "ImageNet" not in found
    manifest = (out / "manifest.json").read_text(encoding="utf-8")
    assert f'"{variant_key("QuayBench")}": "Quay Benchmark"' in manifest


def test_every_merge_of_the_example_is_listed_with_its_reason(example_build: Path) -> None:
    tables = load(example_build)
    surfaces = {(row.entity_id, row.surface) for row in tables.mentions if row.relation != "repository"}
    named = {(entity.entity_id, entity.label) for entity in tables.entities}
    listed = {(merge.entity_id, merge.name) for merge in tables.merges}
    assert surfaces - named <= listed
    assert len(kg.load(example_build).list_merges()) == len(tables.merges)
    answer = CliRunner().invoke(main, ["entities", "--merges", "--format", "csv", "-o", str(example_build)])
    assert "technique/vision_transformer,technique,vision transformer,ViT,lexicon," in answer.output
