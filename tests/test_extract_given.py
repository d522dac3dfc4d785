"""What sources give beside a paper's words: keywords and code addresses, from the extraction to every output."""

import json
from pathlib import Path

import pytest
from explorer import Explorer
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.evaluate import evaluate, report_json
from kg.export.annotations import annotation_lines
from kg.extract import extract
from kg.extract.given import find_given
from kg.gold import parse_gold
from kg.lexicon import Entry, Lexicon, load_lexicon
from kg.model import Field, Paper, Relation, Role
from kg.pipeline import build
from kg.query import run_query
from kg.settings import Settings
from kg.tables import Tables, load
from kg.validate import validate_build

LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=20)
ADDRESSES = st.from_regex(r"https://(github\.com/[a-z]{1,5}/[a-z]{1,5}|[a-z]{1,5}\.org)", fullmatch=True)
LEXICON = Lexicon(
    [
        Entry("CIFAR-10", ("CIFAR10",), Relation.DATASET),
        Entry("vision transformer", ("ViT",), Relation.TECHNIQUE),
        Entry("deep learning", (), Relation.TECHNIQUE),
    ]
)
FAST = Settings(fast=True)
HARBOUR = {
    "title": "Fog over the harbour at dawn",
    "abstract": "We train a vision transformer to see boats in fog. Code: https://github.com/moss/fog.",
    "keywords": ["sea fog 🌊", "vision transformers", "ImageNet"],
    "code": ["https://github.com/Moss/Fog", "https://github.com/moss/boats.git", "https://gitlab.com/moss/fog"],
    "project": "https://fog.example.org",
}


def mentions(*keywords: str, code: tuple[str, ...] = (), pages: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    paper = Paper("paper/a", "Lanterns", code=code, pages=pages, keywords=keywords)
    return [(mention.relation.value, mention.name) for mention in find_given(paper, LEXICON, min_score=FAST.min_score)]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "harbour.jsonl").write_text(json.dumps(HARBOUR), encoding="utf-8")
    build([folder / "harbour.jsonl"], folder / "graph", settings=FAST)
    return folder / "graph"


@pytest.fixture(scope="module")
def tables(harbour: Path) -> Tables:
    return load(harbour)


@given(
    keywords=st.lists(LINE, max_size=4).map(tuple),
    code=st.lists(ADDRESSES, max_size=3).map(tuple),
    pages=st.lists(ADDRESSES, max_size=2).map(tuple),
)
def test_every_given_mention_stands_in_what_is_given(
    keywords: tuple[str, ...], code: tuple[str, ...], pages: tuple[str, ...]
) -> None:
    paper = Paper("paper/a", "Lanterns", code=code, pages=pages, keywords=keywords)
    found = find_given(paper, LEXICON, min_score=0)
    for mention in found:
        assert mention.field is Field.GIVEN
        assert paper.text(mention.field)[mention.start : mention.end] == mention.surface
        assert (mention.surface in keywords) == (mention.relation is not Relation.REPOSITORY)
    assert [mention.surface for mention in found if mention.relation is Relation.KEYWORD] == list(keywords)
    assert len({(mention.relation, mention.start) for mention in found}) == len(found)


def test_a_keyword_that_the_lexicon_knows_is_that_thing_as_well() -> None:
    assert mentions("CIFAR10") == [("dataset", "CIFAR-10"), ("keyword", "CIFAR-10")]
    assert mentions("Vision Transformers") == [
        ("technique", "vision transformer"),
        ("keyword", "vision transformer"),
    ]


def test_a_keyword_that_only_holds_such_a_name_is_a_keyword() -> None:
    assert mentions("CIFAR-10 pruning") == [("keyword", "")]


def test_names_that_are_never_entities_are_keywords_where_they_are_given() -> None:
    assert mentions("Deep learning") == [("keyword", "")]


def test_a_name_that_is_not_to_be_trusted_is_a_keyword_alone() -> None:
    paper = Paper("paper/a", "Lanterns", keywords=("CIFAR-10",))
    assert [mention.relation for mention in find_given(paper, LEXICON, min_score=1.01)] == [Relation.KEYWORD]


