"""Resolution: one thing is one entity, different things are not, and order does not count."""

import inspect
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kg.cli import main
from kg.engine import LocalEngine
from kg.extract import extract
from kg.lexicon import Entry, Lexicon, load_lexicon
from kg.model import Field, Mention, Paper, Relation, Role
from kg.overrules import Overrules, load_overrules
from kg.pipeline import build
from kg.resolve import Census, Resolution, resolve
from kg.resolve.phrases import spell_out
from kg.settings import Settings
from kg.stats import graph_statistics
from kg.tables import SCHEMAS, load
from kg.text import variant_key

NO_LEXICON = Lexicon([])
ENGINE = LocalEngine(workers=1)
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
        (["fog dialogue", "fog dialog"], "fog dialog"),
        (["fog defence", "fog defense"], "fog defence"),
        (["fog-wise gauge", "fogwise gauge"], "fog-wise gauge"),
        (["fog analyses", "fog analysis"], "fog analysis"),
        (["β-fog", "beta-fog"], "beta-fog"),
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


def test_what_a_paper_calls_one_of_a_pair_does_not_name_the_other() -> None:
    resolution = resolved(
        [mention("Mamba", name="fog horn"), mention("Mamba", start=20), mention("MAMBA", start=40)],
    )
    assert {(item.mention.surface, item.entity_id) for item in resolution.mentions} == {
        ("Mamba", "technique/fog_horn"),
        ("MAMBA", "technique/MAMBA"),
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


def extracted(*abstracts: str) -> list[Mention]:
    """Return what extraction finds with kg's own lexicon, without keywords; the papers are 0, 1 and so on."""
    papers = [Paper(f"paper/{number}", "On boats", abstract) for number, abstract in enumerate(abstracts)]
    found = [found for item in extract(papers, lexicon=load_lexicon(), settings=Settings()) for found in item.mentions]
    return [mention for mention in found if mention.relation is not KEYWORD]


def named_in(resolution: Resolution, surface: str) -> dict[str, str]:
    """Return the label that a name has in each paper."""
    labels = {entity.entity_id: entity.label for entity in resolution.entities}
    return {
        item.mention.paper_id.removeprefix("paper/"): labels[item.entity_id]
        for item in resolution.mentions
        if item.mention.surface == surface
    }


def test_sizes_are_no_versions_and_versions_are_no_sizes() -> None:
    mentions = extracted("We tune LLaMA-2-7B on a boat.", "We tune LLaMA-2-13B.", "Beside LLaMA-7B, LLaMA and LLaMA-2.")
    resolution = resolved(mentions, load_lexicon())
    assert {(entity.label, entity.paper_count) for entity in resolution.entities} == {("LLaMA-2", 3), ("LLaMA", 1)}
    assert named_in(resolution, "LLaMA-2-7B") == {"0": "LLaMA-2"}
    assert named_in(resolution, "LLaMA-7B") == {"2": "LLaMA"}


def test_a_slip_in_a_text_is_taken_for_the_data_set_that_was_meant() -> None:
    mentions = extracted("We evaluate on SVNH and CIFAR-10.", "We evaluate on SVHN.")
    resolution = resolved(mentions, load_lexicon())
    assert named_in(resolution, "SVNH") == {"0": "SVHN"}
    assert ("SVNH", "slip of spelling") in {(merge.name, merge.reason) for merge in resolution.merges}


def test_mamba_and_mamba_stay_two_in_texts() -> None:
    mentions = extracted("We train Mamba, a state space model.", "We detect boats with MAMBA, a memory bank.")
    resolution = resolved(mentions, load_lexicon())
    assert named_in(resolution, "Mamba") == {"0": "Mamba"}
    assert named_in(resolution, "MAMBA") == {"1": "MAMBA"}


def test_an_ambiguous_acronym_means_what_its_paper_says() -> None:
    mentions = extracted(
        "The attack success rate (ASR) is high. A lower ASR is better.",
        "Automatic speech recognition (ASR) helps on boats. We train ASR here.",
        "We train ASR models.",
    )
    resolution = resolved(mentions, load_lexicon())
    speech = "automatic speech recognition"
    assert named_in(resolution, "ASR") == {"0": "attack success rate", "1": speech, "2": speech}
    assert ("ASR", "acronym in the paper") in {(merge.name, merge.reason) for merge in resolution.merges}
    (link,) = [link for link in resolution.links if link.paper_id == "paper/0"]
    assert (link.relation, link.mention_count) == (Relation.METRIC, 3)


@pytest.mark.parametrize(
    ("long", "long_name", "taken_for", "label"),
    [
        ("smoothing and mending", "", "Segment Anything Model", "smoothing and mending"),
        ("smoothing and mending", "Segment Anything Model", "Segment Anything Model", "smoothing and mending"),
        ("self-aware mooring", "self aware moorings", "", "self aware mooring"),
        ("segments of any mist", "", "Segment Anything Model", "Segment Anything Model"),
        ("smoothing and mending", "", "SAM", "SAM"),
        ("sea mooring", "", "Segment Anything Model", "Segment Anything Model"),
    ],
)
def test_a_definition_goes_before_the_lexicon_where_they_have_no_word_in_common(
    long: str, long_name: str, taken_for: str, label: str
) -> None:
    lexicon = Lexicon([Entry("Segment Anything Model", (), TECHNIQUE), Entry("SAM", (), TECHNIQUE)])
    mentions = [
        mention(long, name=long_name),
        mention("SAM", start=len(long) + 2, name=taken_for),
        mention("SAMs", start=90, name=taken_for),
        mention("SAM", "b", name="Segment Anything Model"),
    ]
    resolution = resolved(mentions, lexicon)
    assert named_in(resolution, "SAM") == {"a": label, "b": "Segment Anything Model"}
    assert named_in(resolution, "SAMs") == {"a": label}


def test_what_a_paper_writes_out_has_the_name_that_the_paper_gives_it_elsewhere() -> None:
    mentions = [
        mention("black-box fog mooring", name="FogMoor"),
        mention("Black-Box Fog Mooring", start=50),
        mention("black-box fog mooring", "b"),
    ]
    assert named_in(resolved(mentions), "Black-Box Fog Mooring") == {"a": "FogMoor"}
    assert named_in(resolved(mentions), "black-box fog mooring") == {"a": "FogMoor", "b": "black-box fog mooring"}
    two = [*mentions, mention("black-box fog moorings", name="BFM", start=90)]
    assert named_in(resolved(two), "Black-Box Fog Mooring")["a"] not in {"FogMoor", "BFM"}


def test_the_thresholds_of_resolution_are_those_of_the_settings() -> None:
    defaults = {name: value.default for name, value in inspect.signature(resolve).parameters.items()}
    settings = Settings()
    assert defaults["reworded_similarity"] == settings.reworded_similarity
    assert defaults["inferred_names"] == settings.inferred_names


def toward(*groups: set[str], cosine: float = 0.0) -> Callable[[str], NDArray[np.float32]]:
    """Return an encoder to which the names of a group are one, and names of two groups have this cosine."""

    def embed(name: str) -> NDArray[np.float32]:
        (place,) = [place for place, group in enumerate(groups) if name in group]
        vector = np.full(len(groups) + 1, 0.0, dtype=np.float32)
        vector[place], vector[-1] = np.sqrt(1 - cosine), np.sqrt(cosine)
        return vector

    return embed


def alike(name: str) -> NDArray[np.float32]:
    """Take all names for one."""
    del name
    return np.ones(1, dtype=np.float32)


REWORDED = [
    ("fog segmentation of boats", "boat fog segmentation"),
    ("summarization of text", "text summarization"),
    ("super-resolution of images", "image super-resolution"),
    ("detection of the faint foghorn", "faint foghorn detection"),
    ("grounding in 3D", "3D grounding"),
    ("deep unsupervised hashing", "unsupervised deep hashing"),
    ("boat-based tracking", "boat tracking"),
    ("fog-and-boat pretraining", "fog-boat pre-training"),
    ("positional fog encoding", "position fog encoding"),
    ("geometrical fog learning", "geometric fog learning"),
    ("tasks-specific tuning", "task-specific tuning"),
    ("visual fog encoder", "vision fog encoder"),
    ("latent fog modeling", "latent fog models"),
    ("domain adaption", "domain adaptation"),
    ("fog function approximator", "fog function approximation"),
    ("LLM-based sailing", "large language model sailing"),
    ("channel fog attention mechanism", "channel fog attention"),
    ("fog mooring strategies", "fog mooring approach"),
    ("vanilla fog decoding", "fog decoding"),
]


@pytest.mark.parametrize(("one", "other"), REWORDED)
def test_the_same_words_in_another_form_are_one_thing_where_the_encoder_says_so(one: str, other: str) -> None:
    lexicon = Lexicon([Entry("large language model", ("LLM",), TECHNIQUE)])
    mentions = [mention(one, "a"), mention(one, "b"), mention(other, "c")]

    def labels(embed: Callable[[str], NDArray[np.float32]] | None) -> list[str]:
        resolution = resolve(mentions, lexicon=lexicon, overrules=load_overrules(), embed=embed)
        return [entity.label for entity in resolution.entities]

    assert len(labels(alike)) == 1
    assert len(labels(None)) == 2
    first, second = (spell_out(name, {"LLM": "large language model"}) for name in (one, other))
    if first != second:
        near, far = toward({first}, {second}, cosine=0.86), toward({first}, {second}, cosine=0.84)
        assert (len(labels(near)), len(labels(far))) == (1, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("supervised fog hashing", "unsupervised fog hashing"),
        ("online fog hashing", "offline fog hashing"),
        ("autoregressive fog decoding", "non-autoregressive fog decoding"),
        ("inter-modal fog fusion", "intra-modal fog fusion"),
        ("2-bit fog quantization", "4-bit fog quantization"),
        ("fog model 2", "fog model 3"),
        ("3D-to-2D fog projection", "2D-to-3D fog projection"),
        ("fog-to-boat generation", "boat-to-fog generation"),
        ("fog to boat translation", "boat to fog translation"),
        ("learning with fog labels", "fog label learning"),
        ("learning without fog labels", "learning with fog labels"),
        ("fog from boats", "boats from fog"),
        ("fog network graph", "graph fog network"),
        ("search tree", "tree search"),
        ("compressed fog learning", "learned fog compression"),
        ("distributed fog learning", "distribution fog learning"),
        ("generative fog model", "fog model generation"),
        ("predictive fog model", "prediction fog model"),
        ("conditional decoder", "conditional decoding"),
        ("fog token", "fog tokenizer"),
        ("optimized alignment", "optimal alignment"),
        ("FogNet model", "FogNets++ model"),
        ("fog translation from boat", "boat translation from fog"),
        ("CLIP fogging", "clipped fogging"),
        ("Quantized Mist Modeling", "quantized mist model"),
        ("quantized", "quantization"),
        ("fog parsing-based method", "fog parsing"),
        ("mooring method", "mooring"),
        ("fog and mooring", "fog mooring"),
        ("model-based fog learning", "model fog learning"),
        ("boat-based fog tracking", "fog boat tracking"),
        ("fog map", "fog mapping"),
        ("fog hash codes", "fog hash coding"),
        ("boat evaluators", "boat evaluation"),
    ],
)
def test_names_that_differ_in_what_counts_stay_two_whatever_the_encoder_says(one: str, other: str) -> None:
    mentions = [mention(one, "a"), mention(other, "b")]
    resolution = resolve(mentions, lexicon=NO_LEXICON, overrules=load_overrules(), embed=alike, reworded_similarity=0)
    assert len(resolution.entities) == 2


