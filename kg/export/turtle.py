"""The graph as RDF, written as Turtle straight from the tables.

One paper after the other, each followed by its links and by its mentions with what these point at; then the entities,
then the pairs of related papers; all in the order of the tables. Nothing but the paper at hand is kept in memory,
beside a list of row numbers for the pairs. There are no blank nodes and no times: the same tables give the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from math import isfinite
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import quote, urlsplit

from rdflib.namespace import DC, DCTERMS, FOAF, PROV, SDO, SKOS, XSD

from kg.errors import OutputError
from kg.ids import annotation_id, link_id, related_id, selector_id
from kg.model import Field
from kg.tables import EntityRow, LinkRow, MentionRow, PageRow, PaperRow, RelatedRow, Tables
from kg.vocab import DATA_BASE, KG, KIND_CLASSES, OA, PREFIXES, RELATION_PROPERTIES, ROLE_PROPERTIES, curie

__all__ = ["write_turtle"]

_Row = TypeVar("_Row", bound=tuple[object, ...])
_Statements = Mapping[str, Iterable[str]]

_CONTEXT = 32
_HEADER_PREFIXES = ("dc", "dcterms", "foaf", "kg", "oa", "prov", "schema", "skos", "xsd")

_A = "a"
_ABSTRACT = curie(DCTERMS.abstract)
_ALT_LABEL = curie(SKOS.altLabel)
_ATTRIBUTED = curie(PROV.wasAttributedTo)
_BODY = curie(OA.hasBody)
_CODE = curie(SDO.codeRepository)
_COMMUNITY = curie(KG.community)
_CREATOR = curie(DC.creator)
_END = curie(OA.end)
_ENTITY = curie(KG.entity)
_EVIDENCE = curie(KG.evidence)
_EXACT = curie(OA.exact)
_FIELD = curie(KG.field)
_G_YEAR = curie(XSD.gYear)
_IDENTIFYING = curie(OA.identifying)
_ISSUED = curie(DCTERMS.issued)
_MENTIONS = curie(KG.mentions)
_MENTION_COUNT = curie(KG.mentionCount)
_MOTIVATION = curie(OA.motivatedBy)
_PAGE = curie(FOAF.page)
_PAPER = curie(KG.paper)
_PAPER_COUNT = curie(KG.paperCount)
_PREFIX = curie(OA.prefix)
_PREF_LABEL = curie(SKOS.prefLabel)
_RELATED = curie(KG.relatedTo)
_RELATION = curie(KG.relation)
_ROLE = curie(KG.role)
_RULE = curie(KG.rule)
_SCORE = curie(KG.score)
_SELECTOR = curie(OA.hasSelector)
_SHARED = curie(KG.sharedEntity)
_SOFTWARE = curie(KG.software)
_SOURCE = curie(OA.hasSource)
_SOURCE_FILE = curie(DC.source)
_START = curie(OA.start)
_SUFFIX = curie(OA.suffix)
_TARGET = curie(OA.hasTarget)
_TITLE = curie(DCTERMS.title)
_URL = curie(SDO.url)
_VENUE = curie(KG.venue)
_WEIGHT = curie(KG.weight)

_LINK_TYPES = (curie(KG.Link),)
_MENTION_TYPES = (curie(KG.Mention), curie(OA.Annotation))
_PAPER_TYPES = (curie(KG.Paper), curie(SDO.ScholarlyArticle))
_POSITION_TYPES = (curie(OA.TextPositionSelector),)
_QUOTE_TYPES = (curie(OA.TextQuoteSelector),)
_RELATEDNESS_TYPES = (curie(KG.Relatedness),)
_TARGET_TYPES = (curie(OA.SpecificResource),)
_ENTITY_TYPES = {kind: tuple(curie(term) for term in terms) for kind, terms in KIND_CLASSES.items()}
_DIRECT = {relation: curie(term) for relation, term in RELATION_PROPERTIES.items()}
_DIRECT_ROLE = {key: curie(term) for key, term in ROLE_PROPERTIES.items()}

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_NAMED_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NO_CHARACTERS = {"\x00", "\ufffe", "\uffff"}
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?")


def write_turtle(tables: Tables, path: Path) -> None:
    """Write the graph of `tables` as Turtle.

    Labels and texts are kept to the letter, but for the three code points that no RDF literal may hold (U+0000, U+FFFE,
    U+FFFF), which become U+FFFD. Addresses that are not http or https are left out.

    Raises OutputError where a table holds rows of a paper that `papers` lacks or that stand out of order, and where a
    score or a weight is not a finite number.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_header())
        file.writelines(_paper_blocks(tables))
        file.writelines(_entity_block(entity) for entity in tables.entities)
        file.writelines(_related_block(related) for related in tables.related)


