"""`graph.ttl`: papers, what they are linked to, the entities, and the pairs of related papers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rdflib.namespace import DC, DCTERMS, FOAF, SDO, SKOS, XSD

from kg.export.turtle.cursor import Cursor
from kg.export.turtle.syntax import (
    Statements,
    addresses,
    block,
    decimal,
    header,
    literal,
    reference,
    references,
    texts,
)
from kg.ids import link_id, related_id
from kg.lexicon import load_broader
from kg.tables import EntityRow, LinkRow, PageRow, PaperRow, RelatedRow, Tables
from kg.vocab import BIBO, CITO, KG, KIND_CLASSES, PAPER_CLASSES, RELATION_PROPERTIES, ROLE_PROPERTIES, curie

__all__ = ["GRAPH_PREFIXES", "broader_entities", "entity_blocks", "paper_blocks", "related_blocks", "write_graph"]

GRAPH_PREFIXES = (
    "bibo",
    "cito",
    "dc",
    "dcat",
    "dcterms",
    "foaf",
    "kg",
    "link",
    "mls",
    "related",
    "schema",
    "skos",
    "xsd",
)

_ABSTRACT = curie(DCTERMS.abstract)
_ALT_LABEL = curie(SKOS.altLabel)
_BROADER = curie(SKOS.broader)
_CITES = curie(CITO.cites)
_CODE = curie(SDO.codeRepository)
_COMMUNITY = curie(KG.community)
_CREATOR = curie(DC.creator)
_DOI = curie(BIBO.doi)
_ENTITY = curie(KG.entity)
_G_YEAR = curie(XSD.gYear)
_GIVEN = curie(KG.given)
_IDENTIFIER = curie(DCTERMS.identifier)
_ISSUED = curie(DCTERMS.issued)
_MENTIONS = curie(KG.mentions)
_MENTION_COUNT = curie(KG.mentionCount)
_PAGE = curie(FOAF.page)
_PAPER = curie(KG.paper)
_PAPER_COUNT = curie(KG.paperCount)
_PREF_LABEL = curie(SKOS.prefLabel)
_RELATED = curie(KG.relatedTo)
_RELATION = curie(KG.relation)
_ROLE = curie(KG.role)
_SCORE = curie(KG.score)
_SHARED = curie(KG.sharedEntity)
_SOURCE_FILE = curie(DC.source)
_TITLE = curie(DCTERMS.title)
_URL = curie(SDO.url)
_VENUE = curie(KG.venue)
_WEIGHT = curie(KG.weight)

_LINK_TYPES = (curie(KG.Link),)
_PAPER_TYPES = tuple(curie(term) for term in PAPER_CLASSES)
_RELATEDNESS_TYPES = (curie(KG.Relatedness),)
_ENTITY_TYPES = {kind: tuple(curie(term) for term in terms) for kind, terms in KIND_CLASSES.items()}
_DIRECT = {relation: curie(term) for relation, term in RELATION_PROPERTIES.items()}
_DIRECT_ROLE = {key: curie(term) for key, term in ROLE_PROPERTIES.items()}


def write_graph(tables: Tables, path: Path) -> None:
    """Write what `tables` know as Turtle, but for the mentions.

    Labels and texts are kept to the letter, but for the three code points that no RDF literal may hold (U+0000, U+FFFE,
    U+FFFF), which become U+FFFD. Addresses that are not http or https are left out.

    Raises OutputError where a table holds rows of a paper that `papers` lacks or that stand out of order, and where a
    score or a weight is not a finite number.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header(*GRAPH_PREFIXES))
        file.writelines(_paper_blocks(tables))
        file.writelines(entity_blocks(tables.entities, broader_entities(tables.entities)))
        file.writelines(related_blocks(tables.related))


def _paper_blocks(tables: Tables) -> Iterator[str]:
    related = tables.related
    by_second = sorted(range(len(related)), key=lambda index: related[index].paper_b)
    links = Cursor("links", tables.links, key=lambda row: row.paper_id)
    pages = Cursor("pages", tables.pages, key=lambda row: row.paper_id)
    cited = Cursor("references", tables.references, key=lambda row: row.paper_id)
    forward = Cursor("related", related, key=lambda row: row.paper_a)
    backward = Cursor("related", (related[index] for index in by_second), key=lambda row: row.paper_b)
    for paper in tables.papers:
        own_links = links.take(paper.paper_id)
        neighbours = [row.paper_b for row in forward.take(paper.paper_id)]
        neighbours += [row.paper_a for row in backward.take(paper.paper_id)]
        citations = [row.cited for row in cited.take(paper.paper_id) if row.cited]
        yield from paper_blocks(paper, own_links, pages.take(paper.paper_id), neighbours, citations)
    for cursor in (links, pages, cited, forward, backward):
        cursor.finish()


