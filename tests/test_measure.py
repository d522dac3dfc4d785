"""The map: communities and places that depend on the links alone."""

import math
import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.incidence import Incidence
from kg.measure import measure_places
from kg.model import Link, Relation, Role

Pair = tuple[str, str]
PAIRS = st.lists(
    st.tuples(st.sampled_from([f"paper/{i}" for i in range(7)]), st.sampled_from([f"task/{i}" for i in range(7)])),
    max_size=25,
)


def links(pairs: list[Pair]) -> Incidence:
    return Incidence.of(Link(paper, entity, Relation.TASK, Role.NONE, 1.0, 1) for paper, entity in pairs)


def papers(pairs: list[Pair], *more: str) -> list[str]:
    return sorted({*(paper for paper, _ in pairs), *more})


def cliques(*sizes: int) -> list[Pair]:
    """Return groups of papers, all papers of a group sharing the two tasks of the group."""
    return [
        (f"paper/{group}-{paper}", f"task/{group}-{task}")
        for group, size in enumerate(sizes)
        for paper in range(size)
        for task in range(2)
    ]


@settings(deadline=None, max_examples=40)
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_papers_and_links_does_not_count(pairs: list[Pair], generator: random.Random) -> None:
    ids, shuffled = papers(pairs, "paper/alone"), pairs.copy()
    places = measure_places(ids, links(pairs), seed=7)
    generator.shuffle(shuffled)
    generator.shuffle(ids)
    assert measure_places(ids, links(shuffled), seed=7) == places


@settings(deadline=None, max_examples=40)
@given(PAIRS)
def test_every_node_has_a_finite_place_and_a_community(pairs: list[Pair]) -> None:
    ids = papers(pairs, "paper/alone")
    places = measure_places(ids, links(pairs), seed=1)
    assert places.keys() == {*ids, *(entity for _, entity in pairs)}
    assert all(math.isfinite(place.x) and math.isfinite(place.y) for place in places.values())
    assert {place.community for place in places.values()} == set(range(len({p.community for p in places.values()})))


def test_what_shares_nothing_is_apart_and_the_largest_community_is_0() -> None:
    pairs = cliques(3, 9, 5)
    places = measure_places(papers(pairs), links(pairs), seed=7)
    for group, community in enumerate((2, 0, 1)):
        assert {place.community for node, place in places.items() if f"/{group}-" in node} == {community}
    sizes = Counter(place.community for place in places.values())
    assert [sizes[community] for community in range(3)] == sorted(sizes.values(), reverse=True)


def test_the_seed_is_obeyed() -> None:
    pairs = cliques(4, 4)
    maps = [measure_places(papers(pairs), links(pairs), seed=seed) for seed in (1, 1, 2)]
    assert maps[0] == maps[1]
    assert maps[0] != maps[2]


def test_nodes_of_the_map_stand_apart() -> None:
    pairs = cliques(4, 6)
    places = measure_places(papers(pairs), links(pairs), seed=7)
    assert len({(place.x, place.y) for place in places.values()}) == len(places)


def test_what_one_paper_alone_mentions_stands_by_it() -> None:
    pairs = [*cliques(3, 3), *(("paper/0-1", f"task/own-{number}") for number in range(9))]
    places = measure_places(papers(pairs), links(pairs), seed=7)
    home = places["paper/0-1"]
    own = [place for node, place in places.items() if "own" in node]
    assert {place.community for place in own} == {home.community}
    assert all(0 < math.dist((place.x, place.y), (home.x, home.y)) < 100 for place in own)
    assert len({(place.x, place.y) for place in own}) == 9


def test_two_relations_to_one_thing_count_once() -> None:
    pairs = cliques(3, 4)
    relations = (Relation.TASK, Relation.KEYWORD)
    twice = Incidence.of(Link(p, e, relation, Role.NONE, 1.0, 1) for relation in relations for p, e in pairs)
    assert measure_places(papers(pairs), twice, seed=7) == measure_places(papers(pairs), links(pairs), seed=7)


def test_no_papers_no_places() -> None:
    assert measure_places([], links([]), seed=7) == {}
