"""What the graph knows of one node, asked as SPARQL."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException

from kg.serve.engine import Engine
from kg.serve.question import Question

__all__ = ["Facts", "Row", "find_facts", "require_known"]

_JSON = "application/sparql-results+json"
_MOST = 500
_MOST_POINTERS = 100

_FIRST = "SELECT ?property { ?node ?property ?value } LIMIT 1"
_STATEMENTS = f"""
SELECT ?property ?value ?label WHERE {{
  ?node ?property ?value .
  OPTIONAL {{ ?value skos:prefLabel|dcterms:title|rdfs:label ?label }}
}}
ORDER BY ?property ?label ?value LIMIT {_MOST}"""
_POINTERS = f"""
SELECT ?property ?value ?label WHERE {{
  ?value ?property ?node .
  OPTIONAL {{ ?value skos:prefLabel|dcterms:title|rdfs:label ?label }}
}}
ORDER BY ?property ?label ?value LIMIT {_MOST_POINTERS}"""
_LINKS = """
SELECT ?relation ?entity ?label ?role ?score ?papers (GROUP_CONCAT(DISTINCT ?exact; separator="\\t") AS ?words) WHERE {
  ?link kg:paper ?node ; kg:entity ?entity ; kg:relation ?relation ; kg:score ?score .
  ?entity skos:prefLabel ?label ; kg:paperCount ?papers .
  OPTIONAL { ?link kg:role ?role }
  OPTIONAL { ?link kg:evidence/oa:hasTarget/oa:hasSelector/oa:exact ?exact }
}
GROUP BY ?link ?relation ?entity ?label ?role ?score ?papers
ORDER BY ?relation DESC(?score) ?label"""
_RELATED = """
SELECT ?paper ?title ?weight (GROUP_CONCAT(DISTINCT ?name; separator="\\t") AS ?shared) WHERE {
  ?pair kg:paper ?node, ?paper ; kg:weight ?weight ; kg:sharedEntity/skos:prefLabel ?name .
  ?paper dcterms:title ?title .
  FILTER (?paper != ?node)
}
GROUP BY ?pair ?paper ?title ?weight
ORDER BY DESC(?weight) ?title"""
_PAPERS = f"""
SELECT ?paper ?title ?year ?role (MAX(?trust) AS ?score) WHERE {{
  ?link kg:entity ?node ; kg:paper ?paper ; kg:score ?trust .
  ?paper dcterms:title ?title .
  OPTIONAL {{ ?link kg:role ?role }}
  OPTIONAL {{ ?paper dcterms:issued ?year }}
}}
GROUP BY ?paper ?title ?year ?role
ORDER BY (!BOUND(?role)) ?role DESC(?score) ?title LIMIT {_MOST}"""
_TOGETHER = """
SELECT ?entity ?label (COUNT(?paper) AS ?papers) WHERE {
  ?paper kg:mentions ?node, ?entity .
  ?entity skos:prefLabel ?label .
  FILTER (?entity != ?node)
}
GROUP BY ?entity ?label
HAVING (COUNT(?paper) > 1)
ORDER BY DESC(?papers) ?label LIMIT 24"""

Row = Mapping[str, str]
"""A solution: the text of a literal, or a whole IRI, by variable."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page tells of a node. Which of the last four are there depends on what the node is."""

    iri: str
    statements: Sequence[Row]
    pointers: Sequence[Row] = ()
    links: Sequence[Row] = ()
    related: Sequence[Row] = ()
    papers: Sequence[Row] = ()
    together: Sequence[Row] = ()

    def values(self, property: str) -> Sequence[str]:
        """Return the values of a property of the node."""
        return [row["value"] for row in self.statements if row["property"] == property]


async def find_facts(engine: Engine, iri: str, *, paper: str, entity: str) -> Facts:
    """Gather what there is of the node `iri`, by whether it is of the class `paper`, `entity` or another.

    Raises HTTPException where the graph does not know the node, or a query was refused or ended.
    """
    statements = await _ask(engine, _STATEMENTS, iri)
    classes = {row["value"] for row in statements}
    if not statements:
        raise _unknown(iri)
    if paper in classes:
        return Facts(iri, statements, links=await _ask(engine, _LINKS, iri), related=await _ask(engine, _RELATED, iri))
    if entity in classes:
        return Facts(
            iri, statements, papers=await _ask(engine, _PAPERS, iri), together=await _ask(engine, _TOGETHER, iri)
        )
    return Facts(iri, statements, pointers=await _ask(engine, _POINTERS, iri))


async def require_known(engine: Engine, iri: str) -> None:
    """Raise HTTPException where the graph does not know the node `iri`."""
    if not await _ask(engine, _FIRST, iri):
        raise _unknown(iri)


def _unknown(iri: str) -> HTTPException:
    return HTTPException(404, f"the graph knows nothing of <{iri}>")


async def _ask(engine: Engine, query: str, iri: str) -> Sequence[Row]:
    text = query.replace("?node", str(NamedNode(iri)))
    answer = await engine.ask(Question(text, solutions=_JSON))
    if not answer.file:
        raise HTTPException(answer.verdict.status, answer.verdict.message)
    with answer.file as file:
        bindings = json.load(file)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in binding.items()} for binding in bindings]