def paper_blocks(
    paper: PaperRow,
    links: Sequence[LinkRow],
    pages: Iterable[PageRow],
    neighbours: Iterable[str],
    citations: Iterable[str],
) -> Iterator[str]:
    """Yield what is said of a paper and of its links; `neighbours` are related to it, `citations` it cites."""
    yield _paper_block(paper, links, pages, neighbours, citations)
    yield from map(_link_block, links)


def entity_blocks(entities: Iterable[EntityRow], broader: Mapping[str, str]) -> Iterator[str]:
    """Yield what is said of entities; `broader` names the broader one of those that have one."""
    for entity in entities:
        yield _entity_block(entity, broader.get(entity.entity_id))


def related_blocks(related: Iterable[RelatedRow]) -> Iterator[str]:
    """Yield what is said of pairs of related papers."""
    yield from map(_related_block, related)


def _paper_block(
    paper: PaperRow,
    links: Iterable[LinkRow],
    pages: Iterable[PageRow],
    neighbours: Iterable[str],
    citations: Iterable[str],
) -> str:
    statements: Statements = {
        "a": _PAPER_TYPES,
        _ABSTRACT: texts([paper.abstract]),
        _CITES: references(citations),
        _COMMUNITY: (str(paper.community),),
        _CREATOR: texts(paper.authors),
        _DOI: texts([paper.doi]),
        _GIVEN: texts([paper.given]),
        _IDENTIFIER: texts(
            f"{scheme}:{value}" for scheme, value in (("doi", paper.doi), ("arXiv", paper.arxiv_id)) if value
        ),
        _ISSUED: () if paper.year is None else (f'"{paper.year:04d}"^^{_G_YEAR}',),
        _PAGE: addresses(page.url for page in pages),
        _RELATED: references(neighbours),
        _SOURCE_FILE: texts(paper.sources),
        _TITLE: (literal(paper.title),),
        _URL: addresses([paper.url]),
        _VENUE: texts([paper.venue]),
    }
    return block(paper.paper_id, {**statements, **_direct_statements(links)})


def _direct_statements(links: Iterable[LinkRow]) -> Statements:
    objects: dict[str, list[str]] = {}
    for link in links:
        objects.setdefault(_MENTIONS, []).append(link.entity_id)
        objects.setdefault(_DIRECT[link.relation], []).append(link.entity_id)
        if (link.relation, link.role) in _DIRECT_ROLE:
            objects.setdefault(_DIRECT_ROLE[link.relation, link.role], []).append(link.entity_id)
    return {predicate: references(ids) for predicate, ids in objects.items()}


def _link_block(link: LinkRow) -> str:
    statements: Statements = {
        "a": _LINK_TYPES,
        _ENTITY: (reference(link.entity_id),),
        _MENTION_COUNT: (str(link.mention_count),),
        _PAPER: (reference(link.paper_id),),
        _RELATION: (literal(link.relation),),
        _ROLE: texts([link.role]),
        _SCORE: (decimal(link.score),),
    }
    return block(link_id(link.paper_id, link.relation, link.entity_id), statements)


def broader_entities(entities: Iterable[EntityRow]) -> dict[str, str]:
    """Return the nearest broader entity of the graph for every entity that has one."""
    broader = load_broader()
    names = {*broader, *broader.values()}
    known = {row.label: row.entity_id for row in entities if row.label in names and _is_concept(row)}
    found = {}
    for label, identifier in known.items():
        above = broader.get(label)
        while above is not None and above not in known:
            above = broader.get(above)
        if above is not None:
            found[identifier] = known[above]
    return found


def _is_concept(entity: EntityRow) -> bool:
    return SKOS.Concept in KIND_CLASSES[entity.kind]


def _entity_block(entity: EntityRow, broader: str | None) -> str:
    statements: dict[str, Iterable[str]] = {
        "a": _ENTITY_TYPES[entity.kind],
        _ALT_LABEL: texts(alias for alias in entity.aliases if alias != entity.label),
        _COMMUNITY: (str(entity.community),),
        _PAPER_COUNT: (str(entity.paper_count),),
        _PREF_LABEL: (literal(entity.label),),
        _BROADER: () if broader is None else (reference(broader),),
    }
    if KG.Repository in KIND_CLASSES[entity.kind]:
        statements[_CODE] = addresses([f"https://github.com/{entity.label}"])
    return block(entity.entity_id, statements)


def _related_block(related: RelatedRow) -> str:
    statements: Statements = {
        "a": _RELATEDNESS_TYPES,
        _PAPER: references([related.paper_a, related.paper_b]),
        _SHARED: references(related.shared),
        _WEIGHT: (decimal(related.weight),),
    }
    return block(related_id(related.paper_a, related.paper_b), statements)
