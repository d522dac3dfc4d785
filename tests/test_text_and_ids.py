"""Text and identifiers: what is equal stays equal, what is different stays different."""

import itertools
import re
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.ids import entity_id, link_id, mention_id, paper_id, related_id, selector_id, span_id
from kg.model import Relation
from kg.text import clip, fold, sentences, singular, title_key, variant_key, words

IRI_PATH = re.compile(r"[A-Za-z0-9._~%/-]+")
text = st.text(st.characters(codec="utf-8"), max_size=60)
label = text.map(lambda value: " ".join(value.split())).filter(bool)


@given(text)
def test_folding_once_is_enough(value: str) -> None:
    assert fold(fold(value)) == fold(value)
    assert title_key(title_key(value)) == title_key(value)


@given(text)
def test_keys_hold_letters_and_digits_only(value: str) -> None:
    assert re.fullmatch(r"(?:[^\W_]+(?: [^\W_]+)*)?", title_key(value))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café Straße", "CAFE STRASSE"),
        ("naïve", "nai\u0308ve"),
        ("ﬁne", "FINE"),
        ("x²", "X2"),
    ],
)
def test_fold(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Attention: All, You - Need!", "attention all you need", True),
        ("On $k$-means", "On k-Means", True),
        ("On \\textbf{k}-means", "On k-means", True),
        (r"Schr\"odinger and Poincar\'{e}", "Schrödinger and Poincaré", True),
        ("Line\nbreaks\tand  spaces", "line breaks and spaces", True),
        ("snake_case", "snake case", True),
        ("GPT-2 on text", "GPT-3 on text", False),
        ("Graph networks", "Graphnetworks", False),
        ("Learning", "Learnings", False),
    ],
)
def test_title_key(one: str, other: str, same: bool) -> None:
    assert (title_key(one) == title_key(other)) is same
    assert (paper_id(one) == paper_id(other)) is same


@given(text)
def test_words_stand_where_they_say(value: str) -> None:
    found = list(words(value))
    assert all(value[word.start : word.end] == word.text for word in found)
    assert "".join(word.text for word in found) == "".join(re.findall(r"[^\W_]", value))
    assert all(word.text.isdecimal() or not re.search(r"\d", word.text) for word in found)


SINGULARS = {
    "networks": "network",
    "strategies": "strategy",
    "boxes": "box",
    "classes": "class",
    "meshes": "mesh",
    "searches": "search",
    "bias": "bias",
    "chaos": "chaos",
    "corpus": "corpus",
    "physics": "physics",
    "axis": "axis",
    "loss": "loss",
    "gas": "gas",
    "ties": "tie",
    "network": "network",
}


@pytest.mark.parametrize("plural", SINGULARS)
def test_singular(plural: str) -> None:
    assert singular(plural) == SINGULARS[plural]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("graph neural networks", "Graph-Neural Network", True),
        ("GPT-2", "gpt2", True),
        ("colour modelling", "color modeling", True),
        ("Optimised fibre centre", "optimized fiber center", True),
        ("regularisation", "Regularization", True),
        ("C#", "C", False),
        ("C++", "C#", False),
        ("GPT-2", "GPT-3", False),
        ("axis", "axiz", False),
        ("networks graph", "network graph", False),
    ],
)
def test_variant_key(one: str, other: str, same: bool) -> None:
    assert (variant_key(one) == variant_key(other)) is same


@given(text)
def test_variants_do_not_depend_on_case_or_hyphens(value: str) -> None:
    assume(any(words(value)))
    assert variant_key(value.replace(" ", "-")) == variant_key(value.replace("-", " "))
    assert variant_key(fold(value).upper()) == variant_key(fold(value).upper().lower())


@given(st.text(st.sampled_from("aB 1.!?\"')]( \n") | st.characters(codec="utf-8"), max_size=80))
def test_sentences_hold_all_the_text_but_the_white_space_between(value: str) -> None:
    spans = sentences(value)
    assert "".join("".join(value[start:end].split()) for start, end in spans) == "".join(value.split())
    assert all(value[start:end] == value[start:end].strip() != "" for start, end in spans)
    assert all(before.end < after.start for before, after in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "parts",
    [
        ["We try BERT, e.g. on news.", "It works!", "Does it?", "Yes."],
        ["As in Fig. 3 and Smith et al. 2019 we see it.", "So it is."],
        ['They say "it works."', "We doubt it (see below.)", '"Why?" asks a reader.'],
        ["We reach 3.5 BLEU.", "5 are left."],
        ["J. Doe agrees."],
    ],
)
def test_sentences(parts: list[str]) -> None:
    value = "  " + " \n".join(parts) + " "
    assert [value[start:end] for start, end in sentences(value)] == parts


@given(text, st.integers(1, 80))
def test_clip_keeps_to_the_width_and_the_start(value: str, width: int) -> None:
    short = clip(value, width)
    assert len(short) <= width
    assert short == value or (short.endswith("…") and value.startswith(short[:-1]))
    assert (short == value) >= (len(value) <= width)


@given(label, label)
def test_papers_are_one_where_their_titles_are(one: str, other: str) -> None:
    key, other_key = title_key(one), title_key(other)
    assert (paper_id(one) == paper_id(other)) is (key == other_key if key or other_key else one == other)


@pytest.mark.parametrize(
    "title", [".", "..", "...", "?", "/", "//x/..", "%2e", "日本語", "$$", "\\", "a" * 5000, "é " * 999]
)
def test_odd_titles_make_identifiers_of_one_segment(title: str) -> None:
    identifier = paper_id(title)
    kind, _, slug = identifier.partition("/")
    assert (kind, slug.strip("."), "/" in slug) == ("paper", slug, False)
    assert IRI_PATH.fullmatch(identifier)
    assert len(identifier) < 500


def test_long_titles_that_differ_late_are_two() -> None:
    assert paper_id("word " * 100 + "one") != paper_id("word " * 100 + "two")


kinds = st.sampled_from(list(Relation))


@given(kinds, label, kinds, label)
def test_entities_are_one_where_kind_and_label_are(one: Relation, name: str, other: Relation, other_name: str) -> None:
    assert (entity_id(one, name) == entity_id(other, other_name)) is ((one, name) == (other, other_name))


@given(kinds, label)
def test_entity_identifiers_are_iris_that_give_the_label_back(kind: Relation, name: str) -> None:
    identifier = entity_id(kind, name)
    assert IRI_PATH.fullmatch(identifier)
    assert not {".", ".."} & set(identifier.split("/"))
    assert unquote(identifier.removeprefix(f"{kind}/").replace("_", " ")) == name


@given(label, label)
def test_relatedness_has_no_direction(one: str, other: str) -> None:
    assume(paper_id(one) != paper_id(other))
    assert related_id(paper_id(one), paper_id(other)) == related_id(paper_id(other), paper_id(one))


def test_identifiers_of_statements_are_short_and_their_own() -> None:
    paper, entity = paper_id("A Title"), entity_id(Relation.DATASET, "MS COCO_2")
    span = span_id(paper, "abstract", 3, 12)
    identifiers = {
        link_id(paper, "dataset", entity),
        link_id(paper, "keyword", entity),
        mention_id(paper, "dataset", "abstract", 3, 12),
        mention_id(paper, "dataset", "abstract", 31, 2),
        mention_id(paper, "keyword", "abstract", 3, 12),
        span,
        span_id(paper, "title", 3, 12),
    }
    assert len(identifiers) == 7
    assert all(re.fullmatch(r"(link|mention|span)/[a-z2-7]{16}", identifier) for identifier in identifiers)
    assert selector_id(span, "quote") == f"{span}-quote"
