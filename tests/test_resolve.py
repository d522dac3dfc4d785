"""Resolution: one thing is one entity, different things are not, and order does not count."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import extract
from kg.lexicon import Entry, Lexicon
from kg.model import Field, Mention, Paper, Relation, Role
from kg.overrules import load_overrules
from kg.resolve import Resolution, resolve
from kg.settings import Settings
from kg.text import variant_key

NO_LEXICON = Lexicon([])
TECHNIQUE, TASK, DATASET, KEYWORD = Relation.TECHNIQUE, Relation.TASK, Relation.DATASET, Relation.KEYWORD


def mention(
    surface: str,
    paper: str = "a",
    relation: Relation = TECHNIQUE,
    *,
    name: str = "",
    start: int = 0,
    role: Role = Role.NONE,
    score: float = 0.9,
) -> Mention:
    return Mention(
        f"paper/{paper}", relation, Field.ABSTRACT, start, start + len(surface), surface, "test", score, role, name
    )


def resolved(mentions: Iterable[Mention], lexicon: Lexicon = NO_LEXICON) -> Resolution:
    return resolve(mentions, lexicon=lexicon, overrules=load_overrules())


@pytest.mark.parametrize(
    ("variants", "label"),
    [
        (["fog horn", "Fog Horn", "FOG HORN"], "fog horn"),
        (["fog horn", "fog horns"], "fog horn"),
        (["fog horns", "Fog Horns"], "fog horn"),
        (["fog-horn", "fog horn", "foghorn"], "fog horn"),
        (["fog optimisation", "fog optimization"], "fog optimisation"),
        (["fog modelling", "fog modeling"], "fog modeling"),
        (["Poincaré fog", "Poincare fog"], "Poincare fog"),
        (["FogNets", "FogNet"], "FogNet"),
    ],
)
@pytest.mark.parametrize("papers", ["aaa", "abc"])
def test_variants_are_one_entity(variants: list[str], label: str, papers: str) -> None:
    mentions = [
        mention(surface, paper, start=10 * index)
        for index, (surface, paper) in enumerate(zip(variants, papers, strict=False))
    ]
    resolution = resolved(mentions)
    (entity,) = resolution.entities
    assert entity.label == label
    assert {entity.label, *entity.aliases} >= set(variants)
    assert entity.paper_count == len(set(papers[: len(variants)]))
    assert sum(link.mention_count for link in resolution.links) == len(variants)


def papers_with(*abstracts: str) -> list[Mention]:
    papers = [Paper(f"paper/{index}", "On boats", abstract) for index, abstract in enumerate(abstracts)]
    extractions = extract(papers, lexicon=NO_LEXICON, settings=Settings(min_score=0))
    return [found for extraction in extractions for found in extraction.mentions if found.relation is TECHNIQUE]


def test_an_acronym_means_across_papers_what_one_paper_says() -> None:
    mentions = papers_with(
        "We use gentle fog distillation (GFD) here.",
        "The GFD method is old.",
        "A gentle fog distillation is enough.",
    )
    entity = next(entity for entity in resolved(mentions).entities if "GFD" in {entity.label, *entity.aliases})
    assert (entity.label, entity.paper_count) == ("gentle fog distillation", 3)


def test_an_acronym_with_two_meanings_stands_for_neither_elsewhere() -> None:
    mentions = [
        mention("GFD", "a", name="gentle fog distillation"),
        mention("GFD", "b", name="grand fjord detector"),
        mention("GFD", "c"),
    ]
    assert {(entity.label, entity.paper_count) for entity in resolved(mentions).entities} == {
        ("gentle fog distillation", 1),
        ("grand fjord detector", 1),
        ("GFD", 1),
    }


def test_names_of_the_lexicon_lead_and_bring_their_aliases() -> None:
    lexicon = Lexicon([Entry("Fog Horn", ("FH", "mist horn"), TECHNIQUE)])
    mentions = [
        mention("mist horns", "a", name="Fog Horn"),
        mention("FH", "b", name="Fog Horn"),
        mention("fog-horn", "c"),
    ]
    (entity,) = resolved(mentions, lexicon).entities
    assert (entity.label, entity.paper_count) == ("Fog Horn", 3)
    assert entity.aliases == ("FH", "fog-horn", "mist horn", "mist horns")


@pytest.mark.parametrize("pair", sorted(map(sorted, load_overrules().not_same)), ids="|".join)
def test_pairs_that_are_not_the_same_never_meet(pair: list[str]) -> None:
    one, other = pair
    for mentions in (
        [mention(one, "a"), mention(other, "b")],
        [mention(one, "a"), mention(other, "a", start=30)],
        [mention(one, "a", DATASET), mention(other, "b", KEYWORD)],
        [mention(one, "a"), mention(other, "a", KEYWORD, start=30, name=one)],
    ):
        resolution = resolved(mentions)
        assert {entity.label for entity in resolution.entities} == {one, other}
        assert len({item.entity_id for item in resolution.mentions}) == 2


def test_variants_of_a_pair_go_with_the_one_that_they_look_like() -> None:
    mentions = [
        mention(surface, paper) for paper, surface in zip("abcd", ["Mamba", "MAMBA", "Mambas", "mamba"], strict=True)
    ]
    assert {(entity.label, entity.aliases) for entity in resolved(mentions).entities} == {
        ("MAMBA", ()),
        ("Mamba", ("Mambas", "mamba")),
    }


def test_two_relations_make_one_entity_with_two_links() -> None:
    resolution = resolved([mention("fog horn"), mention("fog horns", relation=KEYWORD, start=20)])
    (entity,) = resolution.entities
    assert (entity.entity_id, entity.kind) == ("technique/fog_horn", TECHNIQUE)
    assert [(link.entity_id, link.relation) for link in resolution.links] == [
        (entity.entity_id, KEYWORD),
        (entity.entity_id, TECHNIQUE),
    ]


@pytest.mark.parametrize(
    ("relations", "kind"),
    [
        ([TECHNIQUE, TASK], TECHNIQUE),
        ([TASK, DATASET], DATASET),
        ([KEYWORD, TASK], TASK),
        ([KEYWORD, Relation.METRIC, TECHNIQUE], Relation.METRIC),
        ([KEYWORD], KEYWORD),
    ],
)
def test_the_kind_is_the_most_specific(relations: list[Relation], kind: Relation) -> None:
    (entity,) = resolved(mention("FogHorn", relation=relation) for relation in relations).entities
    assert entity.kind is kind
    assert entity.entity_id.startswith(f"{kind}/")


def test_a_repository_is_nothing_but_a_repository() -> None:
    address = "https://github.com/moss/fog"
    resolution = resolved(
        [mention(address, relation=Relation.REPOSITORY, name="moss/fog"), mention("moss fog", start=40)]
    )
    assert {(entity.kind, entity.label, entity.aliases) for entity in resolution.entities} == {
        (Relation.REPOSITORY, "moss/fog", ()),
        (TECHNIQUE, "moss fog", ()),
    }


def test_a_link_has_the_strongest_role_the_best_score_and_all_mentions() -> None:
    mentions = [
        mention("FogNet", role=Role.COMPARED, score=0.5),
        mention("FogNet", role=Role.INTRODUCED, score=0.6, start=20),
        mention("FogNet", role=Role.USED, score=0.9, start=40),
    ]
    (link,) = resolved(mentions).links
    assert (link.role, link.score, link.mention_count) == (Role.INTRODUCED, 0.9, 3)


@pytest.mark.parametrize("relation", list(Relation))
def test_only_techniques_and_datasets_have_a_role(relation: Relation) -> None:
    (link,) = resolved([mention("moss/fog", relation=relation, role=Role.INTRODUCED)]).links
    assert (link.role is not Role.NONE) is (relation in (Relation.TECHNIQUE, Relation.DATASET))


def test_nothing_comes_of_nothing() -> None:
    assert resolved([]) == Resolution((), (), (), ())


SURFACES = st.sampled_from(
    ["fog horn", "Fog Horns", "fog-horn", "FH", "FHS", "FHSs", "Mamba", "MAMBA", "mambas", "LLaMA", "LLaMA-2", "FID"]
    + ["FiD", "a b", "Ab", "C++", "C", "Visual Commonsense Reasonings", "visual commonsense reasoning", "horn sieve"]
)
MENTIONS = st.lists(
    st.builds(
        mention,
        SURFACES,
        st.sampled_from("abcd"),
        st.sampled_from([TECHNIQUE, TASK, DATASET, KEYWORD]),
        name=st.just("") | SURFACES,
        start=st.integers(0, 50),
        role=st.sampled_from(Role),
        score=st.sampled_from([0.25, 0.5, 1.0]),
    ),
    max_size=15,
)


@given(MENTIONS, st.randoms(use_true_random=False))
def test_the_order_of_mentions_does_not_count(mentions: list[Mention], generator: random.Random) -> None:
    shuffled = mentions.copy()
    generator.shuffle(shuffled)
    assert resolved(shuffled) == resolved(mentions)


@given(MENTIONS)
def test_entities_links_and_mentions_fit_together(mentions: list[Mention]) -> None:
    resolution = resolved(mentions)
    ids = [entity.entity_id for entity in resolution.entities]
    assert ids == sorted(set(ids))
    assert sorted(item.mention for item in resolution.mentions) == sorted(mentions)
    assert sum(link.mention_count for link in resolution.links) == len(mentions)
    links = [(link.paper_id, link.entity_id, link.relation) for link in resolution.links]
    assert links == sorted(set(links))
    assert {(i.mention.paper_id, i.entity_id, i.mention.relation) for i in resolution.mentions} == set(links)
    for entity in resolution.entities:
        papers = {link.paper_id for link in resolution.links if link.entity_id == entity.entity_id}
        assert entity.paper_count == len(papers)
        assert entity.label not in entity.aliases
    entity_of = {item.mention.surface: item.entity_id for item in resolution.mentions if not item.mention.name}
    for one, first in entity_of.items():
        for other, second in entity_of.items():
            assert first != second or frozenset((one, other)) not in load_overrules().not_same
    for key in {variant_key(surface) for surface in entity_of} - {"mamba", "fid", "fhs", "visualcommonsensereasoning"}:
        assert len({entity for surface, entity in entity_of.items() if variant_key(surface) == key}) == 1