def test_reworded_names_go_to_what_the_lexicon_knows_and_two_of_its_names_stay_two() -> None:
    mentions = [mention("fog modeling", "a"), mention("fog modeling", "b"), mention("fog model", "c", name="fog model")]
    for other, count in ((Entry("sea", (), TECHNIQUE), 1), (Entry("fog modeling", (), TECHNIQUE), 2)):
        lexicon = Lexicon([Entry("fog model", (), TECHNIQUE), other])
        resolution = resolve(mentions, lexicon=lexicon, overrules=load_overrules(), embed=alike)
        assert len(resolution.entities) == count
        assert "fog model" in {entity.label for entity in resolution.entities}
    resolution = resolve(mentions[1:], lexicon=NO_LEXICON, overrules=load_overrules(), embed=alike)
    (merge,) = resolution.merges
    assert (merge.name, merge.reason, merge.paper_count) == ("fog modeling", "same words in another form", 1)


def test_of_names_in_as_many_papers_the_shorter_leads() -> None:
    mentions = [mention("Gentle Fog Attention", "a"), mention("gentle fog attention", "b"), mention("x", "z")]
    longer = [mention("attention mechanism of gentle fog", paper) for paper in "cd"]
    resolution = resolve([*mentions, *longer], lexicon=NO_LEXICON, overrules=load_overrules(), embed=alike)
    assert ("gentle fog attention", 4) in {(entity.label, entity.paper_count) for entity in resolution.entities}


