"""Keywords: they stand in the text, and nothing around a paper changes them."""

import functools
import json
from collections import defaultdict
from importlib.resources import files
from itertools import combinations, permutations

import numpy as np
import pytest

from kg.engine import LocalEngine
from kg.extract import extract
from kg.extract.candidates import find_candidates
from kg.extract.encoder import load_encoder
from kg.extract.features import FEATURES
from kg.extract.keyword import EncodedCandidates, choose_keywords
from kg.extract.passage import make_passages
from kg.extract.ranking import foreign_discount
from kg.lexicon import Lexicon
from kg.model import Mention, Paper, Relation
from kg.settings import Settings
from kg.text import variant_key

Place = tuple[str, int, int]

PAPERS = [
    Paper(
        "paper/fog",
        "Knowledge distillation for speech enhancement on hearing aids",
        "Hearing aids have little memory, so speech enhancement has to run in a small recurrent network. We study "
        "knowledge distillation from a large diffusion model: the student matches spectral masks of the teacher. With "
        "knowledge distillation and 8-bit quantization, speech enhancement needs 3 ms a frame, and listeners prefer "
        "it to noise suppression by spectral subtraction in a crowded room.",
    ),
    Paper(
        "paper/tide",
        "Graph neural networks for tide prediction",
        "Tide prediction relies on harmonic analysis of single gauges. Graph neural networks join the gauges of a "
        "coast, so that missing measurements are imputed from their neighbours. On two coasts our graph neural "
        "networks halve the error of harmonic analysis, and storm surges are seen hours earlier.",
    ),
    Paper("paper/bell", "Reinforcement learning for buoys", "Reinforcement learning places buoys in tidal currents."),
    Paper("paper/bare", "Corrosion detection by thermal imaging"),
]
LENIENT = Settings(keyword_min_score=0)


def keywords(papers: list[Paper], settings: Settings = LENIENT) -> list[list[Mention]]:
    return [
        [mention for mention in extraction.mentions if mention.relation is Relation.KEYWORD]
        for extraction in extract(papers, lexicon=Lexicon([]), settings=settings)
    ]


def places(mentions: list[Mention]) -> dict[str, list[Place]]:
    by_phrase: dict[str, list[Place]] = defaultdict(list)
    for mention in mentions:
        by_phrase[variant_key(mention.surface)].append((mention.field, mention.start, mention.end))
    return by_phrase


def absorbed(phrase: list[Place], other: list[Place]) -> bool:
    return all(any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for b in other) for a in phrase)


def test_keywords_are_phrases_of_the_text() -> None:
    for paper, mentions in zip(PAPERS, keywords(PAPERS), strict=True):
        assert mentions
        for mention in mentions:
            assert paper.text(mention.field)[mention.start : mention.end] == mention.surface
            assert 0 < mention.score <= 1
            assert 1 <= len(mention.surface.split()) <= 4


def test_the_subject_of_a_paper_is_among_its_keywords() -> None:
    fog, tide, bell, _ = (places(mentions) for mentions in keywords(PAPERS))
    assert {variant_key("knowledge distillation"), variant_key("speech enhancement")} <= fog.keys()
    assert {variant_key("graph neural networks"), variant_key("tide prediction")} <= tide.keys()
    assert variant_key("reinforcement learning") in bell


def test_every_place_of_a_keyword_is_a_mention_with_one_score() -> None:
    (mentions,) = keywords(PAPERS[:1])
    found = [mention for mention in mentions if variant_key(mention.surface) == variant_key("knowledge distillation")]
    text = f"{PAPERS[0].title} {PAPERS[0].abstract}".lower()
    assert len(found) == text.count("knowledge distillation") == 3
    assert len({mention.score for mention in found}) == 1


def test_company_and_order_change_nothing() -> None:
    alone = [keywords([paper])[0] for paper in PAPERS]
    for order in permutations(range(len(PAPERS))):
        assert keywords([PAPERS[index] for index in order]) == [alone[index] for index in order]


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_workers_and_batches_change_nothing(workers: int, size: int) -> None:
    stage = functools.partial(extract, lexicon=Lexicon([]), settings=LENIENT)
    papers = PAPERS * 3
    assert list(LocalEngine(workers=workers).map_batches(stage, papers, size=size)) == stage(papers)


@pytest.mark.parametrize("most", [1, 3, 5])
def test_no_more_than_asked_for(most: int) -> None:
    counts = [len(places(mentions)) for mentions in keywords(PAPERS, Settings(keywords_per_paper=most))]
    assert max(counts) == most


def test_keywords_below_the_threshold_are_dropped() -> None:
    (lenient,), (strict,) = keywords(PAPERS[:1]), keywords(PAPERS[:1], Settings(keyword_min_score=0.1))
    assert strict == [mention for mention in lenient if mention.score >= 0.1]
    assert len(strict) < len(lenient)


