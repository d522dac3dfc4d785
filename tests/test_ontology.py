"""The ontology and its shapes: every term is documented and known to the code, every broken graph is reported."""

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from kg.errors import ResourceError
from kg.resources import ontology_path
from kg.vocab import DATA_BASE, KG, ONTOLOGY, PREFIXES, curie

ONTOLOGY_GRAPH = Graph().parse(ontology_path("kg.ttl"))
SHAPES = Graph().parse(ontology_path("shapes.ttl"))
TERMS = sorted(
    {term for term in ONTOLOGY_GRAPH.subjects() if isinstance(term, URIRef) and term.startswith(str(KG))}, key=str
)
PROPERTIES = [
    term for term in TERMS if {OWL.ObjectProperty, OWL.DatatypeProperty} & set(ONTOLOGY_GRAPH.objects(term, RDF.type))
]
PREAMBLE = f"@base <{DATA_BASE}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
SMALL = (
    PREAMBLE
    + """
<paper/a> a kg:Paper, schema:ScholarlyArticle ;
    dcterms:title "A" ; dcterms:issued "2020"^^xsd:gYear ; kg:community 0 ; schema:url <https://example.org/a> ;
    kg:mentions <dataset/Cora> ; kg:usesDataset <dataset/Cora> ; kg:relatedTo <paper/b> .
<paper/b> a kg:Paper, schema:ScholarlyArticle ;
    dcterms:title "B" ; kg:community 0 ;
    kg:mentions <repository/o/n> ; kg:hasRepository <repository/o/n> ; kg:relatedTo <paper/a> .
<dataset/Cora> a kg:Entity, kg:Dataset, schema:Dataset ; skos:prefLabel "Cora" ; kg:paperCount 1 ; kg:community 0 .
<repository/o/n> a kg:Entity, kg:Repository, schema:SoftwareSourceCode ;
    skos:prefLabel "o/n" ; kg:paperCount 1 ; kg:community 0 ; schema:codeRepository <https://github.com/o/n> .
<link> a kg:Link ;
    kg:paper <paper/a> ; kg:entity <dataset/Cora> ; kg:relation "dataset" ; kg:role "used" ; kg:score 0.9 ;
    kg:mentionCount 1 ; kg:evidence <mention> .
<mention> a kg:Mention, oa:Annotation ;
    kg:relation "dataset" ; kg:score 0.9 ; oa:hasBody <dataset/Cora> ; oa:hasTarget <span> ;
    oa:motivatedBy oa:identifying ; prov:wasAttributedTo <rule> ; prov:wasGeneratedBy <run> .
<span> a kg:Span, oa:SpecificResource ;
    kg:field "abstract" ; oa:hasSource <paper/a> ; oa:hasSelector <words>, <place> .
<rule> a kg:Rule, prov:SoftwareAgent ; rdfs:label "lexicon" ; prov:actedOnBehalfOf <kg> .
<run> a kg:Run, prov:Activity ; prov:used <file> ; prov:wasAssociatedWith <kg> ; kg:setting "seed=7" .
<kg> a prov:SoftwareAgent, schema:SoftwareApplication ; rdfs:label "kg 1" ; schema:softwareVersion "1" .
<file> a kg:Input ; dcterms:title "a.txt" ;
    kg:sha256 "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f" .
<words> a oa:TextQuoteSelector ; oa:exact "Cora" ; oa:suffix " is small" .
<place> a oa:TextPositionSelector ; oa:start 3 ; oa:end 7 .
<related> a kg:Relatedness ; kg:paper <paper/a>, <paper/b> ; kg:sharedEntity <dataset/Cora> ; kg:weight 1.5 .
"""
)


def test_vocabulary_and_ontology_declare_the_same_terms() -> None:
    assert set(TERMS) == set(dir(KG))


@pytest.mark.parametrize("term", TERMS, ids=curie)
def test_every_term_is_documented(term: URIRef) -> None:
    for documentation in (RDFS.label, RDFS.comment):
        (text,) = ONTOLOGY_GRAPH.objects(term, documentation)
        assert isinstance(text, Literal)
        assert text.language == "en"
    assert ONTOLOGY_GRAPH.value(term, RDFS.isDefinedBy) == URIRef(ONTOLOGY)


@pytest.mark.parametrize("term", PROPERTIES, ids=curie)
def test_every_property_has_domain_and_range(term: URIRef) -> None:
    assert len(list(ONTOLOGY_GRAPH.objects(term, RDFS.domain))) == 1
    assert len(list(ONTOLOGY_GRAPH.objects(term, RDFS.range))) == 1


def test_every_term_of_others_is_declared() -> None:
    used = {
        term
        for axiom in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, RDFS.seeAlso, RDF.type)
        for term in ONTOLOGY_GRAPH.objects(None, axiom)
        if isinstance(term, URIRef)
    } | set(ONTOLOGY_GRAPH.predicates())
    built_in = (str(OWL), str(RDF), str(RDFS), "http://www.w3.org/2001/XMLSchema#")
    declared = set(ONTOLOGY_GRAPH.subjects(RDF.type))
    assert {term for term in used - declared if not str(term).startswith(built_in)} == set()