def test_kinds_do_not_mix_and_datasets_and_metrics_have_no_other_form() -> None:
    one, other = "summarization of text", "text summarization"
    for first, second, count in (
        (TASK, TASK, 1),
        (TASK, TECHNIQUE, 2),
        (KEYWORD, KEYWORD, 1),
        (DATASET, DATASET, 2),
        (Relation.METRIC, Relation.METRIC, 2),
    ):
        mentions = [mention(one, "a", first), mention(other, "b", second)]
        resolution = resolve(mentions, lexicon=NO_LEXICON, overrules=load_overrules(), embed=alike)
        assert len(resolution.entities) == count


def test_a_pair_of_the_user_keeps_other_forms_apart() -> None:
    mentions = [mention("summarization of text", "a"), mention("text summarization", "b")]
    pair = frozenset({frozenset(("Text summarizations", "summarization of text"))})
    resolution = resolve(mentions, lexicon=NO_LEXICON, overrules=Overrules({}, pair, frozenset()), embed=alike)
    assert len(resolution.entities) == 2


def test_no_chain_joins_what_no_pair_would() -> None:
    first, between, last = "deep fog hashing", "hashing of deep fog", "hashing of fog deep"
    vectors = {first: (1, 0), between: (0.9, np.sqrt(1 - 0.81)), last: (0.62, np.sqrt(1 - 0.62**2))}
    mentions = [mention(name, paper) for name, paper in zip(vectors, "abc", strict=True)]

    def embed(name: str) -> NDArray[np.float32]:
        return np.array(vectors[name], dtype=np.float32)

    assert float(embed(first) @ embed(last)) < 0.85 < float(embed(between) @ embed(last)) < 0.9
    for shuffled in (mentions, mentions[::-1]):
        resolution = resolve(shuffled, lexicon=NO_LEXICON, overrules=load_overrules(), embed=embed)
        groups = [{entity.label, *entity.aliases} for entity in resolution.entities]
        assert sorted(map(sorted, groups)) == [sorted([first, between]), [last]]


