"""The Turtle of a build: what it says, that every reader reads the same, that it keeps any text."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DC, DCTERMS, FOAF, PROV, SDO, SKOS

from kg.errors import OutputError
from kg.export.turtle import write_evidence, write_graph
from kg.ids import entity_id, link_id, paper_id, related_id, rule_id, run_id
from kg.model import Relation, Run
from kg.resources import ontology_path
from kg.tables import EntityRow, LinkRow, MentionRow, PageRow, PaperRow, ReferenceRow, RelatedRow, Tables
from kg.vocab import BIBO, CITO, DATA_BASE, KG, KIND_CLASSES, OA, RELATION_PROPERTIES, ROLE_PROPERTIES

LABELS = {
    Relation.DATASET: "Cora",
    Relation.KEYWORD: "node classification",
    Relation.METRIC: "accuracy",
    Relation.REPOSITORY: "tkipf/gcn",
    Relation.TASK: "link prediction",
    Relation.TECHNIQUE: "GCN",
}
IDS = {kind: entity_id(kind, label) for kind, label in LABELS.items()}
FIRST, SECOND = paper_id("Attention"), paper_id("Graphs")
ABSTRACT = "We test the graph convolutional network GCN on the Cora dataset and on the Pubmed dataset."
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufffe\uffff"), max_size=40)
RUN = Run("0.1.0", (("a.jsonl", "ab" * 32), ("b.bib", "cd" * 32)), (("seed", "7"), ("min_score", "0.5")))
RAPPER = pytest.mark.skipif(not shutil.which("rapper"), reason="rapper (Debian package raptor2-utils) is not installed")


def paper(identifier: str = FIRST, **changes: Any) -> PaperRow:
    row = PaperRow(
        identifier,
        "A title",
        ABSTRACT,
        ("Ada B.", "Zoe C."),
        2017,
        "ICLR",
        "",
        ("a.jsonl",),
        0,
        0.5,
        0.5,
        "",
        "",
        "nodes",
    )
    return row._replace(**changes)


def entity(kind: Relation, **changes: Any) -> EntityRow:
    return EntityRow(IDS[kind], kind.value, LABELS[kind], (), 1, 0, 0.0, 0.0)._replace(**changes)


def link(kind: Relation, role: str = "", identifier: str = FIRST) -> LinkRow:
    return LinkRow(identifier, IDS[kind], kind.value, role, 0.85, 1)


def tables(**parts: Any) -> Tables:
    return Tables(**(dict.fromkeys(Tables.__slots__, ()) | {"papers": (paper(),)} | parts))


def full_tables() -> Tables:
    """Return tables in which every relation and every role occurs."""
    roles = {Relation.DATASET: ("introduced", "compared"), Relation.TECHNIQUE: ("compared", "introduced")}
    cora, gcn = ABSTRACT.index("Cora"), ABSTRACT.index("GCN")
    return tables(
        papers=(
            paper(url="https://example.org/a b", sources=("a.jsonl", "b.bib"), doi="10.1000/a", arxiv_id="1706.03762"),
            paper(SECOND, title="Another", abstract="", year=None, venue="", authors=(), community=1),
        ),
        references=(ReferenceRow(FIRST, "10.1000/b", SECOND), ReferenceRow(FIRST, "On tides", "")),
        entities=tuple(
            entity(kind, aliases=("graph convolutional network", "GCN") if kind is Relation.TECHNIQUE else ())
            for kind in sorted(LABELS)
        ),
        links=tuple(
            link(kind, roles.get(kind, ("", ""))[index], identifier)
            for index, identifier in enumerate((FIRST, SECOND))
            for kind in sorted(LABELS)
        ),
        mentions=(
            MentionRow(FIRST, IDS[Relation.DATASET], "dataset", "Cora", "abstract", cora, cora + 4, "lexicon", 1.0),
            MentionRow(FIRST, IDS[Relation.TECHNIQUE], "technique", "GCN", "abstract", gcn, gcn + 3, "model", 0.7),
        ),
        related=(RelatedRow(FIRST, SECOND, 1.5, (IDS[Relation.TECHNIQUE], IDS[Relation.DATASET])),),
        pages=(PageRow(FIRST, "https://example.org/p|q"), PageRow(FIRST, "ftp://example.org/")),
    )


def turtle(of: Tables) -> bytes:
    """Return what `graph.ttl` holds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.ttl"
        write_graph(of, path)
        return path.read_bytes()