@pytest.mark.parametrize("term", TERMS, ids=curie)
def test_a_term_is_only_one_kind_of_thing(term: URIRef) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}
    assert len(kinds & set(ONTOLOGY_GRAPH.objects(term, RDF.type))) == 1


def test_ontology_names_version_and_licence() -> None:
    ontology = URIRef(ONTOLOGY)
    version = str(ONTOLOGY_GRAPH.value(ontology, OWL.versionInfo))
    assert ONTOLOGY_GRAPH.value(ontology, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert ONTOLOGY_GRAPH.value(ontology, DCTERMS.license) is not None


def test_every_class_has_a_shape() -> None:
    classes = {term for term in TERMS if (term, RDF.type, OWL.Class) in ONTOLOGY_GRAPH}
    assert classes <= set(SHAPES.objects(None, SH.targetClass))


def test_shapes_are_valid_shacl() -> None:
    conforms, _, report = validate(Graph().parse(data=SMALL, format="turtle"), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, report


@pytest.mark.parametrize(
    ("sound", "broken", "path", "constraint"),
    [
        ('dcterms:title "A" ;', "", DCTERMS.title, SH.MinCountConstraintComponent),
        ('dcterms:title "A" ;', 'dcterms:title "A", "B" ;', DCTERMS.title, SH.MaxCountConstraintComponent),
        ('"2020"^^xsd:gYear', "2020", DCTERMS.issued, SH.DatatypeConstraintComponent),
        ("<https://example.org/a>", "<mailto:a@example.org>", "schema:url", SH.PatternConstraintComponent),
        ("kg:score 0.9 ;\n    kg:m", "kg:score 1.2 ;\n    kg:m", KG.score, SH.MaxInclusiveConstraintComponent),
        ("kg:score 0.9 ;\n    kg:m", "kg:score -0.1 ;\n    kg:m", KG.score, SH.MinInclusiveConstraintComponent),
        ("kg:score 0.9 ;\n    kg:m", "kg:score 9.0e-1 ;\n    kg:m", KG.score, SH.DatatypeConstraintComponent),
        ('kg:role "used"', 'kg:role "liked"', KG.role, SH.InConstraintComponent),
        ('"dataset" ; kg:role', '"task" ; kg:role', None, SH.OrConstraintComponent),
        ("oa:start 3", "oa:start 7", "oa:start", SH.LessThanConstraintComponent),
        (
            "oa:hasSelector <words>, <place>",
            "oa:hasSelector <words>",
            "oa:hasSelector",
            SH.QualifiedMinCountConstraintComponent,
        ),
        ('kg:field "abstract"', 'kg:field "body"', KG.field, SH.InConstraintComponent),
        (
            "kg:hasRepository <repository/o/n>",
            "kg:hasRepository <dataset/Cora>",
            KG.hasRepository,
            SH.ClassConstraintComponent,
        ),
        ("kg:Entity, kg:Dataset", "kg:Entity, kg:Dataset, kg:Task, skos:Concept", None, SH.XoneConstraintComponent),
        ("kg:paper <paper/a>, <paper/b>", "kg:paper <paper/a>", KG.paper, SH.MinCountConstraintComponent),
        ('oa:suffix " is small"', f'oa:suffix "{"x" * 33}"', "oa:suffix", SH.MaxLengthConstraintComponent),
        ("kg:entity <dataset/Cora> ;", 'kg:entity "Cora" ;', KG.entity, SH.NodeKindConstraintComponent),
        ('skos:prefLabel "o/n"', 'skos:prefLabel "o n"', "skos:prefLabel", SH.PatternConstraintComponent),
        (
            "kg:paperCount 1 ; kg:community 0 .",
            "kg:paperCount 0 ; kg:community 0 .",
            KG.paperCount,
            SH.MinInclusiveConstraintComponent,
        ),
    ],
)
def test_broken_graphs_are_reported(sound: str, broken: str, path: URIRef | str | None, constraint: URIRef) -> None:
    assert SMALL.count(sound) == 1
    data = Graph().parse(data=SMALL.replace(sound, broken), format="turtle")
    conforms, report, _ = validate(data, shacl_graph=SHAPES)
    assert not conforms
    found = {
        (curie(where) if isinstance(where, URIRef) else None, report.value(result, SH.sourceConstraintComponent))
        for result in report.subjects(RDF.type, SH.ValidationResult)
        for where in (report.value(result, SH.resultPath),)
    }
    assert (curie(path) if isinstance(path, URIRef) else path, constraint) in found


def test_resources_that_are_not_there_are_named() -> None:
    with pytest.raises(ResourceError, match=r"nothing\.ttl.*install kg again"):
        ontology_path("nothing.ttl")


def test_a_term_without_prefix_is_refused() -> None:
    with pytest.raises(ValueError, match="no prefix for urn:x"):
        curie(URIRef("urn:x"))


def test_an_undeclared_term_is_refused() -> None:
    with pytest.raises(AttributeError):
        KG["usesDatasets"]
