"""The views of a build: what they join, how strongly, by which thresholds, and that they look like maps."""

import math
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SettingError
from kg.export.views import EDGE_BASICS, NODE_BASICS, VIEWS, View, make_view
from kg.export.views.entities import WEIGHTS
from kg.model import Relation
from kg.pipeline import Build
from kg.tables import EntityRow, LinkRow, PaperRow, Tables, load

KINDS = [kind.value for kind in Relation]
NOTHING = Tables([], [], [], [], [], [])
TOLERANCE = 1e-6


def tables(mentions: dict[str, set[str]]) -> Tables:
    """Return tables in which papers mention entities; an entity is of the kind that its name begins with."""
    counts = Counter(entity for entities in mentions.values() for entity in entities)
    papers = [
        PaperRow(f"paper/{name}", f"On {name}", "", ["Ada M."], 2020, "Coast", "", (), number % 2, number * 1.0, 0.5)
        for number, name in enumerate(sorted(mentions))
    ]
    entities = [
        EntityRow(name, name.partition("/")[0], name.upper(), ["other"], counts[name], number % 2, number * 1.0, 1.5)
        for number, name in enumerate(sorted(counts))
    ]
    links = [
        LinkRow(f"paper/{paper}", entity, relation, "used" if relation == "dataset" else "", 0.5, 2)
        for paper in sorted(mentions)
        for entity in sorted(mentions[paper])
        for relation in sorted({"keyword", entity.partition("/")[0]})
    ]
    return Tables(papers, entities, links, [], [], [])


TABLES = tables(
    {
        "a": {"dataset/fog", "task/sieve", "keyword/tide"},
        "b": {"dataset/fog", "task/sieve"},
        "c": {"dataset/fog", "keyword/tide", "technique/net"},
        "d": {"technique/net"},
        "e": {"metric/depth"},
        **{f"other{number}": set() for number in range(10)},
    }
)
ENTITIES = [f"{kind}/{number}" for kind in KINDS[:3] for number in range(3)]
CORPORA = st.dictionaries(
    st.sampled_from("abcdefghijklmno"), st.sets(st.sampled_from(ENTITIES), max_size=6), min_size=6, max_size=15
).map(tables)


def joined(view: View) -> dict[tuple[str, str], float]:
    return {(edge.source, edge.target): edge.weight for edge in view.edges()}


def told(view: View) -> dict[str, dict[str, object]]:
    names = [attribute.name for attribute in view.node_attributes]
    return {node.id: dict(zip(names, node.values, strict=True)) for node in view.nodes()}


def strongest(weights: dict[tuple[str, str], float], most: int) -> set[tuple[str, str]]:
    """Return the pairs among the `most` strongest of one of their two, by the definition."""
    sides = defaultdict(list)
    for (a, b), weight in weights.items():
        sides[a].append((-round(weight * 1e6), b, (a, b)))
        sides[b].append((-round(weight * 1e6), a, (a, b)))
    return {pair for found in sides.values() for _, _, pair in sorted(found)[:most]}


def test_all_shows_papers_entities_and_links() -> None:
    view = make_view(TABLES, "all")
    nodes = {node.id: node for node in view.nodes()}
    assert nodes.keys() == {row.paper_id for row in TABLES.papers} | {row.entity_id for row in TABLES.entities}
    edges = list(view.edges())
    assert [(e.source, e.target, e.relation, e.weight, *e.values) for e in edges] == [
        tuple(row)
        for row in ((r.paper_id, r.entity_id, r.relation, r.score, r.role, r.mention_count) for r in TABLES.links)
    ]
    assert told(view)["paper/a"]["degree"] == 5
    assert told(view)["dataset/fog"]["paper_count"] == 3
    assert (nodes["paper/a"].kind, nodes["dataset/fog"].kind) == ("paper", "dataset")
    assert {(row.x, row.y) for row in TABLES.papers} <= {(node.x, node.y) for node in nodes.values()}


def test_all_leaves_out_kinds_and_rare_entities_with_their_links() -> None:
    view = make_view(TABLES, "all", kinds=["dataset", "technique"], min_papers=3)
    assert [node.id for node in view.nodes() if node.kind != "paper"] == ["dataset/fog"]
    assert {edge.target for edge in view.edges()} == {"dataset/fog"}
    assert told(view)["paper/a"]["degree"] == 2


