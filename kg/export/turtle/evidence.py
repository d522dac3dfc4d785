"""`evidence.ttl`: the words that every link rests on, as Web Annotations, and what found them.

A mention is an annotation whose body is an entity and whose target is a span, a stretch of a title or an abstract.
Mentions of one span share it. Each mention says which rule found it and in which run; the run says from which files,
with which version and which settings.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rdflib.namespace import DCTERMS, PROV, RDFS, SDO

from kg.export.turtle.cursor import Cursor
from kg.export.turtle.syntax import block, decimal, header, literal, reference, references, texts
from kg.ids import input_id, link_id, mention_id, rule_id, run_id, selector_id, software_id, span_id
from kg.model import Run
from kg.tables import MentionRow, PaperRow, Tables
from kg.vocab import KG, OA, curie

__all__ = ["EVIDENCE_PREFIXES", "evidence_blocks", "rule_blocks", "run_blocks", "write_evidence"]

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
_MENTION_TYPES = (curie(KG.Mention), curie(OA.Annotation))
_POSITION_TYPES = (curie(OA.TextPositionSelector),)
_QUOTE_TYPES = (curie(OA.TextQuoteSelector),)
_RULE_TYPES = (curie(KG.Rule), curie(PROV.SoftwareAgent))
_RUN_TYPES = (curie(KG.Run), curie(PROV.Activity))
_SOFTWARE_TYPES = (curie(PROV.SoftwareAgent), curie(SDO.SoftwareApplication))
_SPAN_TYPES = (curie(KG.Span), curie(OA.SpecificResource))


def write_evidence(tables: Tables, path: Path, run: Run) -> None:
    """Write the mentions of `tables`, found in `run`, as Turtle.

    Raises OutputError where a mention is of a paper that `papers` lacks or stands out of order, and where a score is
    not a finite number.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header(*EVIDENCE_PREFIXES))
        file.writelines(run_blocks(run))
        rules: set[str] = set()
        mentions = Cursor("mentions", tables.mentions, key=lambda row: row.paper_id)
        for paper in tables.papers:
            own = mentions.take(paper.paper_id)
            rules.update(mention.rule for mention in own)
            file.writelines(evidence_blocks(paper, own, run_id(run)))
        mentions.finish()
        file.writelines(rule_blocks(rules, run))


def evidence_blocks(paper: PaperRow, mentions: Sequence[MentionRow], run: str) -> Iterator[str]:
    """Yield the words that the links of a paper rest on: its mentions, which the run with this identifier found."""
    yield from _link_blocks(mentions)
    for mention in mentions:
        yield _mention_block(mention, run)
    yield from _span_blocks(paper, mentions)


def rule_blocks(rules: Iterable[str], run: Run) -> Iterator[str]:
    """Yield what is said of the rules that found mentions."""
    for rule in sorted(rules):
        yield _rule_block(rule, run)


def run_blocks(run: Run) -> Iterator[str]:
    """Yield what is said of a run: version, settings, the files that went in."""
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


def _rule_block(rule: str, run: Run) -> str:
    acted_for = (reference(software_id(run.version)),)
    return block(rule_id(rule), {"a": _RULE_TYPES, _LABEL: (literal(rule),), _ACTED_FOR: acted_for})


def _link_blocks(mentions: Sequence[MentionRow]) -> Iterator[str]:
    evidence: dict[tuple[str, str], list[str]] = {}
    for mention in mentions:
        evidence.setdefault((mention.relation, mention.entity_id), []).append(_mention_id(mention))
    for (relation, entity_id), own in evidence.items():
        yield block(link_id(mentions[0].paper_id, relation, entity_id), {_EVIDENCE: references(own)})


def _mention_block(mention: MentionRow, run: str) -> str:
    return block(
        _mention_id(mention),
        {
            "a": _MENTION_TYPES,
            _RELATION: (literal(mention.relation),),
            _SCORE: (decimal(mention.score),),
            _BODY: (reference(mention.entity_id),),
            _TARGET: (reference(_span_id(mention)),),
            _MOTIVATION: (_IDENTIFYING,),
            _ATTRIBUTED: (reference(rule_id(mention.rule)),),
            _GENERATED: (reference(run),),
        },
    )


def _span_blocks(paper: PaperRow, mentions: Sequence[MentionRow]) -> Iterator[str]:
    """Yield each stretch of text that mentions are about, and the two selectors of that stretch."""
    for span, mention in {_span_id(mention): mention for mention in mentions}.items():
        text = str(getattr(paper, mention.field))
        words, position = selector_id(span, "quote"), selector_id(span, "position")
        yield block(
            span,
            {
                "a": _SPAN_TYPES,
                _FIELD: (literal(mention.field),),
                _SELECTOR: references([words, position]),
                _SOURCE: (reference(mention.paper_id),),
            },
        )
        yield block(position, {"a": _POSITION_TYPES, _END: (str(mention.end),), _START: (str(mention.start),)})
        yield block(
            words,
            {
                "a": _QUOTE_TYPES,
                _EXACT: (literal(mention.surface),),
                _PREFIX: texts([text[max(0, mention.start - _CONTEXT) : mention.start]]),
                _SUFFIX: texts([text[mention.end : mention.end + _CONTEXT]]),
            },
        )


def _mention_id(mention: MentionRow) -> str:
    return mention_id(mention.paper_id, mention.relation, mention.field, mention.start, mention.end)


def _span_id(mention: MentionRow) -> str:
    return span_id(mention.paper_id, mention.field, mention.start, mention.end)
