"""`evidence.ttl`: the words that every link rests on, as Web Annotations, and what found them.

A mention is an annotation whose body is an entity and whose target is a span, a stretch of a title or an abstract.
Mentions of one span share it. Each mention says which rule found it and in which run; the run says from which files,
with which version and which settings.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from rdflib.namespace import DCTERMS, PROV, RDFS, SDO

from kg.export.turtle.cursor import Cursor
from kg.export.turtle.parts import Part, write_parts
from kg.export.turtle.syntax import block, decimal, header, line, literal, reference, references, texts
from kg.ids import input_id, link_id, mention_id, rule_id, run_id, selector_id, software_id, span_id
from kg.model import Run
from kg.tables import EVERY_PAPER, MentionRow, PaperRange, Tables, pick
from kg.vocab import KG, OA, curie

__all__ = ["EVIDENCE_PREFIXES", "evidence_parts", "mention_blocks", "rule_blocks", "run_blocks", "write_evidence"]

_CONTEXT = 32
EVIDENCE_PREFIXES = ("dcterms", "kg", "link", "mention", "oa", "prov", "rdfs", "schema", "span")

_ACTED_FOR = curie(PROV.actedOnBehalfOf)
_ASSOCIATED = curie(PROV.wasAssociatedWith)
_ATTRIBUTED = curie(PROV.wasAttributedTo)
_BODY = curie(OA.hasBody)
_END = curie(OA.end)
_EVIDENCE = curie(KG.evidence)
_EXACT = curie(OA.exact)
_FIELD = curie(KG.field)
_GENERATED = curie(PROV.wasGeneratedBy)
_IDENTIFYING = curie(OA.identifying)
_LABEL = curie(RDFS.label)
_MOTIVATION = curie(OA.motivatedBy)
_PREFIX = curie(OA.prefix)
_RELATION = curie(KG.relation)
_SCORE = curie(KG.score)
_SELECTOR = curie(OA.hasSelector)
_SETTING = curie(KG.setting)
_SHA256 = curie(KG.sha256)
_SOURCE = curie(OA.hasSource)
_START = curie(OA.start)
_SUFFIX = curie(OA.suffix)
_TARGET = curie(OA.hasTarget)
_TITLE = curie(DCTERMS.title)
_USED = curie(PROV.used)
_VERSION = curie(SDO.softwareVersion)

_INPUT_TYPES = (curie(KG.Input),)
_MENTION_TYPES = f"{curie(KG.Mention)}, {curie(OA.Annotation)}"
_POSITION_TYPE = curie(OA.TextPositionSelector)
_QUOTE_TYPE = curie(OA.TextQuoteSelector)
_RULE_TYPES = (curie(KG.Rule), curie(PROV.SoftwareAgent))
_RUN_TYPES = (curie(KG.Run), curie(PROV.Activity))
_SOFTWARE_TYPES = (curie(PROV.SoftwareAgent), curie(SDO.SoftwareApplication))
_SPAN_TYPES = f"{curie(KG.Span)}, {curie(OA.SpecificResource)}"


class _Named(NamedTuple):
    """A mention, with its node and its span's as Turtle writes them."""

    mention: MentionRow
    node: str
    span: str


def write_evidence(tables: Tables, path: Path, run: Run) -> None:
    """Write the mentions of `tables`, found in `run`, as Turtle.

    Raises OutputError where a mention is of a paper that `papers` lacks or stands out of order, and where a score is
    not a finite number.
    """
    write_parts(evidence_parts(run), tables, path)


def evidence_parts(run: Run, ranges: Sequence[PaperRange] = (EVERY_PAPER,)) -> list[Part]:
    """Return the parts of `evidence.ttl` where papers are divided into `ranges`; for errors see `write_evidence`."""
    return [
        Part(partial(_head, run=run)),
        *(Part(partial(mention_blocks, run=run), papers) for papers in ranges),
        Part(partial(_rule_blocks, run=run)),
    ]


def mention_blocks(tables: Tables, *, run: Run) -> Iterator[str]:
    """Yield the statements about the mentions of each paper, in the order of the tables, which have all rows of these.

    Raises OutputError as `write_evidence` does.
    """
    found_by = reference(run_id(run))
    mentions = Cursor("mentions", tables.mentions, key=lambda row: row.paper_id)
    for paper in tables.papers:
        own = [
            _Named(
                row,
                reference(mention_id(row.paper_id, row.relation, row.field, row.start, row.end)),
                reference(span_id(row.paper_id, row.field, row.start, row.end)),
            )
            for row in mentions.take(paper.paper_id)
        ]
        yield from _evidence_blocks(own)
        for named in own:
            yield _mention_block(named, found_by)
        for named in {named.span: named for named in own}.values():
            yield _span_block(named, str(getattr(paper, named.mention.field)))
    mentions.finish()


