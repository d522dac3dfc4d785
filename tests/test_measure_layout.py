"""The map of a large graph: groups side by side, apart from one another, near what they are joined to."""

import math
import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.measure.layout
from kg.incidence import Incidence
from kg.measure import measure_places
from kg.measure.discs import pack_discs
from kg.model import Link, Place, Relation, Role

RADII = st.lists(st.floats(0.5, 20), min_size=1, max_size=14)


@pytest.fixture
def in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out graphs of more than twelve nodes in groups, and groups of more than eight in groups of their own."""
    monkeypatch.setattr(kg.measure.layout, "_MOST_AT_ONCE", 12)
    monkeypatch.setattr(kg.measure.layout, "_MOST_IN_GROUP", 8)


def topics(*sizes: int, bridges: int = 2) -> list[Link]:
    """Return links of papers to three tasks of their topic, a few papers of each topic to a task of the next too."""
    pairs = [
        (f"paper/{topic}-{paper}", f"task/{topic}-{task}")
        for topic, size in enumerate(sizes)
        for paper in range(size)
        for task in range(3)
    ]
    pairs += [
        (f"paper/{topic}-{paper}", f"task/{(topic + 1) % len(sizes)}-0")
        for topic in range(len(sizes))
        for paper in range(bridges)
    ]
    return [Link(paper, task, Relation.TASK, Role.NONE, 1.0, 1) for paper, task in pairs]


def places_of(links: list[Link], *more: str) -> dict[str, Place]:
    return measure_places(sorted({*(link.paper_id for link in links), *more}), Incidence.of(links), seed=7)


@settings(deadline=None)
@given(RADII, st.randoms(use_true_random=False))
def test_no_disc_lies_over_another(radii: list[float], generator: random.Random) -> None:
    count = len(radii)
    ties = np.array([[generator.choice([0.0, 1.0, 9.0]) for _ in radii] for _ in radii])
    centres = pack_discs(np.array(radii), (ties + ties.T) * (1 - np.eye(count)))
    for one in range(count):
        for other in range(one):
            assert abs(centres[one] - centres[other]) >= (radii[one] + radii[other]) * (1 - 1e-5)


def test_a_disc_lies_beside_what_it_is_tied_to() -> None:
    ties = np.zeros((6, 6))
    ties[5, 4] = ties[4, 5] = 1.0
    centres = pack_discs(np.array([9.0, 5.0, 5.0, 5.0, 4.0, 1.0]), ties)
    assert math.isclose(abs(centres[5] - centres[4]), 5.0, rel_tol=1e-6)


@pytest.mark.usefixtures("in_groups")
def test_communities_of_a_large_graph_stand_apart() -> None:
    places = places_of(topics(40, 25, 25, 12, 9))
    communities: dict[int, list[complex]] = defaultdict(list)
    for place in places.values():
        communities[place.community].append(complex(place.x, place.y))
    assert len(communities) == 5
    discs = []
    for members in communities.values():
        centre = sum(members) / len(members)
        discs.append((centre, max(abs(place - centre) for place in members)))
    for number, (centre, radius) in enumerate(discs):
        for other, other_radius in discs[:number]:
            assert abs(centre - other) > radius + other_radius


@pytest.mark.usefixtures("in_groups")
def test_nodes_of_a_large_graph_have_room_and_no_more() -> None:
    places = places_of(topics(60, 30, 30))
    points = [(place.x, place.y) for place in places.values()]
    nearest = sorted(min(math.dist(one, other) for other in points if other != one) for one in points)
    assert nearest[0] > 5
    assert 40 < nearest[len(nearest) // 2] < 160


@pytest.mark.usefixtures("in_groups")
def test_papers_alone_stand_around_all_others() -> None:
    alone = [f"paper/alone-{number}" for number in range(30)]
    places = places_of(topics(20, 20), *alone)
    farthest = max(math.hypot(place.x, place.y) for node, place in places.items() if node not in alone)
    outside = [places[paper] for paper in alone]
    assert all(math.hypot(place.x, place.y) > farthest for place in outside)
    assert len({(place.x, place.y) for place in outside}) == len(alone)


@pytest.mark.usefixtures("in_groups")
def test_the_order_of_links_and_papers_does_not_count_in_a_large_graph() -> None:
    links = topics(30, 20, 10)
    papers = sorted({link.paper_id for link in links})
    shuffled, ids = links.copy(), papers.copy()
    random.Random(5).shuffle(shuffled)
    random.Random(6).shuffle(ids)
    assert measure_places(ids, Incidence.of(shuffled), seed=3) == measure_places(papers, Incidence.of(links), seed=3)


@pytest.mark.usefixtures("in_groups")
def test_what_has_no_communities_inside_is_laid_out_all_the_same() -> None:
    star = [Link(f"paper/{number}", "task/a", Relation.TASK, Role.NONE, 1.0, 1) for number in range(40)]
    places = places_of(star)
    assert len({(place.x, place.y) for place in places.values()}) == 41


def test_a_small_graph_is_laid_out_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.measure.layout, "pack_discs", None)
    assert len(places_of(topics(20, 20))) == 46
