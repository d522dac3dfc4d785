"""Datasets, techniques, tasks and metrics: what the rules find, how they call it and where it stands."""

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import extract
from kg.extract.cues import role_for
from kg.extract.passage import make_passages
from kg.lexicon import Entry, Lexicon, load_lexicon
from kg.model import Field, Mention, Paper, Relation, Role
from kg.overrules import load_overrules
from kg.resolve import resolve
from kg.settings import Settings
from kg.text import Span

DATASET, TECHNIQUE, TASK, METRIC = Relation.DATASET, Relation.TECHNIQUE, Relation.TASK, Relation.METRIC
ENTITIES = (DATASET, TECHNIQUE, TASK, METRIC)
LENIENT = Settings(min_score=0.1)
OPENING = "Fog hides boats from each other. "


def found(
    abstract: str, title: str = "On fog", *, lexicon: Lexicon | None = None, settings: Settings = LENIENT
) -> list[Mention]:
    paper = Paper("paper/a", title, abstract)
    (extraction,) = extract([paper], lexicon=lexicon or load_lexicon(), settings=settings)
    return [mention for mention in extraction.mentions if mention.relation in ENTITIES]


def surfaces(mentions: Iterable[Mention], relation: Relation) -> list[str]:
    return [mention.surface for mention in mentions if mention.relation is relation]


def labels(mentions: Iterable[Mention], relation: Relation) -> set[str]:
    entities = resolve(mentions, lexicon=load_lexicon(), overrules=load_overrules()).entities
    return {entity.label for entity in entities if entity.kind is relation}


@pytest.mark.parametrize("written", ["vision transformer", "Vision Transformers", "vision-transformers", "ViT", "ViTs"])
def test_the_lexicon_is_found_in_every_variant(written: str) -> None:
    mentions = found(f"{OPENING}On it we run {written} by night.")
    assert surfaces(mentions, TECHNIQUE) == [written]
    assert {label.lower() for label in labels(mentions, TECHNIQUE)} == {"vision transformer"}


def test_a_name_with_capitals_matches_only_as_it_is_written() -> None:
    lexicon = Lexicon([Entry("RACE", (), DATASET)])
    assert surfaces(found(f"{OPENING}We read RACE twice.", lexicon=lexicon), DATASET) == ["RACE"]
    assert surfaces(found(f"{OPENING}We run a race twice.", lexicon=lexicon), DATASET) == []


@pytest.mark.parametrize(("spelling"), ["CIFAR-10", "CIFAR10", "CIFAR 10"])
def test_hyphen_space_and_nothing_join_a_name_alike(spelling: str) -> None:
    assert labels(found(f"{OPENING}We look at {spelling} again."), DATASET) == {"CIFAR-10"}


@pytest.mark.parametrize("noun", ["dataset", "benchmark", "corpus", "test set", "datasets"])
def test_a_name_called_data_is_a_dataset(noun: str) -> None:
    mentions = found(f"{OPENING}We report results on the HarbourBench {noun} in detail.")
    (surface,) = surfaces(mentions, DATASET)
    assert surface.startswith("HarbourBench")
    assert "HarbourBench" not in surfaces(mentions, TECHNIQUE)


def test_the_names_of_an_enumeration_share_their_kind() -> None:
    mentions = found(f"{OPENING}We test on benchmarks such as HarbourBench, FogNight and PierSet-3.")
    assert surfaces(mentions, DATASET) == ["HarbourBench", "FogNight", "PierSet-3"]


def test_a_known_name_tells_the_kind_of_its_neighbours() -> None:
    mentions = found(f"{OPENING}Numbers stand for ImageNet, FogNight, and PierSet.")
    assert {"ImageNet", "FogNight", "PierSet"} <= set(surfaces(mentions, DATASET))


@pytest.mark.parametrize("verb", ["propose", "introduce", "present"])
def test_what_the_paper_proposes_is_introduced(verb: str) -> None:
    mentions = found(f"{OPENING}We {verb} FogSieve, which listens before it looks.")
    assert [(m.surface, m.role) for m in mentions if m.relation is TECHNIQUE] == [("FogSieve", Role.INTRODUCED)]


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("We build every boat with ResNet inside.", Role.USED),
        ("Our boat outperforms ResNet by far.", Role.COMPARED),
        ("It is better than ResNet in rain.", Role.COMPARED),
        ("In this paper we introduce ResNet for boats.", Role.INTRODUCED),
    ],
)
def test_cues_of_roles(sentence: str, role: Role) -> None:
    (passage,) = make_passages(Paper("paper/a", "", sentence), load_lexicon())
    start = sentence.index("ResNet")
    assert role_for(TECHNIQUE, passage, Span(start, start + 6)) is role
    assert role_for(TASK, passage, Span(start, start + 6)) is Role.NONE


