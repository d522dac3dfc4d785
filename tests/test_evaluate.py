"""Measuring a build: figures worked out by hand, laws that any measurement keeps, the reference counting of KG_GOLD."""

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import GoldError
from kg.evaluate import Counts, Evaluation, Interval, KindScore, evaluate
from kg.evaluate.bootstrap import draw_papers, pair_f1_interval
from kg.gold import ENTITY_FIELDS, Gold, GoldEntity, GoldPaper, gold_line, parse_gold, read_canon, read_gold
from kg.model import Relation
from kg.pipeline import Build, build
from kg.tables import EntityRow, LinkRow, MentionRow, PaperRow, Tables, load

ROOT = Path(__file__).parent.parent
LANDMARKS = ROOT / "docs" / "landmarks_gold.jsonl"
DATASET, TECHNIQUE, KEYWORD = Relation.DATASET, Relation.TECHNIQUE, Relation.KEYWORD
AUTHORS_PAPERS = 30
EVERY = "1000000"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="kg")


def paper(title: str) -> PaperRow:
    return PaperRow(f"paper/{title}", title, "", [], None, "", "", ["a"], 0, 0.0, 0.0)


def entity(kind: str, label: str) -> EntityRow:
    return EntityRow(f"{kind}/{label}", kind, label, [], 1, 0, 0.0, 0.0)


def made(*found: tuple[str, str, str, str, float, list[str]], papers: str = "") -> Tables:
    """Make tables of (title, relation, label, role, score, surfaces); `papers` are further titles."""
    titles = sorted({title for title, *_ in found} | set(papers.split()))
    links, mentions = [], []
    for title, relation, label, role, score, surfaces in found:
        links.append(
            LinkRow(f"paper/{title}", f"{relation}/{label}", relation, role, score, len(surfaces)),
        )
        mentions += [
            MentionRow(f"paper/{title}", f"{relation}/{label}", relation, surface, "abstract", 0, 1, "rule", score)
            for surface in surfaces
        ]
    entities = [entity(*pair) for pair in sorted({(relation, label) for _, relation, label, *_ in found})]
    return Tables([paper(title) for title in titles], entities, sorted(links), sorted(mentions), [], [])


def marked(title: str, **kinds: list[GoldEntity]) -> GoldPaper:
    return GoldPaper(title, entities={kind: tuple(kinds[kind]) for kind in ENTITY_FIELDS if kind in kinds})


def named(name: str, *mentions: str, role: str | None = None) -> GoldEntity:
    return GoldEntity(name, mentions, role)


FOG = made(
    ("Fog", "technique", "FogNet", "introduced", 0.95, ["FogNets"]),
    ("Fog", "technique", "fog lamp", "used", 0.55, ["fog lamps"]),
    ("Fog", "technique", "net of fog", "used", 0.5, ["FogNet"]),
    ("Fog", "dataset", "MistBank", "", 0.9, ["MistBank"]),
    ("Tide", "technique", "FogNet", "used", 0.95, ["FogNet"]),
    ("Tide", "dataset", "MistBank", "", 0.9, ["MistBank"]),
    ("Tide", "repository", "Sea/Tide", "", 1.0, ["https://github.com/sea/tide"]),
    ("Dew", "technique", "FogNet", "compared", 0.65, ["FogNet"]),
    ("Dew", "repository", "dew/drop", "", 1.0, ["https://github.com/dew/drop"]),
)
FOG_GOLD = Gold(
    "fog.jsonl",
    (
        GoldPaper(
            "fog",
            entities={
                TECHNIQUE: (named("FogNet", "FogNet", role="introduced"), named("gradient fog", "gradient of fog")),
                DATASET: (named("MistBank", "MistBank"),),
            },
        ),
        GoldPaper(
            "TIDE!",
            entities={TECHNIQUE: (named("fog net", "FogNet", role="compared"),), DATASET: ()},
            repositories=("sea/tide.git", "sea/shore"),
        ),
        GoldPaper("Dew", entities={TECHNIQUE: (), DATASET: (named("MistBank", "Mist Bank"),)}, repositories=()),
        GoldPaper("Snow", entities={TECHNIQUE: (named("FogNet", "FogNet"),)}),
    ),
)