def _header() -> str:
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in _HEADER_PREFIXES)
    return f"@base <{DATA_BASE}> .\n{prefixes}"


class _Cursor(Generic[_Row]):
    """Hands out the rows of one paper after the other, from rows that are sorted as the papers are."""

    def __init__(self, table: str, rows: Iterable[_Row], *, key: Callable[[_Row], str]) -> None:
        self._table = table
        self._groups = groupby(rows, key=key)
        self._head = next(self._groups, None)

    def take(self, paper_id: str) -> Sequence[_Row]:
        """Return the rows of this paper, none where the next rows are of another."""
        if self._head is None or self._head[0] != paper_id:
            return ()
        rows = list(self._head[1])
        self._head = next(self._groups, None)
        return rows

    def finish(self) -> None:
        """Raise OutputError where rows are left."""
        if self._head is not None:
            raise OutputError(
                f"table {self._table}: rows of {self._head[0]!r} do not follow the table papers; expected both "
                "sorted by paper and every paper to be there; build the graph again"
            )


def _paper_blocks(tables: Tables) -> Iterator[str]:
    related = tables.related
    by_second = sorted(range(len(related)), key=lambda index: related[index].paper_b)
    links = _Cursor("links", tables.links, key=lambda row: row.paper_id)
    mentions = _Cursor("mentions", tables.mentions, key=lambda row: row.paper_id)
    pages = _Cursor("pages", tables.pages, key=lambda row: row.paper_id)
    forward = _Cursor("related", related, key=lambda row: row.paper_a)
    backward = _Cursor("related", (related[index] for index in by_second), key=lambda row: row.paper_b)
    for paper in tables.papers:
        own_links = links.take(paper.paper_id)
        own_mentions = mentions.take(paper.paper_id)
        neighbours = [row.paper_b for row in forward.take(paper.paper_id)]
        neighbours += [row.paper_a for row in backward.take(paper.paper_id)]
        yield _paper_block(paper, own_links, pages.take(paper.paper_id), neighbours)
        yield from _link_blocks(own_links, own_mentions)
        for mention in own_mentions:
            yield from _mention_blocks(mention, paper.title if mention.field == Field.TITLE else paper.abstract)
    for cursor in (links, mentions, pages, forward, backward):
        cursor.finish()


def _paper_block(paper: PaperRow, links: Iterable[LinkRow], pages: Iterable[PageRow], neighbours: Iterable[str]) -> str:
    statements: _Statements = {
        _A: _PAPER_TYPES,
        _ABSTRACT: _texts([paper.abstract]),
        _COMMUNITY: (str(paper.community),),
        _CREATOR: _texts(paper.authors),
        _ISSUED: () if paper.year is None else (f'"{paper.year:04d}"^^{_G_YEAR}',),
        _PAGE: _addresses(page.url for page in pages),
        _RELATED: _references(neighbours),
        _SOURCE_FILE: _texts(paper.sources),
        _TITLE: (_literal(paper.title),),
        _URL: _addresses([paper.url]),
        _VENUE: _texts([paper.venue]),
    }
    return _block(paper.paper_id, {**statements, **_direct_statements(links)})


def _direct_statements(links: Iterable[LinkRow]) -> _Statements:
    objects: dict[str, list[str]] = {}
    for link in links:
        objects.setdefault(_MENTIONS, []).append(link.entity_id)
        objects.setdefault(_DIRECT[link.relation], []).append(link.entity_id)
        if (link.relation, link.role) in _DIRECT_ROLE:
            objects.setdefault(_DIRECT_ROLE[link.relation, link.role], []).append(link.entity_id)
    return {predicate: _references(ids) for predicate, ids in objects.items()}


def _link_blocks(links: Iterable[LinkRow], mentions: Iterable[MentionRow]) -> Iterator[str]:
    evidence: dict[tuple[str, str], list[str]] = {}
    for mention in mentions:
        evidence.setdefault((mention.entity_id, mention.relation), []).append(_mention_id(mention))
    for link in links:
        statements: _Statements = {
            _A: _LINK_TYPES,
            _ENTITY: (f"<{link.entity_id}>",),
            _EVIDENCE: _references(evidence.get((link.entity_id, link.relation), ())),
            _MENTION_COUNT: (str(link.mention_count),),
            _PAPER: (f"<{link.paper_id}>",),
            _RELATION: (_literal(link.relation),),
            _ROLE: _texts([link.role]),
            _SCORE: (_decimal(link.score),),
        }
        yield _block(link_id(link.paper_id, link.relation, link.entity_id), statements)


