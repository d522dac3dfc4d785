"""The pages: of every node of the graph, and the one to query on."""

import re
from dataclasses import asdict
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from rdflib import URIRef
from rdflib.namespace import DC, DCTERMS, FOAF, RDFS, SDO, SKOS
from starlette.exceptions import HTTPException

from kg.query import named_queries
from kg.serve.engine import Engine
from kg.serve.facts import Facts, find_facts, require_known
from kg.serve.question import Question
from kg.vocab import DATA_BASE, KG, KIND_CLASSES, PREFIXES, curie

__all__ = ["PAGE_POLICY", "NodePages", "query_page"]

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""The Content-Security-Policy of the pages: nothing from elsewhere, no script or style but those of /static."""

_TEMPLATES = Path(__file__).parent / "templates"
_PATH = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-Fa-f]{2}){1,2000}")
_TRIPLES = """
CONSTRUCT { @ ?p ?o . ?from ?q @ . ?s ?r ?v } WHERE {
  { @ ?p ?o } UNION { ?from ?q @ } UNION { GRAPH @ { ?s ?r ?v } }
}"""
_TITLES = tuple(map(str, (DCTERMS.title, SKOS.prefLabel, RDFS.label)))


class NodePages:
    """The page and the triples of every node that the engine knows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def node(self, path: str) -> str:
        """Return the IRI of the node at a path, percent-encoded as it stands in the address.

        Raises HTTPException where no IRI can look like that.
        """
        if not _PATH.fullmatch(path):
            raise HTTPException(404, "no node has such an address")
        return DATA_BASE + path

    async def require(self, node: str) -> None:
        """Raise HTTPException where the graph does not know the node."""
        await require_known(self._engine, node)

    def triples(self, node: str, media_type: str) -> Question:
        """Return the question for the triples of a node: from it, to it, and in it where it names a graph."""
        return Question(_TRIPLES.replace("@", f"<{node}>"), triples=media_type)

    async def page(self, node: str) -> str:
        """Return the page of a node as HTML.

        Raises HTTPException where the graph does not know the node.
        """
        facts = await find_facts(self._engine, node, paper=str(KG.Paper), entity=str(KG.Entity))
        template = "paper.html" if facts.links else "entity.html" if facts.papers else "node.html"
        return (
            _environment()
            .get_template(template)
            .render(
                facts=facts,
                path=node.removeprefix(DATA_BASE),
                title=_title(facts),
                kind=_kind(facts),
                links={relation: [*rows] for relation, rows in groupby(facts.links, key=lambda row: row["relation"])},
                roles={role: [*rows] for role, rows in groupby(facts.papers, key=lambda row: row.get("role", ""))},
            )
        )


def query_page() -> str:
    """Return the page to query on, with the named questions."""
    questions = [asdict(query) for query in named_queries()]
    return (
        _environment()
        .get_template("query.html")
        .render(data={"questions": questions, "prefixes": dict(PREFIXES), "base": DATA_BASE})
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"href": _href, "short": _short, "plural": _plural}
    environment.globals |= {
        "ABSTRACT": str(DCTERMS.abstract),
        "ALT_LABEL": str(SKOS.altLabel),
        "CODE": str(SDO.codeRepository),
        "CREATOR": str(DC.creator),
        "PAGE": str(FOAF.page),
        "PAPER_COUNT": str(KG.paperCount),
        "URL": str(SDO.url),
        "VENUE": str(KG.venue),
        "YEAR": str(DCTERMS.issued),
    }
    return environment


def _title(facts: Facts) -> str:
    return next((value for term in _TITLES for value in facts.values(term)), facts.iri.removeprefix(DATA_BASE))


def _kind(facts: Facts) -> str:
    """Return the kind of an entity as in its identifier, empty for other nodes."""
    first = facts.iri.removeprefix(DATA_BASE).partition("/")[0]
    return first if first in KIND_CLASSES else ""


def _href(value: str) -> str:
    """Return where a value leads to: the page of a node here, a page elsewhere, or nowhere."""
    if value.startswith(DATA_BASE):
        return f"/id/{value.removeprefix(DATA_BASE)}"
    return value if value.startswith(("https://", "http://")) and " " not in value else ""


def _short(iri: str) -> str:
    try:
        return curie(URIRef(iri))
    except ValueError:
        return iri.removeprefix(DATA_BASE)


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