def test_figures_are_those_worked_out_by_hand() -> None:
    found = evaluate(FOG_GOLD, FOG, samples=0)
    assert (found.papers_gold, found.papers_found) == (4, 3)
    technique, dataset, repository = found.kind("technique"), found.kind("dataset"), found.kind("repository")
    # Fog: FogNet hits; fog lamp and the second finding of FogNet are wrong. Tide hits. Dew is wrong. Snow is missed.
    assert technique.entities.counts == Counts(right=2, wrong=3, missed=2)
    assert technique.entities.counts.precision == pytest.approx(2 / 5)
    assert technique.entities.counts.recall == pytest.approx(2 / 4)
    assert technique.entities.counts.f1 == pytest.approx(4 / 9)
    assert technique.roles is not None
    assert (technique.roles.right, technique.roles.matched, technique.roles.accuracy) == (1, 2, 0.5)
    # marked: FogNet joins Fog and Snow ("fog net" is another name); found: FogNet joins Fog, Tide and Dew
    assert technique.links is not None
    assert technique.links.counts == Counts(right=0, wrong=3, missed=1)
    assert dataset.entities.counts == Counts(right=1, wrong=1, missed=1)
    assert dataset.links is not None
    assert dataset.links.counts == Counts(right=0, wrong=1, missed=1)
    assert dataset.roles is None
    assert repository.entities.counts == Counts(right=1, wrong=1, missed=1)
    assert repository.links is None
    assert found.author_keywords is None


def test_canonical_names_join_what_was_annotated_under_two() -> None:
    canon = {("techniques", "fog net"): "FogNet", ("techniques", "FogNet"): "FogNet"}
    links = evaluate(FOG_GOLD, FOG, canon, samples=0).kind("technique").links
    assert links is not None
    assert links.counts == Counts(right=1, wrong=2, missed=2)


def test_the_worst_come_first_with_the_titles_as_annotated() -> None:
    found = evaluate(FOG_GOLD, FOG, samples=0)
    technique = found.kind("technique")
    assert [(slip.name, slip.titles) for slip in technique.missed] == [
        ("FogNet", ("Snow",)),
        ("gradient fog", ("fog",)),
    ]
    assert [(slip.name, slip.titles) for slip in technique.wrong] == [
        ("FogNet", ("Dew",)),
        ("fog lamp", ("fog",)),
        ("net of fog", ("fog",)),
    ]
    assert [slip.name for slip in found.kind("repository").missed] == ["sea/shore"]


def test_reliability_counts_what_is_right_by_tenths_of_the_score() -> None:
    bins = evaluate(FOG_GOLD, FOG, samples=0).kind("technique").reliability
    assert [(item.low, item.high, item.count, item.right) for item in bins] == [
        (0.5, 0.6, 2, 0),
        (0.6, 0.7, 1, 0),
        (0.9, 1.0, 2, 2),
    ]
    assert [item.mean_score for item in bins] == pytest.approx([0.525, 0.65, 0.95])
    assert [item.share for item in bins] == [0.0, 0.0, 1.0]


def test_a_kind_that_nobody_annotated_is_not_reported() -> None:
    gold = Gold("a", (marked("Fog", dataset=[named("MistBank", "MistBank")]),))
    found = evaluate(gold, FOG, samples=0)
    assert [kind.kind for kind in found.kinds if kind.annotated] == ["dataset"]
    assert found.kind("technique").entities.counts == Counts(0, 3, 0)
    with pytest.raises(KeyError):
        found.kind("paper")


def test_keywords_are_measured_against_annotators_and_against_authors() -> None:
    text = "Fog and tides, waves, foam and salt. The sea."
    tables = made(
        ("Sea", "keyword", "fog", "", 0.9, ["Fog"]),
        ("Sea", "keyword", "tide", "", 0.8, ["tides"]),
        ("Sea", "keyword", "wave", "", 0.7, ["waves"]),
        ("Sea", "keyword", "foam", "", 0.6, ["foam"]),
        ("Sea", "keyword", "sea", "", 0.5, ["sea"]),
        ("Sea", "keyword", "salt", "", 0.4, ["salt"]),
    )
    gold = GoldPaper("Sea", text, keywords=("fog", "waves", "rain"), author_keywords=("Tides", "salt", "foam", "snow"))
    found = evaluate(Gold("a", (gold,)), tables, samples=0)
    assert found.kind("keyword").entities.counts == Counts(right=2, wrong=4, missed=1)
    # three of the authors' keywords are in the text; the five best keywords hold two of them
    assert found.author_keywords is not None
    assert found.author_keywords.f1 == pytest.approx(2 * 2 / (5 + 3))
    assert found.author_keywords.papers == 1
    assert sum(item.right for item in found.author_keywords.reliability) == 3