def test_given_addresses_of_github_are_repositories() -> None:
    assert mentions(code=("https://github.com/a/b/tree/main", "https://gitlab.com/a/b")) == [("repository", "a/b")]
    assert mentions(pages=("http://www.github.com/a/b.git", "https://a.org")) == [("repository", "a/b")]


def test_papers_without_given_fields_have_no_given_mentions() -> None:
    paper = Paper("paper/a", HARBOUR["title"], HARBOUR["abstract"])  # type: ignore[arg-type]
    (found,) = extract([paper], lexicon=load_lexicon(), settings=FAST)
    assert found.mentions
    assert all(mention.field is not Field.GIVEN for mention in found.mentions)


def test_what_is_given_changes_nothing_of_what_is_found_in_the_text() -> None:
    bare = Paper("paper/a", HARBOUR["title"], HARBOUR["abstract"])  # type: ignore[arg-type]
    full = Paper(bare.paper_id, bare.title, bare.abstract, keywords=("dawn chorus", "ViT"), code=("https://x.org",))
    one, other = extract([bare, full], lexicon=load_lexicon(), settings=FAST)
    assert [mention for mention in other.mentions if mention.field is not Field.GIVEN] == list(one.mentions)


def test_the_given_and_the_found_are_one_entity_with_both_mentions(tables: Tables) -> None:
    rules = {(row.entity_id, row.relation, row.field, row.rule) for row in tables.mentions}
    technique = "technique/vision_transformer"
    assert (technique, "technique", "given", "given") in rules
    assert any(entity == technique and field == "abstract" for entity, _, field, _ in rules)
    repository = "repository/moss/fog"
    assert {rule for entity, _, _, rule in rules if entity.lower() == repository} == {"address", "given"}


def test_given_links_are_there_beside_the_extracted_ones(tables: Tables) -> None:
    linked = {(link.relation, link.entity_id): link for link in tables.links}
    assert linked["dataset", "dataset/ImageNet"].role == Role.USED
    assert linked["keyword", "keyword/sea_fog_%F0%9F%8C%8A"].score == 1.0
    assert {entity for relation, entity in linked if relation == "repository"} >= {"repository/moss/boats"}
    assert [page.url for page in tables.pages] == ["https://fog.example.org", "https://gitlab.com/moss/fog"]


def test_the_column_given_holds_the_words_of_given_mentions(tables: Tables) -> None:
    (paper,) = tables.papers
    for mention in tables.mentions:
        assert getattr(paper, mention.field)[mention.start : mention.end] == mention.surface


def test_tables_and_graph_say_the_same_of_what_is_given(harbour: Path) -> None:
    assert [problem for check in validate_build(harbour) for problem in check.problems] == []


def test_sparql_finds_the_words_that_were_given(harbour: Path) -> None:
    result = run_query(
        harbour,
        "SELECT ?words ?rule { ?span kg:field 'given' ; oa:hasSelector/oa:exact ?words . "
        "?mention oa:hasTarget ?span ; kg:relation 'keyword' ; prov:wasAttributedTo/rdfs:label ?rule } ORDER BY ?words",
    )
    assert result.rows == (("ImageNet", "given"), ("sea fog 🌊", "given"), ("vision transformers", "given"))


def test_show_tells_given_words_from_those_of_the_paper(harbour: Path) -> None:
    shown = repr(kg.load(harbour).paper("fog over"))
    assert 'ImageNet - given "ImageNet"' in shown
    assert '"vision transformer", given "vision transformers"' in shown


def test_annotations_agree_with_their_build(tables: Tables) -> None:
    gold = parse_gold("\n".join(annotation_lines(tables)), "harbour")
    assert "sea fog 🌊" in (gold.papers[0].keywords or ())
    told = json.loads(report_json(evaluate(gold, tables, samples=0), errors=0))
    assert all(kind["entities"]["f1"] == 1.0 for kind in told["kinds"].values() if kind["entities"]["gold"])


def test_the_page_says_what_is_given_and_by_which_file(explorer: Explorer, tables: Tables) -> None:
    explorer.open(tables, "#paper/fog-over-the-harbour-at-dawn")
    assert "given: sea fog 🌊" in explorer.find("#panel").text
    explorer.press("Why moss/boats? The sentences, score 1.00, 1 mention")
    assert explorer.texts("#panel blockquote .hint") == ["given by the source, harbour.jsonl · given 1.00"]
