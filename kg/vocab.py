"""The vocabulary of the graph, as `ontology/kg.ttl` declares it, and what rows of the tables become in it."""

from collections.abc import Mapping
from types import MappingProxyType

from rdflib import URIRef
from rdflib.namespace import DC, DCAT, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SDO, SKOS, XSD, DefinedNamespace, Namespace

from kg.model import Relation, Role

__all__ = [
    "BIBO",
    "CITO",
    "DATA_BASE",
    "KG",
    "KIND_CLASSES",
    "MLS",
    "OA",
    "ONTOLOGY",
    "PAPER_CLASSES",
    "PREFIXES",
    "RELATION_PROPERTIES",
    "ROLE_PROPERTIES",
    "curie",
]

DATA_BASE = "https://w3id.org/paper-kg/"
ONTOLOGY = "https://w3id.org/paper-kg/ontology"
BIBO = Namespace("http://purl.org/ontology/bibo/")
CITO = Namespace("http://purl.org/spar/cito/")
MLS = Namespace("http://www.w3.org/ns/mls#")
OA = Namespace("http://www.w3.org/ns/oa#")


class KG(DefinedNamespace):
    """The terms of the ontology; a name that it does not declare raises AttributeError.

    >>> str(KG.usesDataset)
    'https://w3id.org/paper-kg/ontology#usesDataset'
    """

    _NS = Namespace(f"{ONTOLOGY}#")
    _fail = True

    Dataset: URIRef
    Entity: URIRef
    Input: URIRef
    Keyword: URIRef
    Link: URIRef
    Mention: URIRef
    Metric: URIRef
    Paper: URIRef
    Relatedness: URIRef
    Repository: URIRef
    Rule: URIRef
    Run: URIRef
    Span: URIRef
    Task: URIRef
    Technique: URIRef

    addressesTask: URIRef
    comparesDataset: URIRef
    comparesTechnique: URIRef
    hasKeyword: URIRef
    hasRepository: URIRef
    introducesDataset: URIRef
    introducesTechnique: URIRef
    mentions: URIRef
    relatedTo: URIRef
    usesDataset: URIRef
    usesMetric: URIRef
    usesTechnique: URIRef

    entity: URIRef
    evidence: URIRef
    paper: URIRef
    sharedEntity: URIRef

    community: URIRef
    field: URIRef
    given: URIRef
    mentionCount: URIRef
    paperCount: URIRef
    relation: URIRef
    role: URIRef
    score: URIRef
    setting: URIRef
    sha256: URIRef
    venue: URIRef
    weight: URIRef


PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "bibo": str(BIBO),
        "cito": str(CITO),
        "dc": str(DC),
        "dcat": str(DCAT),
        "dcterms": str(DCTERMS),
        "fabio": "http://purl.org/spar/fabio/",
        "foaf": str(FOAF),
        "kg": str(KG),
        "link": f"{DATA_BASE}link/",
        "mention": f"{DATA_BASE}mention/",
        "mls": str(MLS),
        "oa": str(OA),
        "owl": str(OWL),
        "prov": str(PROV),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "related": f"{DATA_BASE}related/",
        "schema": str(SDO),
        "skos": str(SKOS),
        "span": f"{DATA_BASE}span/",
        "xsd": str(XSD),
    }
)

PAPER_CLASSES = (KG.Paper, SDO.ScholarlyArticle)
"""The classes that a paper is written with."""

KIND_CLASSES: Mapping[str, tuple[URIRef, ...]] = MappingProxyType(
    {
        Relation.DATASET: (DCAT.Dataset, KG.Dataset, KG.Entity, SDO.Dataset),
        Relation.KEYWORD: (KG.Entity, KG.Keyword, SKOS.Concept),
        Relation.METRIC: (KG.Entity, KG.Metric, MLS.EvaluationMeasure, SKOS.Concept),
        Relation.REPOSITORY: (KG.Entity, KG.Repository, SDO.SoftwareSourceCode),
        Relation.TASK: (KG.Entity, KG.Task, MLS.Task, SKOS.Concept),
        Relation.TECHNIQUE: (KG.Entity, KG.Technique, SKOS.Concept),
    }
)
"""The classes that an entity of a kind is written with."""

RELATION_PROPERTIES: Mapping[str, URIRef] = MappingProxyType(
    {
        Relation.DATASET: KG.usesDataset,
        Relation.KEYWORD: KG.hasKeyword,
        Relation.METRIC: KG.usesMetric,
        Relation.REPOSITORY: KG.hasRepository,
        Relation.TASK: KG.addressesTask,
        Relation.TECHNIQUE: KG.usesTechnique,
    }
)
"""The property that joins a paper directly to what it is linked to under a relation, whatever the role."""

ROLE_PROPERTIES: Mapping[tuple[str, str], URIRef] = MappingProxyType(
    {
        (Relation.DATASET, Role.COMPARED): KG.comparesDataset,
        (Relation.DATASET, Role.INTRODUCED): KG.introducesDataset,
        (Relation.TECHNIQUE, Role.COMPARED): KG.comparesTechnique,
        (Relation.TECHNIQUE, Role.INTRODUCED): KG.introducesTechnique,
    }
)
"""The property that says the role as well, for the relations and roles that have one."""


def curie(term: URIRef) -> str:
    """Shorten a term to its prefixed name.

    Raises ValueError where no prefix covers it.

    >>> curie(KG.Paper), curie(SDO.ScholarlyArticle)
    ('kg:Paper', 'schema:ScholarlyArticle')
    """
    for prefix, namespace in PREFIXES.items():
        if term.startswith(namespace):
            return f"{prefix}:{term.removeprefix(namespace)}"
    raise ValueError(f"no prefix for {term}; expected one of the namespaces of {', '.join(PREFIXES)}")
