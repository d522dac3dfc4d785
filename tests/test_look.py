"""What the tables answer: similar papers, why two are linked, paths, gaps, trends; against plain definitions."""

import math
from collections.abc import Collection, Mapping
from itertools import combinations
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import made
from scipy.stats import hypergeom

import kg
from kg.engine import LocalEngine
from kg.errors import LookupFailedError
from kg.frames import Frames
from kg.incidence import Incidence
from kg.look.evidence import Sentence, sentences_of
from kg.look.explain import explain_papers
from kg.look.gaps import find_gaps
from kg.look.path import find_path
from kg.look.similar import similar_papers
from kg.look.trends import find_trends
from kg.model import Link, Relation, Role
from kg.relate import relate
from kg.settings import Settings
from kg.tables import EntityRow, LinkRow, MentionRow, PaperRow, Tables
from kg.text import Span

Mentioned = Mapping[str, Collection[str]]

ABSTRACT = "Kilns glow. We fire <clay> in kilns, and clay cools."
WORD = MentionRow("paper/a", "technique/t", "technique", "", "abstract", 0, 0, "lexicon", 1.0)


def tables_of(mentioned: Mentioned, *, years: Mapping[str, int | None] | None = None) -> Tables:
    """Return papers that mention entities, each in its title, as what the first part of the identifier says."""
    papers_of = {entity: [paper for paper in mentioned if entity in mentioned[paper]] for entity in _all(mentioned)}
    title = "On kilns and clay"
    return Tables(
        papers=[
            PaperRow(paper, f"{title} {paper}", "", [], (years or {}).get(paper), "", "", [], 0, 0.0, 0.0)
            for paper in sorted(mentioned)
        ],
        entities=[
            EntityRow(entity, entity.partition("/")[0], entity.partition("/")[2], [], len(papers), 0, 0.0, 0.0)
            for entity, papers in papers_of.items()
        ],
        links=[
            LinkRow(paper, entity, entity.partition("/")[0], "", 1.0, 1)
            for paper in sorted(mentioned)
            for entity in sorted(mentioned[paper])
        ],
        mentions=[
            MentionRow(paper, entity, entity.partition("/")[0], title[3:8], "title", 3, 8, "lexicon", 1.0)
            for paper in sorted(mentioned)
            for entity in sorted(mentioned[paper])
        ],
        related=[],
        pages=[],
    )


def _all(mentioned: Mentioned) -> list[str]:
    return sorted({entity for entities in mentioned.values() for entity in entities})


PAPERS = st.integers(2, 9).map(lambda count: [f"paper/{number}" for number in range(count)])
ENTITIES = [*(f"technique/{name}" for name in "pqrs"), *(f"dataset/{name}" for name in "xyz")]
GRAPHS = PAPERS.flatmap(
    lambda papers: st.fixed_dictionaries({paper: st.frozensets(st.sampled_from(ENTITIES)) for paper in papers})
)


def frames_of(mentioned: Mentioned, factory: pytest.TempPathFactory, *, max_share: float = 0.2) -> Frames:
    return made(tables_of(mentioned), factory.mktemp("made"), Settings(related_max_share=max_share))