@pytest.mark.parametrize("fast", [False, True])
def test_what_is_presented_with_what_it_is_is_introduced_even_if_well_known(fast: bool) -> None:
    text = f"{OPENING}This work introduces the Transformer, a model of attention alone, to go beside an LSTM."
    roles = {m.surface: m.role for m in found(text, settings=Settings(fast=fast)) if m.relation is TECHNIQUE}
    assert roles["Transformer"] is Role.INTRODUCED
    assert roles["LSTM"] is not Role.INTRODUCED


def test_nothing_is_found_inside_an_address() -> None:
    text = f"{OPENING}We propose FogSieve, a filter. Code: https://github.com/moss/fogsieve and https://fogsieve.org/x"
    addresses = text.index("https:")
    assert surfaces(found(text), TECHNIQUE) == ["FogSieve"]
    assert all(mention.end < addresses for mention in found(text) if mention.relation is not Relation.REPOSITORY)


def test_mentions_of_one_kind_do_not_overlap_but_for_names_of_the_lexicon() -> None:
    text = f"{OPENING}We propose tidal contrastive learning with lantern graph networks and a FogSieve encoder."
    mentions = [m for m in found(text) if m.relation is TECHNIQUE and m.rule != "lexicon"]
    assert mentions
    for one, other in itertools.combinations(mentions, 2):
        assert one.end <= other.start or other.end <= one.start


def test_scores_are_probabilities_that_order_what_is_kept() -> None:
    text = f"{OPENING}We train ResNet on ImageNet with label smoothing and a careful schedule of our own making."
    every = found(text, settings=Settings(min_score=0))
    assert all(0 <= mention.score <= 1 for mention in every)
    for least in (0.2, 0.5, 0.9):
        kept = found(text, settings=Settings(min_score=least))
        assert kept == [mention for mention in every if mention.score >= least]


def test_tasks_and_metrics_have_no_role() -> None:
    mentions = found(f"{OPENING}We address image classification and report BLEU.")
    assert surfaces(mentions, TASK) == ["image classification"]
    assert surfaces(mentions, METRIC) == ["BLEU"]
    assert {m.role for m in mentions} == {Role.NONE}


@pytest.mark.parametrize(
    "text",
    [
        "We rely on a gentle fog distillation (GFD) here. Then GFD saves power.",
        "We rely on GFD (gentle fog distillation) here. Then GFD saves power.",
    ],
)
def test_an_acronym_and_its_long_form_are_one_thing(text: str) -> None:
    mentions = found(OPENING + text, lexicon=Lexicon([]))
    assert sorted(surfaces(mentions, TECHNIQUE)) == ["GFD", "GFD", "gentle fog distillation"]
    resolution = resolve(mentions, lexicon=Lexicon([]), overrules=load_overrules())
    assert [entity.label for entity in resolution.entities] == ["gentle fog distillation"]
    assert resolution.links[0].mention_count == 3


def test_an_acronym_that_the_lexicon_knows_names_its_long_form() -> None:
    mentions = found(f"{OPENING}We use low-rank adaptation (LoRA) here, and LoRA is small.")
    assert labels(mentions, TECHNIQUE) == {"LoRA"}


@pytest.mark.parametrize(
    ("title", "surface", "relation"),
    [
        ("FogSieve: Listening Before Looking", "FogSieve", TECHNIQUE),
        ("FogBook: A Dataset of films at night", "FogBook", DATASET),
        ("Lanterns in fog: a tale", "", None),
    ],
)
def test_the_name_before_the_colon_of_a_title(title: str, surface: str, relation: Relation | None) -> None:
    in_title = [m for m in found(OPENING, title, lexicon=Lexicon([])) if m.field is Field.TITLE and m.role]
    expected = [(surface, relation, Role.INTRODUCED)] if relation else []
    assert [(m.surface, m.relation, m.role) for m in in_title] == expected