def _head(_: Tables, *, run: Run) -> Iterator[str]:
    yield header(*EVIDENCE_PREFIXES)
    yield from run_blocks(run)


def run_blocks(run: Run) -> Iterator[str]:
    """Yield the statements about a run: version, settings, the files that went in."""
    software = reference(software_id(run.version))
    yield block(
        run_id(run),
        {
            "a": _RUN_TYPES,
            _ASSOCIATED: (software,),
            _SETTING: texts(f"{name}={value}" for name, value in sorted(run.settings)),
            _USED: references(input_id(sha256) for _, sha256 in run.inputs),
        },
    )
    yield block(
        software_id(run.version),
        {"a": _SOFTWARE_TYPES, _LABEL: (literal(f"kg {run.version}"),), _VERSION: (literal(run.version),)},
    )
    names: dict[str, list[str]] = {}
    for name, sha256 in run.inputs:
        names.setdefault(sha256, []).append(name)
    for sha256, titles in sorted(names.items()):
        yield block(input_id(sha256), {"a": _INPUT_TYPES, _SHA256: (literal(sha256),), _TITLE: texts(sorted(titles))})


def _rule_blocks(tables: Tables, *, run: Run) -> Iterator[str]:
    return rule_blocks({rule for (rule,) in pick(tables.mentions, "rule")}, run)


def rule_blocks(rules: Iterable[str], run: Run) -> Iterator[str]:
    """Yield the statements about the rules that found mentions in a run."""
    acted_for = (reference(software_id(run.version)),)
    for rule in sorted(rules):
        yield block(rule_id(rule), {"a": _RULE_TYPES, _LABEL: (literal(rule),), _ACTED_FOR: acted_for})


def _evidence_blocks(mentions: Iterable[_Named]) -> Iterator[str]:
    evidence: dict[tuple[str, str, str], list[str]] = {}
    for row, node, _ in mentions:
        evidence.setdefault((row.paper_id, row.relation, row.entity_id), []).append(node)
    for link, nodes in evidence.items():
        yield f"\n{reference(link_id(*link))}\n{line(_EVIDENCE, sorted(set(nodes)))} .\n"


def _mention_block(named: _Named, found_by: str) -> str:
    row, node, span = named
    return (
        f"\n{node}\n"
        f"    a {_MENTION_TYPES} ;\n"
        f"    {_RELATION} {literal(row.relation)} ;\n"
        f"    {_SCORE} {decimal(row.score)} ;\n"
        f"    {_BODY} {reference(row.entity_id)} ;\n"
        f"    {_TARGET} {span} ;\n"
        f"    {_MOTIVATION} {_IDENTIFYING} ;\n"
        f"    {_ATTRIBUTED} {_rule(row.rule)} ;\n"
        f"    {_GENERATED} {found_by} .\n"
    )


def _span_block(named: _Named, text: str) -> str:
    """Return a stretch of `text` that mentions are about, and the two selectors of that stretch."""
    row, _, span = named
    start, end = row.start, row.end
    words, position = selector_id(span, "quote"), selector_id(span, "position")
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return (
        f"\n{span}\n"
        f"    a {_SPAN_TYPES} ;\n"
        f"    {_FIELD} {literal(row.field)} ;\n"
        f"    {_SELECTOR} {position}, {words} ;\n"
        f"    {_SOURCE} {reference(row.paper_id)} .\n"
        f"\n{position}\n"
        f"    a {_POSITION_TYPE} ;\n"
        f"    {_END} {end} ;\n"
        f"    {_START} {start} .\n"
        f"\n{words}\n"
        f"    a {_QUOTE_TYPE} ;\n"
        f"    {_EXACT} {literal(row.surface)}{_optional(_PREFIX, before)}{_optional(_SUFFIX, after)} .\n"
    )


def _optional(predicate: str, text: str) -> str:
    return f" ;\n    {predicate} {literal(text)}" if text else ""


@cache
def _rule(rule: str) -> str:
    return reference(rule_id(rule))