@settings(max_examples=25, deadline=None)
@given(GRAPHS, st.sampled_from([0.2, 0.5, 1.0]))
def test_similar_papers_weigh_what_the_build_relates_them_by(
    tmp_path_factory: pytest.TempPathFactory, mentioned: Mentioned, max_share: float
) -> None:
    frames = frames_of(mentioned, tmp_path_factory, max_share=max_share)
    links = [Link(row.paper_id, row.entity_id, Relation.TASK, Role.NONE, 1.0, 1) for row in frames.rows("links")]
    related = relate(
        Incidence.of(links),
        engine=LocalEngine(),
        paper_count=len(mentioned),
        max_share=max_share,
        per_paper=1000,
        candidates=1_000_000,
    )
    pairs = list(related.pairs)
    labels = {row.entity_id: row.label for row in frames.rows("entities")}
    for paper in mentioned:
        found = similar_papers(frames, paper, k=1000)
        assert dict(zip(found["paper_id"], zip(found["weight"], found["shared"], strict=True), strict=True)) == {
            pair.paper_b if pair.paper_a == paper else pair.paper_a: (
                pair.weight,
                [labels[entity] for entity in pair.shared],
            )
            for pair in pairs
            if paper in (pair.paper_a, pair.paper_b)
        }
        assert found["weight"].is_monotonic_decreasing
        for row in found.itertuples():
            other = str(row.paper_id)
            explanation = explain_papers(frames, paper, other)
            assert (explanation.weight, explanation.overlap) == (row.weight, row.overlap)
            weighs = {entity: _weight(mentioned, entity, max_share) for entity in _all(mentioned)}
            both = sum(weighs[entity] for entity in set(mentioned[paper]) & set(mentioned[other]))
            either = sum(weighs[entity] for entity in set(mentioned[paper]) | set(mentioned[other]))
            assert row.overlap == pytest.approx(both / either if either else 0, abs=1e-5)


def _weight(mentioned: Mentioned, entity: str, max_share: float) -> float:
    papers = sum(entity in entities for entities in mentioned.values())
    counts = 1 < papers <= max(2, int(max_share * len(mentioned)))
    return math.log(len(mentioned) / papers) if counts else 0.0


def test_the_example_agrees_with_its_table_of_related_papers(example_build: Path) -> None:
    graph = kg.load(example_build)
    for paper in graph.papers["paper_id"][:12]:
        found = graph.similar(paper, k=100).set_index("paper_id")["weight"]
        for pair in graph.related.itertuples():
            if paper in (pair.paper_a, pair.paper_b):
                assert found[pair.paper_b if pair.paper_a == paper else pair.paper_a] == pair.weight


def test_only_so_many_similar_papers_the_closest_first(tmp_path: Path) -> None:
    mentioned = {"paper/a": ["task/p", "task/q"], "paper/b": ["task/p", "task/q"], "paper/c": ["task/q"], "paper/d": []}
    frames = made(tables_of(mentioned), tmp_path, Settings(related_max_share=1))
    assert similar_papers(frames, "paper/a")["paper_id"].tolist() == ["paper/b", "paper/c"]
    assert similar_papers(frames, "paper/a", k=1)["paper_id"].tolist() == ["paper/b"]
    alone = similar_papers(frames, "paper/d")
    assert (len(alone), list(alone)) == (0, ["paper_id", "title", "year", "weight", "overlap", "shared"])


@settings(max_examples=40, deadline=None)
@given(GRAPHS, st.data())
def test_a_path_is_as_short_as_networkx_finds_it(
    tmp_path_factory: pytest.TempPathFactory, mentioned: Mentioned, data: st.DataObject
) -> None:
    start, end = data.draw(st.permutations([*mentioned, *_all(mentioned)]))[:2]
    graph = nx.Graph()
    graph.add_nodes_from([*mentioned, *_all(mentioned)])
    for paper, entities in mentioned.items():
        for entity in entities:
            papers = sum(entity in others for others in mentioned.values())
            graph.add_edge(paper, entity, length=(1 + math.log(papers)) / 2)
    frames = frames_of(mentioned, tmp_path_factory)
    if not nx.has_path(graph, start, end):
        with pytest.raises(LookupFailedError, match=f"no path joins {start} and {end}"):
            find_path(frames, start, end)
        return
    path = find_path(frames, start, end)
    assert (path.nodes[0], path.nodes[-1]) == (start, end)
    assert path.length == pytest.approx(nx.dijkstra_path_length(graph, start, end, weight="length"), abs=1e-5)
    assert path.length == pytest.approx(nx.path_weight(graph, list(path.nodes), "length"), abs=1e-5)
    for pair, step in zip(zip(path.nodes, path.nodes[1:], strict=False), path.steps, strict=True):
        assert {step.evidence.paper.paper_id, step.entity_id} == set(pair)
        assert "«kilns»" in str(step.evidence.sentence)


