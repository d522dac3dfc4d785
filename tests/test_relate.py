"""Related papers: the Ibis expressions against the formula computed pair by pair."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.relate
from kg.engine import LocalEngine
from kg.incidence import Incidence
from kg.model import Link, Related, Relation, Role
from kg.relate import Relations, relate

ENGINE = LocalEngine(workers=1)
PAPERS = [f"paper/{letter}" for letter in "abcdefgh"]
ENTITIES = [f"technique/{number}" for number in range(6)]
LINKS = st.lists(
    st.tuples(st.sampled_from(PAPERS), st.sampled_from(ENTITIES), st.sampled_from(list(Relation))), max_size=40
)
PAIRS = list[tuple[str, str, Relation]]


def links(rows: PAIRS) -> list[Link]:
    return [Link(paper, entity, relation, Role.NONE, 1.0, 1) for paper, entity, relation in rows]


def relations(
    rows: PAIRS, *, paper_count: int = 8, max_share: float = 0.5, per_paper: int = 3, candidates: int = 1000
) -> Relations:
    found = relate(
        Incidence.of(links(rows)),
        engine=ENGINE,
        paper_count=paper_count,
        max_share=max_share,
        per_paper=per_paper,
        candidates=candidates,
    )
    return Relations(list(found.pairs), found.capped)


def related(rows: PAIRS, *, paper_count: int = 8, max_share: float = 0.5, per_paper: int = 3) -> Sequence[Related]:
    return list(relations(rows, paper_count=paper_count, max_share=max_share, per_paper=per_paper).pairs)


def straightforward(
    rows: PAIRS, *, paper_count: int, max_share: float, per_paper: int, candidates: int = 1000
) -> Relations:
    """Return the related papers as the documentation of `relate` says, in loops."""
    entities_of: dict[str, set[str]] = defaultdict(set)
    papers_of: dict[str, set[str]] = defaultdict(set)
    for paper, entity, _ in rows:
        entities_of[paper].add(entity)
        papers_of[entity].add(paper)
    idf = {
        entity: round(math.log(paper_count / len(papers)) * 1_000_000)
        for entity, papers in papers_of.items()
        if 2 <= len(papers) <= max(2, int(max_share * paper_count))
    }
    weights, shared = {}, {}
    for pair in combinations(sorted(entities_of), 2):
        both = sorted(
            (entities_of[pair[0]] & entities_of[pair[1]]) & idf.keys(), key=lambda entity: (-idf[entity], entity)
        )
        if both:
            weights[pair], shared[pair] = sum(idf[entity] for entity in both), tuple(both)
    kept, capped = set(), Counter[str]()
    for paper in entities_of:
        rarest_first = sorted(entities_of[paper] & idf.keys(), key=lambda entity: (len(papers_of[entity]), entity))
        reach = accumulate(len(papers_of[entity]) - 1 for entity in rarest_first)
        within = [entity for entity, count in zip(rarest_first, reach, strict=True) if count <= candidates]
        brought = {other for entity in within for other in papers_of[entity]}
        sure = max((idf[entity] for entity in within if len(papers_of[entity]) > per_paper), default=0)
        for place, entity in enumerate(rarest_first[len(within) :], start=len(within)):
            capped[entity] += sum(idf[commoner] for commoner in rarest_first[place:]) >= sure
        own = [pair for pair in weights if paper in pair and {*pair} <= brought]
        own.sort(key=lambda pair: (-weights[pair], pair[0] if pair[1] == paper else pair[1]))
        kept |= set(own[:per_paper])
    return Relations(
        [Related(*pair, weights[pair] / 1_000_000, shared[pair]) for pair in sorted(kept)],
        dict(sorted((+capped).items(), key=lambda item: (-item[1], item[0]))),
    )


@settings(deadline=None, max_examples=40)
@given(
    LINKS,
    st.integers(8, 20),
    st.sampled_from([0.0, 0.2, 0.5, 1.0]),
    st.integers(1, 4),
    st.sampled_from([1, 2, 4, 6, 9, 1000]),
)
def test_the_expressions_are_the_formula(
    rows: PAIRS, paper_count: int, max_share: float, per_paper: int, candidates: int
) -> None:
    chosen = {"paper_count": paper_count, "per_paper": per_paper, "candidates": candidates}
    found = relations(rows, max_share=max_share, **chosen)
    expected = straightforward(rows, max_share=max_share, **chosen)
    assert (found, list(found.capped)) == (expected, list(expected.capped))


@settings(deadline=None, max_examples=15)
@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_links_do_not_count(rows: PAIRS, generator: random.Random) -> None:
    shuffled = rows + rows[:3]
    generator.shuffle(shuffled)
    assert related(shuffled) == related(rows)


def pairs(*rows: str) -> PAIRS:
    return [(f"paper/{row[0]}", f"technique/{entity}", Relation.TECHNIQUE) for row in rows for entity in row[1:]]


def test_rare_things_weigh_more_and_come_first() -> None:
    (found,) = related(pairs("axy", "bxy", "cx"), per_paper=1, paper_count=9, max_share=0.34)[:1]
    assert found.shared == ("technique/y", "technique/x")
    assert math.isclose(found.weight, math.log(9 / 2) + math.log(9 / 3), abs_tol=1e-6)


def test_what_too_many_papers_mention_relates_none_but_two_always_may() -> None:
    assert related(pairs("ax", "bx", "cx"), paper_count=10, max_share=0.2) == []
    assert len(related(pairs("ax", "bx", "cx"), paper_count=10, max_share=0.3)) == 3
    assert len(related(pairs("ax", "bx"), paper_count=10, max_share=0.0)) == 1


def test_a_pair_stays_where_it_is_strong_for_one_of_the_two() -> None:
    hub = related(pairs("awxyz", "bwx", "cy", "dz"), paper_count=20, per_paper=1)
    assert [(row.paper_a, row.paper_b) for row in hub] == [
        ("paper/a", "paper/b"),
        ("paper/a", "paper/c"),
        ("paper/a", "paper/d"),
    ]


def test_what_is_too_common_brings_no_papers_but_counts_in_the_weights() -> None:
    rows = pairs("axy", "bxy", "cy", "dy", "ey")
    found = relations(rows, paper_count=20, max_share=1.0, candidates=3)
    (pair,) = found.pairs
    assert (pair.paper_a, pair.paper_b) == ("paper/a", "paper/b")
    assert pair.shared == ("technique/x", "technique/y")
    assert math.isclose(pair.weight, math.log(20 / 2) + math.log(20 / 5), abs_tol=1e-6)
    assert found.capped == {"technique/y": 5}


def test_parts_of_the_papers_and_workers_make_what_all_at_once_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = random.Random(3)
    rows = [(generator.choice(PAPERS), generator.choice(ENTITIES), Relation.TASK) for _ in range(60)]
    at_once = related(rows)
    monkeypatch.setattr(kg.relate, "_ROWS_AT_ONCE", 5)
    monkeypatch.setattr(kg.relate, "_PAPERS_AT_ONCE", 3)
    assert related(rows) == at_once
    monkeypatch.setattr(f"{__name__}.ENGINE", LocalEngine(workers=2))
    assert related(rows) == at_once


def test_no_links_no_related_papers() -> None:
    assert related([]) == []