def inferred(count: int) -> list[Mention]:
    """Return mentions of one thing under as many acronyms, the first in most papers."""
    acronyms = [f"GF{chr(ord('A') + number)}" for number in range(count)]
    return [
        mention(acronym, f"{number}-{paper}", name="gentle fog")
        for number, acronym in enumerate(acronyms)
        for paper in range(count - number)
    ]


def test_an_entity_takes_in_so_many_inferred_names_and_lists_the_others() -> None:
    mentions = [*inferred(4), mention("Gentle Fogs", "x")]
    resolution = resolve(mentions, lexicon=NO_LEXICON, overrules=load_overrules(), inferred_names=2)
    assert {(entity.label, entity.paper_count) for entity in resolution.entities} == {
        ("gentle fog", 8),
        ("GFC", 2),
        ("GFD", 1),
    }
    left = {(merge.entity_id, merge.name, merge.paper_count) for merge in resolution.merges if "apart" in merge.reason}
    assert left == {("technique/gentle_fog", "GFC", 2), ("technique/gentle_fog", "GFD", 1)}
    assert not any("apart" in merge.reason for merge in resolved(mentions).merges)


def test_what_the_lexicon_and_a_user_vouch_for_does_not_count() -> None:
    lexicon = Lexicon([Entry("gentle fog", ("GFA", "GFB", "GFC"), TECHNIQUE)])
    mentions = [*inferred(3), mention("GFZ", "z")]
    overrules = Overrules({"gfz": "gentle fog"}, frozenset(), frozenset())
    resolution = resolve(mentions, lexicon=lexicon, overrules=overrules, inferred_names=0)
    assert {entity.label for entity in resolution.entities} == {"gentle fog"}