def test_a_path_prefers_what_is_rare_and_explains_its_steps(tmp_path: Path) -> None:
    common = {f"paper/{number}": ["technique/common"] for number in range(30)}
    mentioned = {
        **common,
        "paper/0": ["technique/common", "dataset/rare"],
        "paper/1": ["dataset/rare", "task/rare"],
        "paper/2": ["technique/common", "task/rare"],
    }
    path = find_path(made(tables_of(mentioned), tmp_path), "paper/0", "paper/2")
    assert path.nodes == ("paper/0", "dataset/rare", "paper/1", "task/rare", "paper/2")
    assert path.length == round(2 + 2 * math.log(2), 6)
    assert repr(path).splitlines()[:3] == [
        "On kilns and clay paper/0",
        "    On «kilns» and clay paper/0",
        "rare (dataset, 2 papers)",
    ]
    frame = path.to_frame()
    assert frame["entity_id"].tolist() == ["dataset/rare", "dataset/rare", "task/rare", "task/rare"]
    assert path._repr_html_().count("<mark>kilns</mark>") == 4
    with pytest.raises(LookupFailedError, match="both are paper/0"):
        find_path(made(tables_of(mentioned), tmp_path), "paper/0", "paper/0")


@settings(max_examples=40, deadline=None)
@given(GRAPHS, st.integers(1, 3), st.integers(0, 2), st.sampled_from([("technique", "dataset"), ("task", "task")]))
def test_gaps_are_what_counting_gives(
    tmp_path_factory: pytest.TempPathFactory, mentioned: Mentioned, papers: int, together: int, kinds: tuple[str, str]
) -> None:
    mentioned = {
        paper: {entity.replace("technique", "task") if kinds[0] == "task" else entity for entity in entities}
        for paper, entities in mentioned.items()
    }
    found = find_gaps(frames_of(mentioned, tmp_path_factory), kinds=kinds, papers=papers, together=together, limit=None)
    having = {entity: {p for p, entities in mentioned.items() if entity in entities} for entity in _all(mentioned)}
    common = [entity for entity, those in having.items() if len(those) >= papers]
    one, other = ([entity for entity in common if entity.startswith(f"{kind}/")] for kind in kinds)
    pairs = combinations(one, 2) if kinds[0] == kinds[1] else ((a, b) for a in one for b in other)
    expected = {(a, b): len(having[a] & having[b]) for a, b in pairs if len(having[a] & having[b]) <= together}
    first, second = f"{kinds[0]}_id", f"{'other_' if kinds[0] == kinds[1] else ''}{kinds[1]}_id"
    assert dict(zip(zip(found[first], found[second], strict=True), found["together"], strict=True)) == expected
    for a, b, seen, mean, chance in zip(
        found[first], found[second], found["together"], found["expected"], found["chance"], strict=True
    ):
        counts = len(mentioned), len(having[a]), len(having[b])
        assert mean == pytest.approx(counts[1] * counts[2] / counts[0], abs=1e-5)
        assert chance == pytest.approx(hypergeom.cdf(seen, *counts), abs=1e-6)
    assert found["chance"].is_monotonic_increasing


def test_gaps_name_what_goes_with_both(tmp_path: Path) -> None:
    mentioned = {
        "paper/a": ["technique/p", "task/t"],
        "paper/b": ["dataset/x", "task/t"],
        "paper/c": ["technique/p", "task/u"],
        "paper/d": ["dataset/x"],
    }
    found = find_gaps(made(tables_of(mentioned), tmp_path), papers=2)
    assert found["via"].tolist() == [["t"]]
    assert list(found)[:6] == [
        "technique_id",
        "technique",
        "technique_papers",
        "dataset_id",
        "dataset",
        "dataset_papers",
    ]


