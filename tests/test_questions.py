"""The questions with a name: their answers on the example graph, by two engines, and from the tables by hand."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Store
from rdflib import Graph, Literal
from rdflib.compare import isomorphic
from rdflib.query import Result, ResultRow
from rdflib.term import Identifier

from kg.console import format_answer
from kg.errors import QueryError, ResourceError
from kg.model import Relation
from kg.query import QueryResult, answer, load, run_query
from kg.questions import NamedQuery, bind_parameters, named_queries, read_parameters
from kg.resources import ontology_path
from kg.tables import Tables
from kg.tables import load as load_tables
from kg.vocab import DATA_BASE

ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = {query.name: query for query in named_queries()}
EVERY_QUESTION = pytest.mark.parametrize("name", QUESTIONS)


@pytest.fixture(scope="module")
def store(example_build: Path) -> Store:
    return load(example_build)


@pytest.fixture(scope="module")
def by_rdflib(example_build: Path) -> Graph:
    graph = Graph().parse(example_build / "graph.ttl").parse(example_build / "evidence.ttl")
    return graph.parse(ontology_path("kg.ttl"))


@pytest.fixture(scope="module")
def tables(example_build: Path) -> Tables:
    return load_tables(example_build)


def rows_of(result: Result) -> QueryResult:
    rows = tuple(tuple(map(text_of, row)) for row in result if isinstance(row, ResultRow))
    return QueryResult(tuple(str(variable) for variable in result.vars or ()), rows)


def text_of(cell: Identifier | None) -> str | None:
    """Return the text of a cell; a decimal is written as short as it can be, whatever the engine makes of 1.0."""
    if isinstance(cell, Literal) and isinstance(cell.value, Decimal):
        return format(cell.value.normalize(), "f")
    return None if cell is None else str(cell)


def answer_file(query: NamedQuery, result: QueryResult) -> Path:
    return ANSWERS / f"{query.name}.{'csv' if result.turtle is None else 'ttl'}"


@EVERY_QUESTION
def test_answers(store: Store, name: str, same_as_file: Callable[[str, Path], None]) -> None:
    result = answer(store, QUESTIONS[name].text)
    assert result.rows or result.turtle
    written = format_answer(result, "csv" if result.turtle is None else "turtle")
    same_as_file(f"{written}\n", answer_file(QUESTIONS[name], result))


@EVERY_QUESTION
def test_rdflib_answers_the_same(store: Store, by_rdflib: Graph, name: str) -> None:
    ours, theirs = answer(store, QUESTIONS[name].text), by_rdflib.query(QUESTIONS[name].text)
    if ours.turtle is None:
        assert rows_of(theirs) == ours
    else:
        assert theirs.graph is not None
        assert isomorphic(theirs.graph, Graph().parse(data=ours.turtle, format="turtle"))


def test_every_answer_is_of_a_question() -> None:
    assert {path.stem for path in ANSWERS.iterdir()} == QUESTIONS.keys()


@EVERY_QUESTION
def test_questions_ask_in_a_fixed_order_and_run_as_they_stand(store: Store, name: str) -> None:
    query = QUESTIONS[name]
    assert query.title.endswith("?")
    assert "ORDER BY" in query.text or "CONSTRUCT" in query.text
    assert all(parameter.meaning.endswith(".") for parameter in query.parameters)
    assert bind_parameters(query.text, {}, store) == query.text


def test_every_parameter_of_a_query_is_declared() -> None:
    for query in QUESTIONS.values():
        assert query.text.count("\n# parameter ") == len(query.parameters)


# The same answers from the tables, without SPARQL


def ask(store: Store, name: str, **values: str) -> list[tuple[str | None, ...]]:
    return list(answer(store, bind_parameters(QUESTIONS[name].text, values, store)).rows)


def linked(tables: Tables, relation: Relation) -> dict[str, set[str]]:
    """Return the papers of every entity that is joined to them by `relation`."""
    papers: dict[str, set[str]] = defaultdict(set)
    for link in tables.links:
        if link.relation == relation:
            papers[link.entity_id].add(link.paper_id)
    return papers


def labels(tables: Tables) -> Mapping[str, str]:
    return {entity.entity_id: entity.label for entity in tables.entities}


@pytest.mark.parametrize("technique", ["knowledge distillation", "Transformer", "BERT"])
def test_datasets_by_technique(store: Store, tables: Tables, technique: str) -> None:
    names, techniques = labels(tables), linked(tables, Relation.TECHNIQUE)
    papers = techniques[next(identifier for identifier in techniques if names[identifier] == technique)]
    expected = {
        (names[dataset], str(len(papers & others)))
        for dataset, others in linked(tables, Relation.DATASET).items()
        if papers & others
    }
    assert expected
    assert set(ask(store, "datasets-by-technique", technique=technique)) == expected


@pytest.mark.parametrize("least", [4, 7])
def test_gaps(store: Store, tables: Tables, least: int) -> None:
    kinds, names = {entity.entity_id: entity.kind for entity in tables.entities}, labels(tables)
    common = {
        relation: {
            entity: papers
            for entity, papers in linked(tables, relation).items()
            if kinds[entity] == relation and len(papers) >= least
        }
        for relation in (Relation.TECHNIQUE, Relation.DATASET)
    }
    gaps = [
        (names[technique], str(len(papers)), names[dataset], str(len(others)))
        for technique, papers in common[Relation.TECHNIQUE].items()
        for dataset, others in common[Relation.DATASET].items()
        if not papers & others
    ]
    found = ask(store, "gaps", papers=str(least))
    assert set(found) <= set(gaps)
    assert len(found) == min(len(gaps), 50) > 0
    products = [int(str(row[1])) * int(str(row[3])) for row in found]
    assert products == sorted((int(gap[1]) * int(gap[3]) for gap in gaps), reverse=True)[:50]


def test_rising_terms(store: Store, tables: Tables) -> None:
    years = {paper.paper_id: paper.year for paper in tables.papers if paper.year is not None}
    of = Counter(year >= 2018 for year in years.values())
    mentioned: dict[str, set[str]] = defaultdict(set)
    for link in tables.links:
        mentioned[link.entity_id].add(link.paper_id)
    rising = {}
    for entity, papers in mentioned.items():
        late = sum(years[paper] >= 2018 for paper in papers)
        if len(papers) >= 5 and late * of[False] > (len(papers) - late) * of[True]:
            rising[labels(tables)[entity]] = (len(papers) - late, late)
    found = ask(store, "rising-terms", since="2018", papers="5")
    assert len(found) == min(20, len(rising))
    assert all(rising[str(row[0])] == (int(str(row[1])), int(str(row[3]))) for row in found)
    assert {row[2::2] for row in found} == {(str(of[False]), str(of[True]))}


def test_bridging_papers(store: Store, tables: Tables) -> None:
    communities = {paper.paper_id: paper.community for paper in tables.papers}
    far: dict[str, list[int]] = defaultdict(list)
    for pair in tables.related:
        for paper, other in ((pair.paper_a, pair.paper_b), (pair.paper_b, pair.paper_a)):
            if communities[paper] != communities[other]:
                far[paper].append(communities[other])
    best = sorted(((len(set(others)), len(others)) for others in far.values()), reverse=True)[:20]
    assert [(int(str(row[2])), int(str(row[3]))) for row in ask(store, "bridging-papers")] == best


def test_what_two_papers_share(store: Store, tables: Tables) -> None:
    one, other = tables.related[0].paper_a, tables.related[0].paper_b
    of: dict[str, set[str]] = defaultdict(set)
    for link in tables.links:
        of[link.paper_id].add(link.entity_id)
    expected = {labels(tables)[entity] for entity in of[one] & of[other]}
    assert {row[1] for row in ask(store, "shared-by-two-papers", paper=one, other=other)} == expected


def test_evidence_are_the_words_of_the_text(store: Store, tables: Tables) -> None:
    (paper,) = [paper for paper in tables.papers if paper.title == "Mask R-CNN"]
    mentions = [mention for mention in tables.mentions if mention.paper_id == paper.paper_id]
    expected = Counter(
        (mention.relation, labels(tables)[mention.entity_id], mention.field, mention.surface, mention.rule)
        for mention in mentions
    )
    assert Counter(row[:5] for row in ask(store, "evidence-of-paper", paper="Mask R-CNN")) == expected
    for row in ask(store, "evidence", paper="Mask R-CNN", entity=mentions[0].entity_id):
        assert f"{row[2] or ''}{row[3]}{row[4] or ''}" in (paper.title if row[1] == "title" else paper.abstract)


def test_roles_of_a_technique(store: Store, tables: Tables) -> None:
    titles = {paper.paper_id: paper.title for paper in tables.papers}
    links = [
        link for link in tables.links if link.entity_id == "technique/Transformer" and link.relation == "technique"
    ]
    found = ask(store, "technique-history", technique="transformers")
    assert Counter(row[::2] for row in found) == Counter((link.role, titles[link.paper_id]) for link in links)


def test_rules_count_every_mention(store: Store, tables: Tables) -> None:
    assert sum(int(str(row[2])) for row in ask(store, "rules")) == len(tables.mentions)


# Parameters


@pytest.mark.parametrize(
    "value",
    [
        "knowledge distillation",
        "Knowledge-Distillations",
        "technique/knowledge_distillation",
        "<technique/knowledge_distillation>",
        f"{DATA_BASE}technique/knowledge_distillation",
    ],
)
def test_entities_are_named_in_any_way(store: Store, value: str) -> None:
    text = bind_parameters(QUESTIONS["datasets-by-technique"].text, {"technique": value}, store)
    assert "VALUES ?technique { <technique/knowledge_distillation> }" in text


@pytest.mark.parametrize("value", ["mask r-cnn", "MASK R CNN", "paper/mask-r-cnn", "mask r"])
def test_papers_are_named_by_their_titles_or_a_part(store: Store, value: str) -> None:
    text = bind_parameters(QUESTIONS["paper"].text, {"paper": value}, store)
    assert "VALUES ?paper { <paper/mask-r-cnn> }" in text


def test_what_is_written_as_asked_goes_before_what_differs_in_spelling(store: Store) -> None:
    for name in ("FID", "GLUE"):
        assert ask(store, "names", entity=name)[0][0] == name


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("gaps", {"paper": "1"}, r"no parameter 'paper'; its parameters are: papers"),
        ("rules", {"paper": "1"}, r"no parameter 'paper'; it has no parameters"),
        ("gaps", {"papers": "many"}, r"papers is 'many'; expected a whole number"),
        ("papers-by-dataset", {"dataset": "ImageNett"}, r"no dataset is called 'ImageNett'; did you mean 'ImageNet'"),
        ("papers-by-dataset", {"dataset": "qqqqqqqqqq"}, r"called 'qqqqqqqqqq'; `kg entities` lists what there is"),
        ("paper", {"paper": "bert"}, r"things are called 'bert'; say which by its identifier:\n  paper/albert"),
        ("paper", {"paper": "?"}, r"no paper is called '\?'"),
    ],
)
def test_values_that_do_not_fit(store: Store, name: str, values: dict[str, str], told: str) -> None:
    with pytest.raises(QueryError, match=told):
        bind_parameters(QUESTIONS[name].text, values, store)


def test_a_default_that_the_graph_lacks_asks_for_another() -> None:
    with pytest.raises(QueryError, match=r"no paper/mask-r-cnn, .* name another paper: -p paper=NAME"):
        bind_parameters(QUESTIONS["evidence-of-paper"].text, {}, Store())


@pytest.mark.parametrize("value", ['say "hi"', "back\\slash", "a\nb\tc", '" } DROP ALL #', "é } VALUES ?x { 1"])
def test_texts_stay_texts(store: Store, value: str) -> None:
    text = '# parameter word (text): Any.\nSELECT ?word { VALUES ?word { "a" } }'
    assert answer(store, bind_parameters(text, {"word": value}, store)).rows == ((value,),)


def test_files_of_a_user_have_parameters_too(example_build: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("# parameter n (integer): A number.\nSELECT (?n + 1 AS ?m) { VALUES ?n { 1 } }", encoding="utf-8")
    assert run_query(example_build, str(path)).rows == (("2",),)
    assert run_query(example_build, str(path), {"n": "41"}).rows == (("42",),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# parameter a (colour): What.\nASK { VALUES ?a { 1 } }", "has the type 'colour'; there are: entity, "),
        ("# parameter a (integer): What.\nASK {}", r"no default; expected VALUES \?a \{ ... \} with one value"),
    ],
)
def test_declarations_that_are_wrong(text: str, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        read_parameters(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT * {}", r"new\.rq: the first line is 'SELECT \* \{\}'; expected # title: "),
        ("# title: Which?\n# parameter a (integer): What.\nASK {}", r"new\.rq: the parameter 'a' has no default"),
    ],
)
def test_a_shipped_query_that_is_not_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    (tmp_path / "new.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr("kg.questions.ontology_path", lambda *parts: tmp_path)
    with pytest.raises(ResourceError, match=told):
        named_queries()


def test_answers_are_readable_tables() -> None:
    for path in ANSWERS.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert len({len(row) for row in rows}) == 1, path