def test_papers_are_joined_by_what_they_share() -> None:
    view = make_view(TABLES, "papers")
    rare, common = math.log(15 / 2), math.log(15 / 3)
    assert joined(view) == pytest.approx(
        {
            ("paper/a", "paper/b"): rare + common,
            ("paper/a", "paper/c"): rare + common,
            ("paper/b", "paper/c"): common,
            ("paper/c", "paper/d"): rare,
        },
        abs=TOLERANCE,
    )
    first = next(view.edges())
    assert first.label == "TASK/SIEVE, DATASET/FOG"
    assert first.values == (("TASK/SIEVE", "DATASET/FOG"), 2)
    assert told(view)["paper/b"]["degree"] == 2
    assert told(view)["paper/b"]["strength"] == pytest.approx(rare + 2 * common, abs=TOLERANCE)


def test_papers_that_share_nothing_stay_on_the_map() -> None:
    view = make_view(TABLES, "papers")
    assert [node.id for node in view.nodes()] == [row.paper_id for row in TABLES.papers]
    assert told(view)["paper/e"]["degree"] == 0


@settings(max_examples=30, deadline=None)
@given(
    CORPORA,
    st.sets(st.sampled_from(KINDS[:3]), min_size=1),
    st.integers(1, 3),
    st.sampled_from([0, 1.5, 2.5]),
    st.integers(1, 3),
)
def test_papers_follow_their_definition(
    corpus: Tables, kinds: set[str], min_shared: int, min_weight: float, most: int
) -> None:
    mentioned: dict[str, set[str]] = {row.paper_id: set() for row in corpus.papers}
    for link in corpus.links:
        if link.entity_id.partition("/")[0] in kinds:
            mentioned[link.paper_id].add(link.entity_id)
    counts = Counter(entity for entities in mentioned.values() for entity in entities)
    counted = {entity for entity, count in counts.items() if count <= max(2, int(0.2 * len(mentioned)))}
    weights, enough = {}, set()
    for a, b in combinations(sorted(mentioned), 2):
        if shared := mentioned[a] & mentioned[b] & counted:
            weights[a, b] = sum(round(math.log(len(mentioned) / counts[entity]) * 1e6) for entity in shared) / 1e6
            if len(shared) >= min_shared and weights[a, b] >= min_weight:
                enough.add((a, b))
    view = make_view(
        corpus, "papers", kinds=sorted(kinds), min_shared=min_shared, min_weight=min_weight, strongest=most
    )
    kept = strongest(weights, most) & enough
    assert joined(view) == pytest.approx({pair: weights[pair] for pair in kept}, abs=2e-6)


@settings(max_examples=30, deadline=None)
@given(
    CORPORA,
    st.sets(st.sampled_from(KINDS[:3]), min_size=1),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(WEIGHTS),
)
def test_entities_follow_their_definition(
    corpus: Tables, kinds: set[str], min_papers: int, min_shared: int, weight: str
) -> None:
    papers_of: dict[str, set[str]] = defaultdict(set)
    for link in corpus.links:
        papers_of[link.entity_id].add(link.paper_id)
    total, measured = len(corpus.papers), {}
    for a, b in combinations(sorted(papers_of), 2):
        both, of_a, of_b = len(papers_of[a] & papers_of[b]), len(papers_of[a]), len(papers_of[b])
        if {a.partition("/")[0], b.partition("/")[0]} <= kinds and both >= min_shared and min(of_a, of_b) >= min_papers:
            strength = both * total / (of_a * of_b)
            npmi = math.log(strength) / -math.log(both / total) if both < total else 1.0
            measured[a, b] = {"papers": both, "association_strength": strength, "npmi": npmi}
    weights = {pair: measures[weight] for pair, measures in measured.items() if measures[weight] > TOLERANCE}
    view = make_view(
        corpus,
        "entities",
        kinds=sorted(kinds),
        min_papers=min_papers,
        min_shared=min_shared,
        weight=weight,
        strongest=20,
    )
    assert joined(view) == pytest.approx(weights, abs=TOLERANCE)
    for edge in view.edges():
        assert edge.values == pytest.approx(tuple(measured[edge.source, edge.target].values()), abs=TOLERANCE)
    assert {node.id for node in view.nodes()} == {end for pair in weights for end in pair}