def test_names_without_latin_letters_are_compared_as_they_are() -> None:
    tables = made(("霧", "technique", "潮", "used", 0.5, ["潮"]), papers="海")
    gold = Gold("a", (marked("霧", technique=[named("潮", "潮"), named("雪", "雪")]), marked("海", technique=[])))
    assert evaluate(gold, tables, samples=0).kind("technique").entities.counts == Counts(1, 0, 1)


def test_an_interval_is_the_middle_of_what_other_papers_would_give() -> None:
    gold = Gold("a", tuple(marked(f"p{n}", dataset=[named("FogSet", "FogSet")]) for n in range(40)))
    half = [(f"p{n}", "dataset", "FogSet", "", 0.9, ["FogSet"]) for n in range(20)]
    tables = made(*half, papers=" ".join(f"p{n}" for n in range(40)))
    score = evaluate(gold, tables).kind("dataset").entities
    assert score.counts.f1 == pytest.approx(2 / 3)
    assert score.interval is not None
    # recall is a mean of 40 draws of 0 or 1: half of it plus or minus 1.96 * 0.079
    low, high = (2 * recall / (1 + recall) for recall in (0.5 - 0.155, 0.5 + 0.155))
    assert score.interval.low == pytest.approx(low, abs=0.04)
    assert score.interval.high == pytest.approx(high, abs=0.04)
    assert evaluate(gold, tables) == evaluate(gold, tables)
    assert evaluate(gold, tables, samples=0).kind("dataset").entities.interval is None
    assert evaluate(gold, tables).kind("metric").entities.interval is None