def _mention_blocks(mention: MentionRow, text: str) -> Iterator[str]:
    """Yield a mention, the stretch of text that it is about, and the two selectors of that stretch."""
    mention_id = _mention_id(mention)
    target, words, position = (selector_id(mention_id, kind) for kind in ("target", "quote", "position"))
    yield _block(
        mention_id,
        {
            _A: _MENTION_TYPES,
            _BODY: (f"<{mention.entity_id}>",),
            _FIELD: (_literal(mention.field),),
            _PAPER: (f"<{mention.paper_id}>",),
            _RELATION: (_literal(mention.relation),),
            _RULE: (_literal(mention.rule),),
            _SCORE: (_decimal(mention.score),),
            _MOTIVATION: (_IDENTIFYING,),
            _TARGET: (f"<{target}>",),
            _ATTRIBUTED: (_SOFTWARE,),
        },
    )
    yield _block(
        target,
        {_A: _TARGET_TYPES, _SELECTOR: _references([words, position]), _SOURCE: (f"<{mention.paper_id}>",)},
    )
    yield _block(
        words,
        {
            _A: _QUOTE_TYPES,
            _EXACT: (_literal(mention.surface),),
            _PREFIX: _texts([text[max(0, mention.start - _CONTEXT) : mention.start]]),
            _SUFFIX: _texts([text[mention.end : mention.end + _CONTEXT]]),
        },
    )
    yield _block(position, {_A: _POSITION_TYPES, _END: (str(mention.end),), _START: (str(mention.start),)})


def _entity_block(entity: EntityRow) -> str:
    statements: dict[str, Iterable[str]] = {
        _A: _ENTITY_TYPES[entity.kind],
        _ALT_LABEL: _texts(alias for alias in entity.aliases if alias != entity.label),
        _COMMUNITY: (str(entity.community),),
        _PAPER_COUNT: (str(entity.paper_count),),
        _PREF_LABEL: (_literal(entity.label),),
    }
    if KG.Repository in KIND_CLASSES[entity.kind]:
        statements[_CODE] = _addresses([f"https://github.com/{entity.label}"])
    return _block(entity.entity_id, statements)


def _related_block(related: RelatedRow) -> str:
    statements: _Statements = {
        _A: _RELATEDNESS_TYPES,
        _PAPER: _references([related.paper_a, related.paper_b]),
        _SHARED: _references(related.shared),
        _WEIGHT: (_decimal(related.weight),),
    }
    return _block(related_id(related.paper_a, related.paper_b), statements)


def _mention_id(mention: MentionRow) -> str:
    return annotation_id(mention.paper_id, mention.relation, mention.field, mention.start, mention.end)


def _block(subject: str, statements: _Statements) -> str:
    """Return one subject with its predicates in alphabetical order, those without objects left out."""
    lines = [f"    {name} {', '.join(objects)}" for name, objects in sorted(statements.items()) if objects]
    return f"\n<{subject}>\n" + " ;\n".join(lines) + " .\n"


def _references(ids: Iterable[str]) -> list[str]:
    return [f"<{identifier}>" for identifier in sorted(set(ids))]


def _texts(texts: Iterable[str]) -> list[str]:
    return [_literal(text) for text in dict.fromkeys(texts) if text]


def _addresses(addresses: Iterable[str]) -> list[str]:
    return [f"<{address}>" for address in sorted({_address(text) for text in addresses}) if address]


def _literal(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in _NO_CHARACTERS:
        return "\ufffd"
    return _NAMED_ESCAPES.get(char) or f"\\u{ord(char):04X}"


@lru_cache(maxsize=4096)
def _decimal(number: float) -> str:
    """Return the shortest decimal that reads back as `number`, never with an exponent, which would make it a double."""
    if not isfinite(number):
        raise OutputError(f"a score or weight is {number}; expected a finite number; build the graph again")
    text = format(Decimal(repr(number)), "f")
    return text if "." in text else f"{text}.0"


def _address(text: str) -> str:
    """Return an http or https address with all that an IRI may not hold percent-encoded, "" where it is none."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return ""
    address = f"{parts.scheme}://{parts.netloc}{_encode(parts.path)}"
    if parts.query:
        address += f"?{_encode(parts.query)}"
    return f"{address}#{_encode(parts.fragment)}" if parts.fragment else address


def _encode(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe="/?:@!$&'()*+,;=-._~%")