def test_gaps_of_the_example_are_those_of_the_named_question(example_build: Path) -> None:
    graph = kg.load(example_build)
    asked = graph.query("gaps", papers=6)
    found = graph.gaps(papers=6)
    columns = ["technique", "technique_papers", "dataset", "dataset_papers"]
    assert {tuple(row) for row in found[columns].to_numpy()} == {tuple(row) for row in asked.to_numpy()}
    near = graph.gaps(papers=6, together=1, limit=None)
    assert set(near["together"]) == {0, 1}
    assert len(graph.gaps(papers=6, limit=3)) == 3


def test_trends_of_the_example_are_those_of_the_named_question(example_build: Path) -> None:
    graph = kg.load(example_build)
    asked = graph.query("rising-terms", since=2020, papers=4)
    found = graph.trends(since=2020, papers=4, limit=len(asked))
    assert found[["label", "before", "of_before", "after", "of_after"]].to_numpy().tolist() == asked.to_numpy().tolist()


YEARS = {"paper/a": 2001, "paper/b": 2002, "paper/c": 2003, "paper/d": 2003, "paper/e": None}


def test_trends_count_papers_by_year(tmp_path: Path) -> None:
    mentioned = {
        "paper/a": ["technique/old", "task/both"],
        "paper/b": ["technique/old", "task/both"],
        "paper/c": ["technique/new", "task/both"],
        "paper/d": ["technique/new", "task/both"],
        "paper/e": ["technique/new", "technique/rare"],
    }
    frames = made(tables_of(mentioned, years=YEARS), tmp_path)
    rising = find_trends(frames, papers=2)
    assert rising.to_dict("records") == [
        {
            "entity_id": "technique/new",
            "kind": "technique",
            "label": "new",
            "before": 0,
            "of_before": 2,
            "after": 2,
            "of_after": 2,
            "change": 1.0,
            "by_year": {2001: 0, 2002: 0, 2003: 2},
        }
    ]
    assert find_trends(frames, papers=2, falling=True)["label"].tolist() == ["old"]
    assert find_trends(frames, papers=1, since=2002)["label"].tolist() == ["new"]
    assert find_trends(frames, papers=1, kind="task").empty
    with pytest.raises(LookupFailedError, match="all years are before 2004; the papers are of 2001 to 2003"):
        find_trends(frames, since=2004)
    with pytest.raises(LookupFailedError, match="all years are from 2001 on"):
        find_trends(frames, since=2001)
    with pytest.raises(LookupFailedError, match="no kind is called 'boat'"):
        find_trends(frames, kind="boat")


def test_no_trends_without_years(tmp_path: Path) -> None:
    frames = made(tables_of({"paper/a": ["task/t"]}), tmp_path)
    with pytest.raises(LookupFailedError, match="no paper has a year"):
        find_trends(frames)


def test_one_year_has_no_trends(tmp_path: Path) -> None:
    frames = made(tables_of({"paper/a": ["task/t"]}, years={"paper/a": 2020}), tmp_path)
    with pytest.raises(LookupFailedError, match="all years are from 2020 on; the papers are of 2020 to 2020"):
        find_trends(frames)


def test_sentences_are_whole_and_their_words_marked() -> None:
    paper = PaperRow("paper/a", "Clay", ABSTRACT, [], None, "", "", [], 0, 0.0, 0.0)
    clay, again = ABSTRACT.index("<clay"), ABSTRACT.index("clay cools")
    places = [("abstract", clay + 1, clay + 5), ("abstract", clay, clay + 6), ("abstract", again, again + 4)]
    mentions = [WORD._replace(field=field, start=start, end=end) for field, start, end in [*places, ("title", 0, 4)]]
    found = sentences_of(paper, mentions)
    assert [str(sentence) for sentence in found] == ["«Clay»", "We fire «<clay>» in kilns, and «clay» cools."]
    assert found[1].__html__() == "We fire <mark>&lt;clay&gt;</mark> in kilns, and <mark>clay</mark> cools."


