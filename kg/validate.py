"""Check a build: its tables, its graph, and that each says what the other says.

SHACL checks the shape of each node (`ontology/shapes.ttl`); the other checks are those that it cannot say: what the
tables have and the graph has not, identifiers that lead nowhere, offsets that do not hold their words.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, RdfFormat, Store, parse
from pyshacl import validate as validate_shapes
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from kg.errors import OutputError
from kg.ids import link_id, mention_id, related_id, span_id
from kg.model import Field
from kg.query import load
from kg.resources import ontology_path
from kg.tables import Tables, read_tables
from kg.vocab import CITO, DATA_BASE, KG, PREFIXES, RELATION_PROPERTIES, ROLE_PROPERTIES, curie

__all__ = ["Check", "validate_build"]

_WORDS_IN_GRAPH = """
SELECT ?span ?text ?start ?end ?words ?before ?after WHERE {
  ?span a kg:Span ; kg:field ?field ; oa:hasSource ?paper ; oa:hasSelector ?quote, ?position .
  ?quote oa:exact ?words .
  ?position oa:start ?start ; oa:end ?end .
  OPTIONAL { ?quote oa:prefix ?before }
  OPTIONAL { ?quote oa:suffix ?after }
  OPTIONAL { ?paper dcterms:title ?title }
  OPTIONAL { ?paper dcterms:abstract ?abstract }
  OPTIONAL { ?paper kg:given ?given }
  BIND (IF(?field = "title", ?title, IF(?field = "abstract", ?abstract, ?given)) AS ?text)
}
"""
_COUNTED = ("papers", "mentions", "related", "pages", "references")


_T = TypeVar("_T", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Check:
    """What was checked, how many things were looked at, and what is wrong with which of them."""

    title: str
    looked_at: int
    problems: tuple[str, ...]

    def report(self, *, most: int) -> str:
        """Return the check as lines for a person, with the first `most` problems.

        >>> print(Check("every cat purrs", 9, ("Tom: hisses", "Puss: mews")).report(most=1))
        FAILED  every cat purrs (9)
                Tom: hisses
                and 1 more
        """
        lines = [f"{'FAILED' if self.problems else 'ok':7} {self.title} ({self.looked_at:,})"]
        lines += [f"        {problem}" for problem in self.problems[:most]]
        if len(self.problems) > most:
            lines.append(f"        and {len(self.problems) - most:,} more")
        return "\n".join(lines)


def validate_build(build: Path, *, shapes: bool = True) -> Iterator[Check]:
    """Yield one check of the build in the folder `build` after the other.

    Without `shapes` SHACL is left out, which takes most of the time: a minute for two million triples.

    Raises OutputError where there is no build, or a table or a graph cannot be read.
    """
    tables, store = read_tables(build / "tables"), load(build, ontology=False)
    yield _check_references(tables)
    yield _check_counts(tables, build / "manifest.json")
    yield _check_words(tables)
    yield _check_nodes(tables, store)
    yield _check_statements(tables, store)
    yield _check_selectors(store)
    yield _check_dangling(store)
    if shapes:
        yield _check_shapes(build)


def _check_references(tables: Tables) -> Check:
    papers = {paper.paper_id for paper in tables.papers}
    entities = {entity.entity_id for entity in tables.entities}
    links = {(link.paper_id, link.relation, link.entity_id) for link in tables.links}
    references: list[tuple[str, Collection[object], object]] = [
        *(("links", papers, link.paper_id) for link in tables.links),
        *(("links", entities, link.entity_id) for link in tables.links),
        *(("mentions", links, (row.paper_id, row.relation, row.entity_id)) for row in tables.mentions),
        *(("related", papers, paper) for row in tables.related for paper in (row.paper_a, row.paper_b)),
        *(("related", entities, entity) for row in tables.related for entity in row.shared),
        *(("merges", entities, merge.entity_id) for merge in tables.merges),
        *(("pages", papers, page.paper_id) for page in tables.pages),
        *(("references", papers, row.paper_id) for row in tables.references),
        *(("references", papers, row.cited) for row in tables.references if row.cited),
        *(("conflicts", papers, row.paper_id) for row in tables.conflicts),
    ]
    dangling = [f"table {table}: {wanted} is not there" for table, known, wanted in references if wanted not in known]
    return Check("every identifier in the tables leads somewhere", len(references), tuple(dangling))


def _check_counts(tables: Tables, manifest: Path) -> Check:
    resting = Counter((row.paper_id, row.relation, row.entity_id) for row in tables.mentions)
    mentioning = Counter(entity for _, entity in {(link.paper_id, link.entity_id) for link in tables.links})
    counts = _read_manifest(manifest)["counts"]
    claims: list[tuple[str, object, object]] = [
        *(
            (f"mention_count of {key[1]} {key[0]} - {key[2]}", said, resting[key])
            for key, said in (((row.paper_id, row.relation, row.entity_id), row.mention_count) for row in tables.links)
        ),
        *((f"paper_count of {row.entity_id}", row.paper_count, mentioning[row.entity_id]) for row in tables.entities),
        *((f"{name} in {manifest.name}", counts.get(name), len(getattr(tables, name))) for name in _COUNTED),
    ]
    wrong = [f"{what}: said to be {said}, counted {counted}" for what, said, counted in claims if said != counted]
    return Check("every count is what can be counted", len(claims), tuple(wrong))


def _check_words(tables: Tables) -> Check:
    texts = {(row.paper_id, field.value): getattr(row, field) for row in tables.papers for field in Field}
    wrong = []
    for mention in tables.mentions:
        there = texts.get((mention.paper_id, mention.field), "")[mention.start : mention.end]
        if there != mention.surface:
            where = f"{mention.field} {mention.start}-{mention.end} of {mention.paper_id}"
            wrong.append(f"table mentions: {where} holds {there!r}, not {mention.surface!r}")
    return Check("the text holds the words of every mention in the tables", len(tables.mentions), tuple(wrong))


def _check_nodes(tables: Tables, store: Store) -> Check:
    expected: dict[URIRef, set[str]] = {
        KG.Paper: {row.paper_id for row in tables.papers},
        KG.Entity: {row.entity_id for row in tables.entities},
        KG.Link: {link_id(row.paper_id, row.relation, row.entity_id) for row in tables.links},
        KG.Relatedness: {related_id(row.paper_a, row.paper_b) for row in tables.related},
        KG.Span: {span_id(row.paper_id, row.field, row.start, row.end) for row in tables.mentions},
        KG.Mention: {mention_id(row.paper_id, row.relation, row.field, row.start, row.end) for row in tables.mentions},
    }
    problems: list[str] = []
    for term, identifiers in expected.items():
        found = {_identifier(quad.subject) for quad in store.quads_for_pattern(None, _node(RDF.type), _node(term))}
        problems += _difference(curie(term), identifiers, found)
    return Check("the graph has the nodes that the tables have", sum(map(len, expected.values())), tuple(problems))


def _check_statements(tables: Tables, store: Store) -> Check:
    expected: dict[URIRef, set[tuple[str, str]]] = {KG.mentions: set(), KG.relatedTo: set(), KG.evidence: set()}
    expected[CITO.cites] = {(row.paper_id, row.cited) for row in tables.references if row.cited}
    for term in (*RELATION_PROPERTIES.values(), *ROLE_PROPERTIES.values()):
        expected[term] = set()
    for link in tables.links:
        pair = (link.paper_id, link.entity_id)
        expected[KG.mentions].add(pair)
        expected[RELATION_PROPERTIES[link.relation]].add(pair)
        if (link.relation, link.role) in ROLE_PROPERTIES:
            expected[ROLE_PROPERTIES[link.relation, link.role]].add(pair)
    for related in tables.related:
        expected[KG.relatedTo] |= {(related.paper_a, related.paper_b), (related.paper_b, related.paper_a)}
    for row in tables.mentions:
        mention = mention_id(row.paper_id, row.relation, row.field, row.start, row.end)
        expected[KG.evidence].add((link_id(row.paper_id, row.relation, row.entity_id), mention))
    problems: list[str] = []
    for term, pairs in expected.items():
        quads = store.quads_for_pattern(None, _node(term), None)
        problems += _difference(curie(term), pairs, {(_identifier(quad[0]), _identifier(quad[2])) for quad in quads})
    return Check("the graph says what the tables say", sum(map(len, expected.values())), tuple(problems))


def _check_selectors(store: Store) -> Check:
    looked_at, wrong = 0, []
    rows = store.query(_WORDS_IN_GRAPH, prefixes=dict(PREFIXES))
    for row in rows if isinstance(rows, QuerySolutions) else ():
        looked_at += 1
        text, words = _value(row["text"]), _value(row["words"])
        start, end = int(_value(row["start"])), int(_value(row["end"]))
        around = (_value(row["before"]), words, _value(row["after"]))
        if text[start:end] != words or "".join(around) != text[start - len(around[0]) : end + len(around[2])]:
            wrong.append(f"{_identifier(row['span'])}: characters {start} to {end} are not {words!r}")
    return Check("the text holds the words of every span in the graph", looked_at, tuple(sorted(wrong)))


def _check_dangling(store: Store) -> Check:
    described = {quad.subject for quad in store}
    described |= {triple.subject for triple in parse(path=ontology_path("kg.ttl"), format=RdfFormat.TURTLE)}
    terms = {term for quad in store for term in (quad.subject, quad.predicate, quad.object)}
    own = {term for term in terms if isinstance(term, NamedNode) and term.value.startswith(DATA_BASE)}
    problems = [f"{_identifier(term)} is named but not described" for term in own - described]
    problems += [f"{term} is a blank node" for term in terms if isinstance(term, BlankNode)]
    return Check("every node that the graph names is described, and none is blank", len(own), tuple(sorted(problems)))


def _check_shapes(build: Path) -> Check:
    graph = Graph().parse(build / "graph.ttl").parse(build / "evidence.ttl")
    shapes = Graph().parse(ontology_path("shapes.ttl"))
    _, report, _ = validate_shapes(graph, shacl_graph=shapes, inplace=True)
    targets = {node for shape in shapes.objects(None, SH.targetClass) for node in graph.subjects(RDF.type, shape)}
    violations = {_violation(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)}
    return Check("every node has the shape of its class (SHACL)", len(targets), tuple(sorted(violations)))


def _violation(report: Graph, result: Node) -> str:
    focus, path, value = (report.value(result, term) for term in (SH.focusNode, SH.resultPath, SH.value))
    told = " ".join(str(report.value(result, SH.resultMessage)).split())
    where = " ".join(_shortened(str(term)) for term in (focus, path) if isinstance(term, URIRef))
    return f"{where}: {told}" + (f" (found {_shortened(str(value))!r})" if value is not None and value != focus else "")


def _difference(what: str, expected: set[_T], found: set[_T]) -> Iterator[str]:
    for missing in sorted(expected - found):
        yield f"{what}: the tables have {_told(missing)}, the graph has not"
    for extra in sorted(found - expected):
        yield f"{what}: the graph has {_told(extra)}, the tables have not"


def _told(identifiers: str | tuple[str, ...]) -> str:
    return identifiers if isinstance(identifiers, str) else " - ".join(identifiers)


def _shortened(iri: str) -> str:
    try:
        return curie(URIRef(iri))
    except ValueError:
        return iri.removeprefix(DATA_BASE)


def _identifier(term: Any) -> str:
    return str(term.value).removeprefix(DATA_BASE) if isinstance(term, NamedNode) else str(term)


def _node(term: URIRef) -> NamedNode:
    return NamedNode(term)


def _value(term: Any) -> str:
    return "" if term is None else str(term.value)


def _read_manifest(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read ({error}); build the graph again") from None