def evidence(of: Tables, run: Run = RUN) -> bytes:
    """Return what `evidence.ttl` holds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.ttl"
        write_evidence(of, path, run)
        return path.read_bytes()


def graph(of: Tables) -> Graph:
    """Return both files as one graph."""
    return Graph().parse(data=turtle(of), format="turtle").parse(data=evidence(of), format="turtle")


def node(identifier: str) -> URIRef:
    return URIRef(DATA_BASE + identifier)


def test_full_graph_conforms_to_the_shapes() -> None:
    conforms, _, report = validate(graph(full_tables()), shacl_graph=Graph().parse(ontology_path("shapes.ttl")))
    assert conforms, report


def test_every_term_written_is_declared() -> None:
    written = graph(full_tables())
    declared = set(Graph().parse(ontology_path("kg.ttl")).subjects(RDF.type))
    assert set(written.predicates()) - declared - {RDF.type, RDFS.label} == set()
    assert set(written.objects(None, RDF.type)) - declared == set()
    assert {term for term in written.objects() if str(term).startswith(str(KG))} - declared == set()


def test_identifiers_and_citations_are_written_with_the_terms_of_others() -> None:
    written = graph(full_tables())
    first = node(FIRST)
    assert set(written.objects(first, CITO.cites)) == {node(SECOND)}
    assert [str(value) for value in written.objects(first, BIBO.doi)] == ["10.1000/a"]
    assert {str(value) for value in written.objects(first, DCTERMS.identifier)} == {
        "doi:10.1000/a",
        "arXiv:1706.03762",
    }


def test_every_class_and_property_of_the_vocabulary_is_written() -> None:
    written = set(graph(full_tables()).all_nodes()) | set(graph(full_tables()).predicates())
    mapped = {*RELATION_PROPERTIES.values(), *ROLE_PROPERTIES.values(), *sum(KIND_CLASSES.values(), ())}
    assert set(dir(KG)) - written == set()
    assert mapped <= written


def test_paper() -> None:
    written, first = graph(full_tables()), node(FIRST)
    assert {str(name) for name in written.objects(first, DC.creator)} == {"Ada B.", "Zoe C."}
    assert written.value(first, DCTERMS.issued) == Literal("2017", datatype=XSD.gYear)
    assert written.value(first, DCTERMS.title) == Literal("A title")
    assert written.value(first, KG.venue) == Literal("ICLR")
    assert set(written.objects(first, DC.source)) == {Literal("a.jsonl"), Literal("b.bib")}
    assert written.value(first, SDO.url) == URIRef("https://example.org/a%20b")
    assert set(written.objects(first, FOAF.page)) == {URIRef("https://example.org/p%7Cq")}
    assert (node(SECOND), DCTERMS.issued, None) not in written
    assert (node(SECOND), DCTERMS.abstract, None) not in written


def test_roles_have_their_own_properties() -> None:
    written = graph(full_tables())
    cora, gcn = node(IDS[Relation.DATASET]), node(IDS[Relation.TECHNIQUE])
    assert set(written.predicates(node(FIRST), cora)) == {KG.mentions, KG.usesDataset, KG.introducesDataset}
    assert set(written.predicates(node(FIRST), gcn)) == {KG.mentions, KG.usesTechnique, KG.comparesTechnique}


def test_related_papers_are_joined_both_ways() -> None:
    written = graph(full_tables())
    assert set(written.subject_objects(KG.relatedTo)) == {(node(FIRST), node(SECOND)), (node(SECOND), node(FIRST))}
    (pair,) = written.subjects(RDF.type, KG.Relatedness)
    assert pair == node(related_id(FIRST, SECOND))
    assert written.value(pair, KG.weight) == Literal("1.5", datatype=XSD.decimal)


def test_entity_labels_and_repository_address() -> None:
    written = graph(full_tables())
    gcn, repository = node(IDS[Relation.TECHNIQUE]), node(IDS[Relation.REPOSITORY])
    assert set(written.objects(gcn, SKOS.altLabel)) == {Literal("graph convolutional network")}
    assert written.value(repository, SDO.codeRepository) == URIRef("https://github.com/tkipf/gcn")


def test_techniques_lead_to_broader_ones() -> None:
    rows = [
        entity(Relation.TECHNIQUE, entity_id=f"technique/{name}", label=name)
        for name in ("LoRA", "QLoRA", "StyleGAN2", "GAN")
    ]
    written = graph(tables(entities=(*rows, entity(Relation.DATASET, entity_id="dataset/LLaMA", label="LLaMA"))))
    assert set(written.subject_objects(SKOS.broader)) == {
        (node("technique/QLoRA"), node("technique/LoRA")),
        (node("technique/StyleGAN2"), node("technique/GAN")),
    }


def test_evidence_leads_from_link_to_words() -> None:
    written = graph(full_tables())
    mention = written.value(node(link_id(FIRST, "dataset", IDS[Relation.DATASET])), KG.evidence)
    span = written.value(mention, OA.hasTarget)
    words, position = sorted(written.objects(span, OA.hasSelector), key=str, reverse=True)
    assert written.value(mention, OA.hasBody) == node(IDS[Relation.DATASET])
    assert written.value(span, OA.hasSource) == node(FIRST)
    assert written.value(span, KG.field) == Literal("abstract")
    assert str(written.value(words, OA["exact"])) == "Cora"
    assert str(written.value(words, OA["prefix"])) == "onvolutional network GCN on the "
    assert str(written.value(words, OA["suffix"])) == " dataset and on the Pubmed datas"
    start, end = written.value(position, OA["start"]), written.value(position, OA["end"])
    assert ABSTRACT[int(str(start)) : int(str(end))] == "Cora"


def test_evidence_says_what_found_it() -> None:
    written = graph(full_tables())
    mention = written.value(node(link_id(FIRST, "dataset", IDS[Relation.DATASET])), KG.evidence)
    rule, run = written.value(mention, PROV.wasAttributedTo), written.value(mention, PROV.wasGeneratedBy)
    assert (rule, written.value(rule, RDFS.label)) == (node(rule_id("lexicon")), Literal("lexicon"))
    software = written.value(rule, PROV.actedOnBehalfOf)
    assert software == written.value(run, PROV.wasAssociatedWith)
    assert written.value(software, SDO.softwareVersion) == Literal("0.1.0")
    assert set(written.objects(run, KG.setting)) == {Literal("seed=7"), Literal("min_score=0.5")}
    files = {
        (written.value(file, DCTERMS.title), written.value(file, KG.sha256)) for file in written.objects(run, PROV.used)
    }
    assert files == {(Literal(name), Literal(sha256)) for name, sha256 in RUN.inputs}


def test_mentions_of_one_span_share_it() -> None:
    gcn = full_tables().mentions[1]
    both = tables(mentions=(gcn, gcn._replace(relation="keyword", rule="keybert")))
    written = Graph().parse(data=evidence(both), format="turtle")
    assert len(set(written.subjects(RDF.type, KG.Mention))) == 2
    assert len(set(written.subjects(RDF.type, KG.Span))) == 1


@pytest.mark.parametrize(
    "other",
    [
        Run("0.1.1", RUN.inputs, RUN.settings),
        Run("0.1.0", RUN.inputs[:1], RUN.settings),
        Run("0.1.0", RUN.inputs, (("seed", "8"), ("min_score", "0.5"))),
    ],
)
def test_another_version_file_or_setting_is_another_run(other: Run) -> None:
    assert run_id(other) != run_id(RUN)
    assert run_id(RUN) == run_id(Run(RUN.version, RUN.inputs[::-1], RUN.settings[::-1]))


def test_layout_of_the_file() -> None:
    text = turtle(full_tables()).decode()
    assert text.startswith("@base <https://w3id.org/paper-kg/> .\n@prefix bibo: ")
    assert (
        "\n<technique/GCN>\n"
        "    a kg:Entity, kg:Technique, skos:Concept ;\n"
        "    kg:community 0 ;\n"
        "    kg:paperCount 1 ;\n"
        '    skos:altLabel "graph convolutional network" ;\n'
        '    skos:prefLabel "GCN" .\n'
    ) in text
    for block in (text + evidence(full_tables()).decode()).split("\n\n")[1:]:
        predicates = re.findall(r"^    (\S+)", block, re.MULTILINE)
        assert predicates[0] == "a" or predicates == ["kg:evidence"]
        assert predicates == sorted(set(predicates))


def test_same_tables_give_the_same_bytes() -> None:
    assert turtle(full_tables()) == turtle(full_tables())
    assert evidence(full_tables()) == evidence(full_tables())


@pytest.mark.parametrize("write", [turtle, evidence])
def test_every_subject_is_written_once(write: Callable[[Tables], bytes]) -> None:
    subjects = re.findall(r"^(?:<\S+>|\w+:\S+)$", write(full_tables()).decode(), re.MULTILINE)
    assert len(subjects) == len(set(subjects)) > 5


def test_no_blank_nodes() -> None:
    assert all(isinstance(term, URIRef | Literal) for term in graph(full_tables()).all_nodes())


@pytest.mark.parametrize(
    ("score", "written"),
    [(0.85, "0.85"), (1.0, "1.0"), (0, "0.0"), (1e-07, "0.0000001"), (1e22, "10000000000000000000000.0")],
)
def test_numbers_are_plain_decimals(score: float, written: str) -> None:
    rows = tables(links=(link(Relation.TASK)._replace(score=score),), entities=(entity(Relation.TASK),))
    assert f"kg:score {written} ." in turtle(rows).decode()


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(score: float) -> None:
    with pytest.raises(OutputError, match="expected a finite number"):
        turtle(tables(links=(link(Relation.TASK)._replace(score=score),)))


@pytest.mark.parametrize(
    "rows",
    [
        {"links": (link(Relation.TASK, identifier="paper/nobody"),)},
        {"mentions": (full_tables().mentions[0]._replace(paper_id="paper/nobody"),)},
        {"pages": (PageRow("paper/nobody", "https://example.org/"),)},
        {"papers": (paper(SECOND), paper(FIRST)), "links": (link(Relation.TASK), link(Relation.TASK, "", SECOND))},
        {"related": (RelatedRow(FIRST, "paper/nobody", 1.0, ()),)},
    ],
)
def test_rows_of_an_unknown_paper_are_refused(rows: dict[str, Any]) -> None:
    with pytest.raises(OutputError, match="do not follow the table papers"):
        graph(tables(**rows))


@pytest.mark.parametrize(
    ("given_address", "written"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (" http://example.org:8080/ ", "http://example.org:8080/"),
        ("https://example.org/100%/a%20b", "https://example.org/100%25/a%20b"),
        ("https://example.org/<é>", "https://example.org/%3C%C3%A9%3E"),
        ("https://example.org/a[1]?q={x}", "https://example.org/a%5B1%5D?q=%7Bx%7D"),
        ("see our page", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://exa mple.org/", None),
        ("http://[", None),
    ],
)
def test_addresses(given_address: str, written: str | None) -> None:
    found = graph(tables(papers=(paper(url=given_address),))).value(node(FIRST), SDO.url)
    assert found == (None if written is None else URIRef(written))


@pytest.mark.parametrize("char", ["\x00", "\ufffe", "\uffff"])
def test_code_points_that_no_literal_may_hold_are_replaced(char: str) -> None:
    assert graph(tables(papers=(paper(title=f"a{char}b"),))).value(node(FIRST), DCTERMS.title) == Literal("a\ufffdb")


def any_text_tables(title: str, label: str, address: str) -> Tables:
    identifier, kind = entity_id(Relation.TASK, label), Relation.TASK
    return tables(
        papers=(paper(title=title, abstract=f"{label} {title}", venue=title, authors=(label, title), url=address),),
        entities=(entity(kind, entity_id=identifier, label=label, aliases=(title,)),),
        links=(link(kind)._replace(entity_id=identifier),),
        mentions=(MentionRow(FIRST, identifier, "task", label, "abstract", 0, len(label), title, 0.1),),
        pages=(PageRow(FIRST, f"https://example.org/{title}?{label}#{address}"),),
    )


@settings(max_examples=150, deadline=None)
@given(title=TEXT, label=TEXT.filter(lambda text: text.strip(". /")), address=TEXT)
def test_any_text_round_trips(title: str, label: str, address: str) -> None:
    of = any_text_tables(title, label, address)
    by_rdflib = graph(of)
    by_oxigraph = Graph()
    for written in (turtle(of), evidence(of)):
        quads = pyoxigraph.parse(written, format=pyoxigraph.RdfFormat.TURTLE)
        lines = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
        by_oxigraph.parse(data=lines, format="nt")
    assert isomorphic(by_rdflib, by_oxigraph)
    task = node(entity_id(Relation.TASK, label))
    assert str(by_rdflib.value(node(FIRST), DCTERMS.title)) == title
    assert str(by_rdflib.value(task, SKOS.prefLabel)) == label


def count_by_rapper(written: bytes) -> int:
    command = ["rapper", "--quiet", "--input", "turtle", "--output", "ntriples", "-", DATA_BASE]
    lines = subprocess.run(command, input=written, capture_output=True, check=True).stdout
    return len(set(lines.splitlines()))


@RAPPER
def test_rapper_reads_every_triple() -> None:
    assert sum(map(count_by_rapper, (turtle(full_tables()), evidence(full_tables())))) == len(graph(full_tables()))


@RAPPER
@settings(max_examples=40, deadline=None)
@given(title=TEXT, label=TEXT.filter(lambda text: text.strip(". /")))
def test_rapper_reads_any_text(title: str, label: str) -> None:
    of = any_text_tables(title, label, "")
    assert sum(map(count_by_rapper, (turtle(of), evidence(of)))) == len(graph(of))
