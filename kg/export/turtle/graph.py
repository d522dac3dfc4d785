"""`graph.ttl`: papers, what they are linked to, the entities, and the pairs of related papers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from rdflib.namespace import DC, DCTERMS, FOAF, SDO, SKOS, XSD

from kg.export.turtle.cursor import Cursor, misplaced
from kg.export.turtle.parts import Part, write_parts
from kg.export.turtle.syntax import (
    Statements,
    addresses,
    block,
    decimal,
    header,
    line,
    literal,
    reference,
    references,
    texts,
)
from kg.ids import link_id, related_id
from kg.lexicon import load_broader
from kg.tables import EVERY_PAPER, EntityRow, LinkRow, PageRow, PaperRange, PaperRow, RelatedRow, Tables, only, pick
from kg.vocab import BIBO, CITO, KG, KIND_CLASSES, PAPER_CLASSES, RELATION_PROPERTIES, ROLE_PROPERTIES, curie

__all__ = [
    "GRAPH_PREFIXES",
    "broader_entities",
    "entity_blocks",
    "graph_parts",
    "paper_blocks",
    "related_blocks",
    "write_graph",
]

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

_LINK_TYPE = curie(KG.Link)
_PAPER_TYPES = tuple(curie(term) for term in PAPER_CLASSES)
_RELATEDNESS_TYPE = curie(KG.Relatedness)
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
    write_parts(graph_parts(), tables, path)


def graph_parts(ranges: Sequence[PaperRange] = (EVERY_PAPER,)) -> list[Part]:
    """Return the parts of `graph.ttl` where the papers are divided into `ranges`; errors are those of `write_graph`."""
    return [
        Part(_head),
        *(Part(partial(paper_blocks, papers=papers), papers) for papers in ranges),
        Part(_entity_blocks),
        *(Part(partial(_related_blocks, papers=papers), papers) for papers in ranges),
    ]


def paper_blocks(tables: Tables, *, papers: PaperRange = EVERY_PAPER) -> Iterator[str]:
    """Yield the statements about each of `papers` and its links, in the order of the tables.

    `tables` have all rows of these papers, no other paper's, and the related papers where either is one of them.

    Raises OutputError as `write_graph` does.
    """
    links = Cursor("links", tables.links, key=lambda row: row.paper_id)
    pages = Cursor("pages", tables.pages, key=lambda row: row.paper_id)
    cited = Cursor("references", tables.references, key=lambda row: row.paper_id)
    neighbours = _neighbours(tables.related, papers)
    for paper in tables.papers:
        own_links = links.take(paper.paper_id)
        citations = [row.cited for row in cited.take(paper.paper_id) if row.cited]
        beside = neighbours.pop(paper.paper_id, ())
        yield _paper_block(paper, own_links, pages.take(paper.paper_id), beside, citations)
        yield from map(_link_block, own_links)
    for cursor in (links, pages, cited):
        cursor.finish()
    if neighbours:
        raise misplaced("related", min(neighbours))


def entity_blocks(entities: Iterable[EntityRow], broader: Mapping[str, str]) -> Iterator[str]:
    """Yield the statements about entities; `broader` names the broader one of those that have one."""
    return (_entity_block(entity, broader.get(entity.entity_id)) for entity in entities)


def related_blocks(related: Iterable[RelatedRow]) -> Iterator[str]:
    """Yield the statements about pairs of related papers."""
    return map(_related_block, related)


def _head(_: Tables) -> Iterator[str]:
    yield header(*GRAPH_PREFIXES)


def _entity_blocks(tables: Tables) -> Iterator[str]:
    return entity_blocks(tables.entities, broader_entities(tables.entities))


def _related_blocks(tables: Tables, *, papers: PaperRange) -> Iterator[str]:
    return related_blocks(only(tables.related, "paper_a", papers))


def _neighbours(related: Iterable[RelatedRow], papers: PaperRange) -> dict[str, list[str]]:
    """Return for each of `papers` the papers that it is related to, where there are any."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for paper_a, paper_b in pick(related, "paper_a", "paper_b"):
        found[paper_a].append(paper_b)
        found[paper_b].append(paper_a)
    return {paper: others for paper, others in found.items() if paper in papers}


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
    paper, entity, relation, role, score, mention_count = link
    return (
        f"\n{reference(link_id(paper, relation, entity))}\n"
        f"    a {_LINK_TYPE} ;\n"
        f"    {_ENTITY} {reference(entity)} ;\n"
        f"    {_MENTION_COUNT} {mention_count} ;\n"
        f"    {_PAPER} {reference(paper)} ;\n"
        f"    {_RELATION} {literal(relation)} ;\n"
        f"{_role_line(role)}"
        f"    {_SCORE} {decimal(score)} .\n"
    )


@cache
def _role_line(role: str) -> str:
    return f"    {_ROLE} {literal(role)} ;\n" if role else ""


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
    statements: dict[str, Sequence[str]] = {
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
    paper_a, paper_b, weight, shared = related
    return (
        f"\n{reference(related_id(paper_a, paper_b))}\n"
        f"    a {_RELATEDNESS_TYPE} ;\n"
        f"{line(_PAPER, references([paper_a, paper_b]))} ;\n"
        f"{_shared_line(shared)}"
        f"    {_WEIGHT} {decimal(weight)} .\n"
    )


def _shared_line(shared: Sequence[str]) -> str:
    return f"{line(_SHARED, references(shared))} ;\n" if shared else ""