def test_what_a_source_gives_is_told_a_line_each() -> None:
    given = "kilns\nhttps://github.com/warm/kilns"
    paper = PaperRow("paper/a", "Clay", "", [], None, "", "", [], 0, 0.0, 0.0, given=given)
    found = sentences_of(paper, [WORD._replace(field="given", start=0, end=5)])
    assert [(sentence.field, str(sentence)) for sentence in found] == [("given", "«kilns»")]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=5))
def test_marked_sentences_keep_their_text(text: str, places: list[tuple[int, int]]) -> None:
    paper = PaperRow("paper/a", "", text, [], None, "", "", [], 0, 0.0, 0.0)
    spans = [Span(start, min(start + length, len(text))) for start, length in places if start < len(text)]
    for sentence in sentences_of(paper, [WORD._replace(start=start, end=end) for start, end in spans]):
        assert sentence.text in text
        assert sentence.marks == tuple(sorted(sentence.marks))
        assert all(0 <= mark.start < mark.end <= len(sentence.text) for mark in sentence.marks)
        assert sentence.marked("", "") == sentence.text


def test_an_explanation_tells_role_weight_and_sentences(example_build: Path) -> None:
    graph = kg.load(example_build)
    found = graph.explain("roberta", "electra")
    xlnet = found.shared[0]
    assert (xlnet.label, xlnet.papers, xlnet.weight) == ("XLNet", 3, round(math.log(66 / 3), 6))
    assert [evidence.role for evidence in xlnet.evidence] == ["compared", "used"]
    assert all("«XLNet»" in str(evidence.sentence) for evidence in xlnet.evidence)
    assert found.weight == pytest.approx(sum(entity.weight for entity in found.shared))
    asked = graph.query("shared-by-two-papers")
    assert sorted(asked["shared"]) == sorted(entity.label for entity in found.shared)
    frame = found.to_frame()
    assert frame["sentence"].str.contains("«").all()
    assert set(frame["paper_id"]) == {paper.paper_id for paper in found.papers}
    shown = found._repr_html_()
    assert "<mark>XLNet</mark>" in shown
    assert repr(found).splitlines()[2] == f"share 8 entities: weight {found.weight:.2f}, overlap 33%"


def test_an_explanation_of_what_shares_nothing_too_much_or_is_the_same(tmp_path: Path) -> None:
    mentioned = {f"paper/{number}": ["task/common"] for number in range(9)} | {"paper/x": ["task/other"]}
    frames = made(tables_of(mentioned), tmp_path)
    nothing = explain_papers(frames, "paper/0", "paper/x")
    assert (nothing.shared, nothing.weight, nothing.overlap) == ((), 0.0, 0.0)
    assert "share nothing" in repr(nothing)
    assert list(nothing.to_frame()) == list(explain_papers(frames, "paper/0", "paper/1").to_frame())
    assert "common (task, 9 papers, too common to count)" in repr(explain_papers(frames, "paper/0", "paper/1"))
    with pytest.raises(LookupFailedError, match="name two papers"):
        explain_papers(frames, "paper/0", "paper/0")


def test_hostile_text_stays_text_in_a_notebook() -> None:
    sentence = Sentence("title", "<script>run</script>", (Span(0, 8),))
    assert sentence.__html__() == "<mark>&lt;script&gt;</mark>run&lt;/script&gt;"


def test_frames_have_the_columns_and_types_that_are_documented(example_build: Path) -> None:
    graph = kg.load(example_build)
    assert graph.papers.dtypes["year"] == pd.Int64Dtype()
    assert graph.entities.dtypes["paper_count"] == "int64"
    assert isinstance(graph.entities["aliases"].iloc[0], list)