def test_pairs_count_as_often_as_both_papers_are_drawn() -> None:
    draws = draw_papers(3, 200, seed=7)
    assert draws.shape == (200, 3)
    assert set(draws.sum(axis=1)) == {3}
    places = {"a": 0, "b": 1, "c": 2}
    right, wrong = [("a", "b")], [("a", "c")]
    figures = sorted(2 * a * b / (2 * a * b + a * c) for a, b, c in draws.tolist() if a * (b + c))
    drawn = pair_f1_interval(draws, places, right=right, wrong=wrong, missed=[])
    assert drawn is not None
    assert figures[0] <= drawn.low <= figures[len(figures) // 10]
    assert figures[-len(figures) // 10] <= drawn.high <= figures[-1]
    assert pair_f1_interval(draws, places, right=[], wrong=[], missed=[]) is None


KINDS = st.sampled_from([kind.value for kind in ENTITY_FIELDS])
ONE = st.tuples(st.sampled_from("abcdefgh"), KINDS, st.sampled_from(["Fog", "Tide", "Dew", "Ice", "fog"]))
FINDINGS = st.dictionaries(ONE, st.tuples(st.sampled_from(["used", "introduced"]), st.floats(0, 1)), min_size=1)


def drawn_tables(findings: dict[tuple[str, str, str], tuple[str, float]]) -> Tables:
    return made(
        *((title, kind, label, role, score, [f"{label}s"]) for (title, kind, label), (role, score) in findings.items()),
        papers=" ".join("abcdefgh"),
    )


def drawn_gold(findings: dict[tuple[str, str, str], tuple[str, float]]) -> Gold:
    papers = []
    for title in "abcdefgh":
        held = sorted((kind, label, role) for (at, kind, label), (role, _) in findings.items() if at == title)
        kinds = {
            kind.value: [named(label, label, role=role) for of, label, role in held if of == kind]
            for kind in ENTITY_FIELDS
        }
        papers.append(marked(title, **kinds))
    return Gold("drawn", tuple(papers))


@settings(max_examples=40, deadline=None)
@given(FINDINGS)
def test_what_agrees_wholly_scores_one(findings: dict[tuple[str, str, str], tuple[str, float]]) -> None:
    for kind in evaluate(drawn_gold(findings), drawn_tables(findings), samples=20).kinds:
        counts = kind.entities.counts
        assert counts.right == counts.gold == counts.predicted
        if counts.gold:
            assert (counts.precision, counts.recall, counts.f1) == (1.0, 1.0, 1.0)
            assert kind.entities.interval == Interval(1.0, 1.0)
        assert kind.roles is None or kind.roles.right == kind.roles.matched
        assert (kind.missed, kind.wrong) == ((), ())


@settings(max_examples=40, deadline=None)
@given(FINDINGS)
def test_what_found_nothing_scores_zero(findings: dict[tuple[str, str, str], tuple[str, float]]) -> None:
    for kind in evaluate(drawn_gold(findings), made(papers=" ".join("abcdefgh")), samples=20).kinds:
        counts = kind.entities.counts
        assert (counts.precision, counts.recall, counts.f1, counts.predicted) == (0.0, 0.0, 0.0, 0)
        assert sum(len(slip.titles) for slip in kind.missed) == counts.gold


@settings(max_examples=40, deadline=None)
@given(FINDINGS, FINDINGS, st.randoms(use_true_random=False))
def test_the_order_of_papers_and_rows_does_not_matter(
    found: dict[tuple[str, str, str], tuple[str, float]],
    gold: dict[tuple[str, str, str], tuple[str, float]],
    chance: random.Random,
) -> None:
    tables, annotated = drawn_tables(found), drawn_gold(gold)
    mixed = replace(
        tables,
        papers=chance.sample(tables.papers, len(tables.papers)),
        entities=chance.sample(tables.entities, len(tables.entities)),
        links=chance.sample(tables.links, len(tables.links)),
        mentions=chance.sample(tables.mentions, len(tables.mentions)),
    )
    turned = Gold("drawn", tuple(chance.sample(annotated.papers, len(annotated.papers))))
    assert evaluate(turned, mixed, samples=20) == evaluate(annotated, tables, samples=20)


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TEXTS = st.none() | st.lists(TEXT, max_size=3).map(tuple)


@settings(max_examples=60, deadline=None)
@given(
    TEXT.filter(str.strip),
    TEXT,
    st.lists(st.builds(named, TEXT, TEXT, role=st.sampled_from([None, "used"])), max_size=3),
    TEXTS,
    TEXTS,
)
def test_annotated_papers_are_read_as_they_were_written(
    title: str, abstract: str, entities: list[GoldEntity], words: tuple[str, ...] | None, pages: tuple[str, ...] | None
) -> None:
    written = GoldPaper(title, abstract, "id", {TECHNIQUE: tuple(entities)}, words, pages, words, words)
    line = gold_line(written)
    assert line.splitlines() == [line]
    assert parse_gold(f"\n{line}\n\n", "a").papers == (written,)
    assert parse_gold(line, "a").papers[0].line == 1


PAPER = '{"title": "Fog", "datasets": []}'


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "gold.jsonl: holds no annotated paper"),
        ([PAPER, "{"], "line 2: not JSON"),
        ([PAPER, "", "[1]"], "line 3: a JSON list, expected an object"),
        (['{"datasets": []}'], "line 1: the paper has no title"),
        (['{"title": " ", "datasets": []}'], "line 1: title is empty"),
        (['{"title": 3, "datasets": []}'], "line 1: title of the paper is 3, expected text"),
        (['{"title": "Fog", "dataset": []}'], "line 1: found title, dataset; expected at least one of datasets"),
        (['{"title": "Fog", "datasets": "ice"}'], 'line 1: datasets is "ice", expected a list'),
        (['{"title": "Fog", "datasets": ["ice"]}'], r'line 1: datasets\[0\] is "ice", expected an object with name'),
        (['{"title": "Fog", "tasks": [{"mentions": []}]}'], r"line 1: tasks\[0\] has no name, expected text"),
        (['{"title": "Fog", "tasks": [{"name": "a"}]}'], r"line 1: tasks\[0\] has no mentions, expected a list"),
        (['{"title": "Fog", "tasks": [{"name": "a", "mentions": [1]}]}'], r"mentions of tasks\[0\] holds 1, expected"),
        (
            ['{"title": "Fog", "techniques": [{"name": "a", "mentions": [], "role": "uses"}]}'],
            r'line 1: role of techniques\[0\] is "uses", expected introduced, used or compared',
        ),
        (['{"title": "Fog", "repos": "a/b"}'], "line 1: repos of the paper is"),
    ],
)
def test_a_bad_gold_file_is_told_with_file_and_line(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(GoldError, match=message) as error:
        read_gold(path)
    assert str(path) in str(error.value)


def test_a_gold_file_that_cannot_be_read_is_told(tmp_path: Path, example_build: Path) -> None:
    result = run("evaluate", tmp_path / "none.jsonl", example_build)
    assert result.exit_code == 1
    assert f"{tmp_path / 'none.jsonl'}: cannot be read (No such file or directory)" in result.stderr
    (tmp_path / "latin.jsonl").write_bytes(b'{"title": "ok", "tasks": []}\n\xff\n')
    with pytest.raises(GoldError, match="line 2: not UTF-8"):
        read_gold(tmp_path / "latin.jsonl")
    (tmp_path / "mark.jsonl").write_bytes(b"\xef\xbb\xbf" + PAPER.encode())
    assert read_gold(tmp_path / "mark.jsonl").papers[0].title == "Fog"


def test_a_gold_file_of_other_papers_is_told(tmp_path: Path, example_build: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"title": "A Study of Fog", "tasks": []}\n')
    result = run("evaluate", tmp_path / "gold.jsonl", example_build)
    assert result.exit_code == 1
    assert f"{tmp_path / 'gold.jsonl'}, line 1: no paper of the build has the title 'A Study of Fog'" in result.stderr
    with pytest.raises(GoldError, match="holds no annotated paper"):
        evaluate(Gold("a", ()), FOG)


def test_one_title_twice_is_told_with_both_lines() -> None:
    gold = parse_gold('{"title": "Fog", "tasks": []}\n\n{"title": "FOG!", "tasks": []}', "gold.jsonl")
    with pytest.raises(GoldError, match=r"gold.jsonl, line 3: the title 'FOG!' stands in line 1 already"):
        evaluate(gold, FOG)


@pytest.mark.parametrize("line", ["techniques\tViT", "method\tViT\tvision transformer", "ViT"])
def test_a_bad_file_of_canonical_names_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "canon.tsv"
    path.write_text(f"tasks\ta\tb\r\n\n{line}\n")
    with pytest.raises(GoldError, match=f"{re.escape(str(path))}, line 3: found .* expected one of datasets, "):
        read_canon(path)
    path.write_text("tasks\ta\tb\r\n\n")
    assert read_canon(path) == {("tasks", "a"): "b"}


def reference(gold: Path, build_folder: Path, *options: object) -> dict[str, Any]:
    script = Path(os.environ["KG_GOLD"]) / "score.py"
    command = [sys.executable, script, gold, build_folder, "--errors", EVERY, *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def as_reference(evaluation: Evaluation) -> dict[str, Any]:
    """Say an evaluation as the reference does."""
    told: dict[str, Any] = {"papers_gold": evaluation.papers_gold, "papers_found": evaluation.papers_found}
    for kind in evaluation.kinds:
        if kind.kind == KEYWORD:
            continue
        told[kind.kind] = _told(kind.entities.counts)
        if kind.roles is not None:
            told[kind.kind]["role_accuracy"] = round(kind.roles.accuracy, 3)
        if kind.links is not None:
            told[f"{kind.kind}_links"] = _told(kind.links.counts)
            told[f"{kind.kind}_missed"] = {slip.name: len(slip.titles) for slip in kind.missed}
            told[f"{kind.kind}_wrong"] = {slip.name: len(slip.titles) for slip in kind.wrong}
    found = evaluation.author_keywords
    if found is not None:
        told["keyword_F1@5"] = {"F1": round(found.f1, 3), "papers": found.papers}
    return told


def _told(counts: Counts) -> dict[str, float]:
    figures = {"P": counts.precision, "R": counts.recall, "F1": counts.f1}
    return {name: round(figure, 3) for name, figure in figures.items()} | {
        "gold": counts.gold,
        "predicted": counts.predicted,
    }


def assert_agrees(gold: Path, build_folder: Path, canon: Path | None = None) -> Evaluation:
    theirs = reference(gold, build_folder, *(["--canon", canon] if canon else []))
    for name in theirs:
        if name.endswith(("_missed", "_wrong")):
            counts = Counter[str]()
            for label, count in theirs[name]:
                counts[label] += count
            theirs[name] = dict(counts)
    evaluation = evaluate(read_gold(gold), load(build_folder), read_canon(canon) if canon else {}, samples=50)
    assert as_reference(evaluation) == theirs
    return evaluation


def test_figures_equal_the_reference_on_the_listings(gold: Path, listings: Build, listings_out: Path) -> None:
    assert listings.tables.papers
    for canon in (None, gold / "listings_dev_canon.tsv"):
        found = assert_agrees(gold / "listings_dev.jsonl", listings_out, canon)
        assert found.papers_found == found.papers_gold
        assert found.kind("technique").entities.counts.right


def test_figures_equal_the_reference_on_keywords_of_authors(gold: Path, tmp_path: Path) -> None:
    for source in ("author_keywords_dev.jsonl", "conferences_train.jsonl"):
        with (gold / source).open(encoding="utf-8") as lines:
            (tmp_path / source).write_text("".join(islice(lines, AUTHORS_PAPERS)), encoding="utf-8")
    build([tmp_path], tmp_path / "out")
    authors = assert_agrees(tmp_path / "author_keywords_dev.jsonl", tmp_path / "out")
    assert authors.author_keywords is not None
    assert authors.author_keywords.papers > AUTHORS_PAPERS / 2
    assert assert_agrees(tmp_path / "conferences_train.jsonl", tmp_path / "out").papers_found == AUTHORS_PAPERS


def test_the_annotated_landmarks_follow_the_guide() -> None:
    gold = read_gold(LANDMARKS)
    assert len(gold.papers) == 8
    for annotated in gold.papers:
        text = f"{annotated.title}\n{annotated.abstract}"
        assert annotated.entities.keys() == ENTITY_FIELDS.keys()
        for kind, entities in annotated.entities.items():
            assert len({entity.name for entity in entities}) == len(entities)
            for item in entities:
                assert item.mentions
                assert all(mention in text for mention in item.mentions), item
                assert (item.role is not None) == (kind is TECHNIQUE)
        assert annotated.keywords is not None
        assert 5 <= len(annotated.keywords) <= 8
        assert all(keyword.lower() in text.lower() for keyword in annotated.keywords)


def test_the_landmarks_are_all_found_and_mostly_right(example_build: Path) -> None:
    found = evaluate(read_gold(LANDMARKS), load(example_build))
    assert (found.papers_gold, found.papers_found) == (8, 8)
    for kind in ("dataset", "technique", "task", "metric", "repository"):
        assert found.kind(kind).entities.counts.f1 > 0.6, kind


def test_json_holds_every_figure(example_build: Path) -> None:
    found = evaluate(read_gold(LANDMARKS), load(example_build))
    told = json.loads(run("evaluate", LANDMARKS, example_build, "--format", "json", "--errors", 2).stdout)
    assert (told["papers_gold"], told["papers_found"], told["samples"]) == (8, 8, 1000)
    assert told["author_keywords"] is None
    assert told["kinds"].keys() == {kind.kind for kind in found.kinds}
    for kind in found.kinds:
        assert_told(kind, told["kinds"][kind.kind])


def assert_told(kind: KindScore, told: dict[str, Any]) -> None:
    for score, record in ((kind.entities, told["entities"]), (kind.links, told["links"])):
        if score is None:
            assert record is None
            continue
        counts = score.counts
        assert (record["gold"], record["predicted"], record["right"]) == (counts.gold, counts.predicted, counts.right)
        assert record["f1"] == round(counts.f1, 3)
        assert score.interval is None or record["f1_interval"][0] == round(score.interval.low, 3)
    assert [slip["name"] for slip in told["missed"]] == [slip.name for slip in kind.missed[:2]]
    assert sum(item["count"] for item in told["reliability"]) == kind.entities.counts.predicted


def test_the_table_names_the_kinds_and_keeps_to_what_is_asked(example_build: Path) -> None:
    shown = run("evaluate", LANDMARKS, example_build, "--errors", 0, "--samples", 0).stdout
    assert shown.startswith("8 of 8 annotated papers are in the build\n")
    for name in ("dataset", "technique links", "technique role, accuracy", "repository"):
        assert f" {name} " in shown
    assert "Missed" not in shown


def test_the_documentation_shows_what_is_printed(example_build: Path) -> None:
    """Rewrites the example in docs/evaluate.md where KG_WRITE_DOCS is set."""
    path = ROOT / "docs" / "evaluate.md"
    printed = run("evaluate", LANDMARKS, example_build, "--errors", 1, "--format", "markdown").stdout
    shown = printed[: printed.index("Score of links")].strip()
    before, start, rest = path.read_text(encoding="utf-8").partition("<!-- printed -->\n")
    old, end, after = rest.partition("\n<!-- end -->")
    assert start
    assert end
    if "KG_WRITE_DOCS" in os.environ:
        path.write_text(before + start + shown + end + after, encoding="utf-8")
    else:
        assert old == shown, "run: KG_WRITE_DOCS=1 pytest tests/test_evaluate.py -k documentation"
