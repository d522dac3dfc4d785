"""Reference pages in Markdown: the ontology, term by term, and the named questions with their answers."""

from collections.abc import Callable, Iterable, Iterator

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from kg.questions import NamedQuery
from kg.resources import ontology_path
from kg.vocab import KG, ONTOLOGY, curie

__all__ = ["ontology_page", "questions_page"]

_PARTS = (
    ("Classes", OWL.Class),
    ("Properties that lead to a node", OWL.ObjectProperty),
    ("Properties that hold a value", OWL.DatatypeProperty),
)


def ontology_page() -> str:
    """Return the page of the ontology that kg ships.

    >>> print(ontology_page().splitlines()[0])
    # Ontology of the paper knowledge graph
    """
    graph = Graph().parse(ontology_path("kg.ttl"))
    ontology = URIRef(ONTOLOGY)
    lines = [
        f"# {graph.value(ontology, DCTERMS.title)}",
        "",
        str(graph.value(ontology, DCTERMS.description)),
        "",
        f"Version {graph.value(ontology, OWL.versionInfo)}, <{graph.value(ontology, OWL.versionIRI)}>, licence "
        f"<{graph.value(ontology, DCTERMS.license)}>. `kg:` stands for `{KG}`. OWL 2 DL, consistent by HermiT; "
        "`ontology/shapes.ttl` says in SHACL what a graph looks like. "
        "`make renew` makes this page from `ontology/kg.ttl`.",
    ]
    for title, kind in _PARTS:
        terms = sorted({str(term) for term in graph.subjects(RDF.type, kind) if str(term).startswith(str(KG))})
        lines += ["", f"## {title}"]
        for term in terms:
            lines += _term(graph, URIRef(term))
    return "\n".join(lines) + "\n"


def questions_page(queries: Iterable[NamedQuery], answer: Callable[[NamedQuery], str]) -> str:
    """Return the page of the questions, each with what `answer` gives in Markdown."""
    lines = [
        "# Questions",
        "",
        "Each is a file of `ontology/queries/` and runs as it stands, in `kg query` and in any SPARQL engine. The "
        "answers are those of the example graph, cut after some rows; `tests/answers/` has them whole. `-p` asks about "
        "something else: papers are given by their title or a part of it, entities by any of their names. This page is "
        "made by `make renew`.",
    ]
    for query in queries:
        options = [f"-p {parameter.name}={_quoted(parameter.default)}" for parameter in query.parameters]
        lines += ["", f"## {query.title}", "", "```", " ".join(["kg query", query.name, *options]), "```"]
        lines += [f"- `{parameter.name}` ({parameter.type}): {parameter.meaning}" for parameter in query.parameters]
        lines += ["", answer(query)]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _term(graph: Graph, term: URIRef) -> Iterator[str]:
    yield from ("", f"### {curie(term)}", "", str(graph.value(term, RDFS.comment)))
    for note in graph.objects(term, SKOS.scopeNote):
        yield f"*{note}*"
    facts = [
        ("domain", _joined(graph, term, RDFS.domain)),
        ("range", _joined(graph, term, RDFS.range)),
        ("under", _joined(graph, term, RDFS.subClassOf, RDFS.subPropertyOf)),
        ("one of", _joined(graph, term, OWL.disjointUnionOf)),
        ("see", _joined(graph, term, RDFS.seeAlso)),
        ("is", ", ".join(_characteristics(graph, term))),
    ]
    told = [f"- {name}: {value}" for name, value in facts if value]
    if told:
        yield from ("", *told)


def _joined(graph: Graph, term: Node, *properties: URIRef) -> str:
    return ", ".join(sorted(_named(graph, node) for name in properties for node in graph.objects(term, name)))


def _named(graph: Graph, node: Node) -> str:
    """Return a class, a datatype or a description of one, as a reader wants it."""
    if isinstance(node, URIRef):
        return f"`{node.n3(graph.namespace_manager)}`"
    for members, joint in ((OWL.unionOf, " or "), (OWL.oneOf, ", ")):
        if (listed := graph.value(node, members)) is not None:
            return joint.join(_member(graph, item) for item in Collection(graph, listed))
    if (restricted := graph.value(node, OWL.onDatatype)) is not None:
        facets = [facet for listed in graph.objects(node, OWL.withRestrictions) for facet in Collection(graph, listed)]
        limits = (
            f"{_named(graph, name)} {value}" for facet in facets for name, value in graph.predicate_objects(facet)
        )
        return f"{_named(graph, restricted)} with {', '.join(limits)}"
    return ", ".join(_member(graph, item) for item in Collection(graph, node))


def _member(graph: Graph, node: Node) -> str:
    return _named(graph, node) if isinstance(node, URIRef) else f'"{node}"'


def _characteristics(graph: Graph, term: Node) -> Iterator[str]:
    for kind in (OWL.FunctionalProperty, OWL.SymmetricProperty, OWL.IrreflexiveProperty):
        if (term, RDF.type, kind) in graph:
            yield str(kind).removeprefix(str(OWL)).removesuffix("Property").lower()