def test_entities_keep_the_strongest_of_either() -> None:
    view = make_view(TABLES, "entities", min_papers=1, min_shared=1)
    weights = joined(view)
    assert weights["dataset/fog", "keyword/tide"] == 2
    kept = joined(make_view(TABLES, "entities", min_papers=1, min_shared=1, strongest=1))
    assert kept.keys() == strongest(weights, 1) < weights.keys()
    assert joined(make_view(TABLES, "entities")).keys() == {
        ("dataset/fog", "keyword/tide"),
        ("dataset/fog", "task/sieve"),
    }


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_the_same_whatever_the_order_and_the_moment(name: str) -> None:
    again = Tables(TABLES.papers, TABLES.entities, list(reversed(TABLES.links)), [], [], [])
    first, second = make_view(TABLES, name), make_view(again, name)
    assert list(first.nodes()) == list(first.nodes()) == list(second.nodes())
    assert sorted(first.edges()) == sorted(second.edges())


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_nothing_is_empty(name: str) -> None:
    view = make_view(NOTHING, name)
    assert (list(view.nodes()), list(view.edges())) == ([], [])


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_keeps_its_promises(name: str, example_build: Path) -> None:
    view = make_view(load(example_build), name)
    nodes, edges = list(view.nodes()), list(view.edges())
    identifiers = {node.id for node in nodes}
    assert len(identifiers) == len(nodes) > 50
    assert len({edge.id for edge in edges}) == len(edges) > 100
    assert len({(edge.source, edge.target, edge.relation) for edge in edges}) == len(edges)
    assert all({edge.source, edge.target} <= identifiers and edge.source != edge.target for edge in edges)
    assert all(edge.weight > 0 and edge.label for edge in edges)
    for row, attributes in ((nodes[0], view.node_attributes), (edges[0], view.edge_attributes)):
        for attribute, value in zip(attributes, row.values, strict=True):
            assert value is None or isinstance(value, attribute.type)


@pytest.mark.parametrize("name", ["papers", "entities"])
def test_communities_stand_apart_and_nodes_beside_one_another(name: str, example_build: Path) -> None:
    assert_looks_like_a_map(make_view(load(example_build), name))


def test_the_papers_of_the_listings_look_like_a_map(listings: Build) -> None:
    assert_looks_like_a_map(make_view(listings.tables, "papers"))


def assert_looks_like_a_map(view: View) -> None:
    """Assert that what stands nearest is mostly of the same community, and that no node covers another."""
    communities = {node: values["community"] for node, values in told(view).items()}
    nodes, sizes = list(view.nodes()), Counter(communities.values())
    same = []
    for node in nodes:
        by_distance = sorted(
            (math.dist((node.x, node.y), (other.x, other.y)), other) for other in nodes if other is not node
        )
        same += [
            communities[other.id] == communities[node.id]
            for _, other in by_distance[: min(5, sizes[communities[node.id]] - 1)]
        ]
        assert by_distance[0][0] > (node.size + by_distance[0][1].size) / 2
    assert sum(same) / len(same) > 0.8


@pytest.mark.parametrize(
    ("name", "thresholds", "message"),
    [
        ("authors", {}, "no view is called 'authors'; there are: all, papers, entities"),
        ("all", {"strongest": 3}, "the view 'all' has no threshold 'strongest'; it has: kinds, min_papers"),
        ("papers", {"weight": "npmi"}, "the view 'papers' has no threshold 'weight'; it has: kinds, min_shared"),
        ("papers", {"kinds": ["datasets"]}, "kinds: 'datasets' is none; there are: repository, dataset"),
        ("entities", {"weight": "pmi"}, "weight: 'pmi' is none; there are: papers, association_strength, npmi"),
        ("papers", {"strongest": 0}, "strongest is 0; expected 1 or more"),
        ("entities", {"min_weight": -1}, "min_weight is -1; expected 0 or more"),
    ],
)
def test_impossible_wishes_are_named(name: str, thresholds: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        make_view(TABLES, name, **thresholds)


@pytest.mark.parametrize("name", VIEWS)
def test_the_page_tells_what_every_attribute_means(name: str) -> None:
    page = (Path(__file__).parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
    view = make_view(NOTHING, name)
    for attribute in (*NODE_BASICS, *view.node_attributes, *EDGE_BASICS, *view.edge_attributes):
        rows = [line.split(" | ") for line in page.splitlines() if line.startswith(f"| `{attribute.name}` |")]
        (where,) = [where for _, where, meaning in rows if meaning == f"{attribute.meaning} |"]
        assert where == "every view" or name in where.split(", ")