def test_a_phrase_that_stands_only_inside_a_better_one_is_left_out() -> None:
    for mentions in keywords(PAPERS, Settings(keywords_per_paper=50, keyword_min_score=0)):
        assert len(places(mentions)) > 1
        for one, other in combinations(places(mentions).values(), 2):
            assert not (absorbed(one, other) and absorbed(other, one))


@pytest.mark.parametrize(("diversity", "chosen"), [(0.0, ["fog horn", "mist horn"]), (0.9, ["fog horn", "tide"])])
def test_diversity_prefers_what_is_new(diversity: float, chosen: list[str]) -> None:
    (passage,) = make_passages(Paper("paper/s", "Fog horn, mist horn, tide"), Lexicon([]))
    candidates = [
        candidate
        for surface in ("fog horn", "mist horn", "tide")
        for candidate in find_candidates([passage], knows=lambda _: True)
        if candidate.surface.lower() == surface
    ]
    vectors = np.array([[1, 0], [0.98, 0.2], [0, 1]], dtype=np.float32)
    encoded = EncodedCandidates(tuple(candidates), vectors, vectors[0])
    indices = choose_keywords(np.array([0.9, 0.8, 0.5]), encoded, most=2, diversity=diversity)
    assert [encoded.candidates[index].surface.lower() for index in indices] == chosen


def test_a_title_alone_gives_keywords() -> None:
    (mentions,) = keywords([PAPERS[3]])
    assert {mention.field for mention in mentions} == {"title"}


def test_a_paper_without_phrases_has_no_keywords() -> None:
    assert keywords([Paper("paper/x", "The"), Paper("paper/y", "Of", "It is. And so on!")]) == [[], []]


def test_a_text_longer_than_the_model_is_read_to_its_end() -> None:
    filler = "It was so, and then it was not so any more. " * 120
    end = "Graph neural networks learn from graph neural networks."
    paper = Paper("paper/long", "Notes of a harbour", filler + end)
    assert len(load_encoder().encode(paper.abstract).vectors) > 2 * 512
    (mentions,) = keywords([paper])
    assert variant_key("graph neural networks") in places(mentions)


@pytest.mark.parametrize(
    "text",
    ["unfathomability " * 700, "海" * 1500, "x" * 3000, "qwrtzpsdfghjklyxcvbnm " * 400, "a-b/c,d;" * 400],
    ids=["no sentence", "one token a character", "one word", "gibberish", "punctuation"],
)
def test_no_long_text_overflows_the_model(text: str) -> None:
    encoded = load_encoder().encode(text)
    assert len(encoded.vectors) == len(encoded.starts) == len(encoded.ends) > 0
    assert max(encoded.ends) <= len(text)
    assert keywords([Paper("paper/x", "Long", text)])


def test_windows_of_a_long_text_are_whole_sentences_encoded_as_if_alone() -> None:
    first, second = "Gulls cry over wet roofs while bakers sleep in. " * 40, "Tides turn again. " * 60
    encoder = load_encoder()
    whole, alone, rest = (encoder.encode(text) for text in (first + second, first.strip(), second))
    assert len(alone.vectors) < 510 < len(whole.vectors)
    window = next(end for end in range(510, 0, -1) if (first + second)[whole.ends[end - 1] - 1] == ".")
    head = (first + second)[: whole.ends[window - 1]]
    assert np.array_equal(whole.vectors[:window], encoder.encode(head).vectors)
    assert len(whole.vectors) == len(alone.vectors) + len(rest.vectors)


def test_generic_words_stay_where_authors_keep_them() -> None:
    text = "Large language models need a novel method. A novel large language model needs decision making."
    (mentions,) = keywords([Paper("paper/llm", "Large language models", text)])
    phrases = places(mentions)
    assert variant_key("large language models") in phrases
    assert len(phrases[variant_key("large language models")]) == 3
    assert not any("novel" in phrase for phrase in phrases)


def test_parts_of_phrases_count_less_the_less_of_a_paper_is_known() -> None:
    features = np.zeros((4, len(FEATURES)))
    features[:, FEATURES.index("words")] = [2, 2, 1, 1]
    features[:, FEATURES.index("whole")] = [1, 0, 1, 0]
    features[:, FEATURES.index("known")] = 1
    assert not foreign_discount(features).any()
    features[:2, FEATURES.index("known")] = 0
    half = foreign_discount(features)
    features[:, FEATURES.index("known")] = 0
    assert half[0] == foreign_discount(features)[0] == 0
    assert (half[1:] > 0).all()
    assert (half[1:] < foreign_discount(features)[1:]).all()


def test_the_ranker_was_fitted_to_the_features_that_are_computed() -> None:
    fitted = json.loads(files("kg.models").joinpath("keyword_ranker.json").read_text(encoding="utf-8"))
    assert tuple(fitted["features"]) == FEATURES