def test_a_name_of_the_title_is_found_wherever_it_stands() -> None:
    abstract = f"{OPENING}Nobody saw Tidekeep coming. Still, Tidekeep works."
    mentions = found(abstract, "Tidekeep: Doors against the Sea", lexicon=Lexicon([]))
    assert [(m.field, m.surface) for m in mentions if m.relation is TECHNIQUE] == [
        (Field.ABSTRACT, "Tidekeep"),
        (Field.ABSTRACT, "Tidekeep"),
        (Field.TITLE, "Tidekeep"),
    ]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("LLaMA", "LLaMA"),
        ("LLaMA-7B", "LLaMA"),
        ("LLaMA-2", "LLaMA-2"),
        ("LLaMA-2-7B", "LLaMA-2"),
        ("ResNet-50", "ResNet"),
        ("ResNet50", "ResNet"),
        ("BERT-large", "BERT"),
        ("BERT", "BERT"),
    ],
)
def test_sizes_belong_to_the_surface_and_versions_to_the_name(written: str, label: str) -> None:
    mentions = found(f"{OPENING}On board we run {written} at night.")
    assert surfaces(mentions, TECHNIQUE) == [written]
    assert labels(mentions, TECHNIQUE) == {label}


def test_versions_are_things_of_their_own() -> None:
    mentions = found(f"{OPENING}On board we run LLaMA and LLaMA-2 at night.")
    assert labels(mentions, TECHNIQUE) == {"LLaMA", "LLaMA-2"}


@pytest.mark.parametrize("name", ["GPU", "neural network", "COVID-19", "deep learning", "NVIDIA"])
def test_stop_names_are_no_entities(name: str) -> None:
    text = f"{OPENING}We train the {name} model, then compare the {name} dataset. {name}s matter."
    assert name not in {m.surface for m in found(text)}


def test_mentions_below_the_threshold_are_dropped() -> None:
    text = f"{OPENING}We use gentle fog distillation, ResNet and image classification on ImageNet. FogSieve sinks."
    lenient, strict = found(text, settings=Settings(min_score=0)), found(text, settings=Settings(min_score=0.8))
    assert {m.surface for m in strict} < {m.surface for m in lenient}
    assert min(m.score for m in lenient) < 0.8 <= min(m.score for m in strict)
    assert found(text, settings=Settings(min_score=1)) == [m for m in lenient if m.score == 1]


def test_a_paper_without_words_has_no_mentions() -> None:
    papers = [Paper("paper/a", ""), Paper("paper/b", " ", "  "), Paper("paper/c", "The"), Paper("paper/d", "?!", "...")]
    assert [e.mentions for e in extract(papers, lexicon=load_lexicon(), settings=LENIENT)] == [()] * 4


WORDS = st.sampled_from(
    [
        "We",
        "propose",
        "FogSieve",
        "(",
        "FSV",
        ")",
        ",",
        "a",
        "gentle",
        "fog",
        "distillation",
        "on",
        "the",
        "ImageNet-1K",
        "dataset",
        "and",
        "CIFAR-10/100",
        ":",
        "GPT-4o",
        "outperforms",
        "LLaMA-2-7B",
        "BLEU",
        ".",
        "such",
        "as",
        "“",
        "”",
        "'s",
        "https://github.com/a/b.git",
        "“ViT-B/16”",
        "é",
        "ﬁne",
        "½",
        "İ",
        "ß",
        "文",
        "\u200b",
        "SPIDEr",
        "Spider",
        "large",
        "language",
        "models",
        "(LLMs)",
        "image-classification",
        "mAP@0.5",
        "C++",
        "$x_1$",
        "\\alpha",
    ]
)
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_any_text_gives_mentions_that_stand_in_it_once(title: str, abstract: str) -> None:
    paper = Paper("paper/a", title, abstract)
    (extraction,) = extract([paper], lexicon=load_lexicon(), settings=LENIENT)
    for mention in extraction.mentions:
        assert paper.text(mention.field)[mention.start : mention.end] == mention.surface != ""
        assert 0 <= mention.score <= 1
        assert mention.surface.strip() == mention.surface
    places = [(m.relation, m.field, m.start, m.end) for m in extraction.mentions]
    assert len(places) == len(set(places))
    assert list(extraction.mentions) == sorted(extraction.mentions)