def test_the_manifest_the_statistics_and_the_list_of_merges_say_what_was_left_apart(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    abstracts = ("We use gentle fog distillation (GFD) here.", "The GFD method is old. Gentle fog distillation is new.")
    rows = [{"title": f"On boats {number}", "abstract": abstract} for number, abstract in enumerate(abstracts)]
    dump.write_text("\n".join(map(json.dumps, rows)))
    for most, count in ((0, 1), (20, 0)):
        out = tmp_path / str(most)
        build([dump], out, settings=Settings(min_score=0, inferred_names=most))
        assert json.loads((out / "manifest.json").read_text())["counts"]["left_apart"] == count
        assert graph_statistics(load(out)).left_apart == count
        assert ("1 names left apart" in CliRunner().invoke(main, ["stats", "-o", str(out)]).output) == bool(count)
        listed = CliRunner().invoke(main, ["entities", "--merges", "--format", "csv", "-o", str(out)]).output
        assert ("gentle fog distillation,GFD,left apart: too many names,2" in listed) == bool(count)


SURFACES = st.sampled_from(
    ["fog horn", "Fog Horns", "fog-horn", "FH", "FHS", "FHSs", "Mamba", "MAMBA", "mambas", "LLaMA", "LLaMA-2", "FID"]
    + [
        "sieve of horns",
        "horn sieving",
        "sieving of the horn",
        "FiD",
        "a b",
        "Ab",
        "C++",
        "C",
        "Visual Commonsense Reasonings",
        "visual commonsense reasoning",
        "horn sieve",
    ]
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
    for embed, most in ((None, 20), (alike, 20), (alike, 1)):
        one, other = (
            resolve(order, lexicon=NO_LEXICON, overrules=load_overrules(), embed=embed, inferred_names=most)
            for order in (mentions, shuffled)
        )
        assert one == other


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
    for paper in {item.mention.paper_id for item in resolution.mentions}:
        unnamed = [i for i in resolution.mentions if i.mention.paper_id == paper and not i.mention.name]
        entity_of = {item.mention.surface: item.entity_id for item in unnamed}
        for one, first in entity_of.items():
            for other, second in entity_of.items():
                assert first != second or frozenset((one, other)) not in load_overrules().not_same
        for key in {variant_key(name) for name in entity_of} - {"mamba", "fid", "fhs", "visualcommonsensereasoning"}:
            assert len({entity for name, entity in entity_of.items() if variant_key(name) == key}) == 1


@settings(max_examples=10, deadline=None)
@given(MENTIONS, st.randoms(use_true_random=False))
def test_a_census_resolves_as_memory_does(
    tmp_path_factory: pytest.TempPathFactory, mentions: list[Mention], generator: random.Random
) -> None:
    paper_ids = [f"paper/{letter}" for letter in "abcd"]
    options: dict[str, Any] = {"embed": alike, "reworded_similarity": 0.85, "inferred_names": 1}
    expected = resolve(mentions, lexicon=NO_LEXICON, overrules=load_overrules(), **options)
    with (
        pytest.MonkeyPatch.context() as patch,
        Census(paper_ids, tmp_path_factory.mktemp("census"), lexicon=NO_LEXICON, overrules=load_overrules()) as census,
    ):
        patch.setattr("kg.resolve.census._ROWS_AT_ONCE", 3)
        patch.setattr("kg.resolve.census._PAPERS_AT_ONCE", 2)
        for place in generator.sample(range(4), 4):
            census.add(place, sorted(mention for mention in mentions if mention.paper_id == paper_ids[place]))
        found = census.resolve(ENGINE, **options)
        links, linked = (pa.concat_tables(list(parts)).to_pylist() for parts in (found.links, found.mentions))
    assert (found.entities, found.merges) == (expected.entities, expected.merges)
    assert links == [asdict(link) for link in expected.links]
    names = [name for name in SCHEMAS["mentions"].names if name != "entity_id"]
    assert [(row["entity_id"], *(row[name] for name in names)) for row in linked] == [
        (item.entity_id, *(getattr(item.mention, name) for name in names)) for item in expected.mentions
    ]
