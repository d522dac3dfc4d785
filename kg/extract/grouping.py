"""Entity candidates: what the rules and the tagger find in one paper, all places of one name and kind together."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.extract.acronyms import Definition
from kg.extract.chunks import is_common, is_function_word, tokens
from kg.extract.cues import role_for
from kg.extract.encoder import EncodedPaper
from kg.extract.names import is_coined
from kg.extract.passage import Passage
from kg.extract.rules import Rule
from kg.extract.tags import KINDS
from kg.lexicon import load_stop_names
from kg.model import Mention, Relation, Role
from kg.text import Span, variant_key

__all__ = ["EntityCandidate", "find_tagged", "group_findings"]

_LAST_SIGNS = ("+", "*", "#")
_RANKS: Mapping[str, int] = {rule: rank for rank, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True)
class EntityCandidate:
    """What may be an entity of one kind: its findings, sorted, one place under several rules included."""

    relation: Relation
    key: str
    findings: tuple[Mention, ...]
    expands: bool

    @property
    def surface(self) -> str:
        """The longest of the words that stand for it."""
        return max((mention.surface for mention in self.findings), key=len)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The findings of which none overlaps another: those of the rule that tells most, then the longer ones."""
        kept: list[Mention] = []
        for mention in sorted(self.findings, key=lambda one: (_RANKS[one.rule], one.start - one.end, one)):
            if not any(map(mention.overlaps, kept)):
                kept.append(mention)
        return tuple(sorted(kept))


def find_tagged(passages: Sequence[Passage], encoded: EncodedPaper) -> Iterator[Mention]:
    """Yield the spans outside addresses that the tagger holds possible, doubtful and overlapping ones included."""
    likely = [(kind, span, probability) for kind in KINDS for span, probability in encoded.text.tags.likely(kind)]
    for passage in passages:
        start = encoded.starts[passage.field]
        addresses = [address.span for address in passage.addresses]
        for kind, span, probability in likely:
            place = Span(span.start - start, span.end - start)
            inside = place.start >= 0 and place.end <= len(passage.text)
            if inside and _is_name(passage.text[slice(*place)]) and not any(map(place.overlaps, addresses)):
                role = role_for(kind, passage, place)
                yield passage.mention(place, kind, rule=Rule.TAGGER, score=probability, role=role)


@functools.lru_cache(maxsize=1 << 12)
def _is_name(surface: str) -> bool:
    """Tell whether words may be a name, remembered: the tagger tells most of them of several kinds."""
    is_whole = surface[0].isalnum() and (surface[-1].isalnum() or surface.endswith(_LAST_SIGNS))
    if not is_whole or variant_key(surface) in load_stop_names():
        return False
    parts = tokens(surface)
    at_edge = any(map(is_function_word, (parts[0], parts[-1]))) if len(parts) > 1 else False
    return not at_edge and not all(map(is_common, parts))


def group_findings(findings: Sequence[Mention], definitions: Sequence[Definition]) -> list[EntityCandidate]:
    """Return the candidates of one paper, sorted; an acronym and its long form are one."""
    known = {variant_key(mention.surface): mention.name for mention in sorted(findings) if mention.name}
    given = [mention.name or known.get(variant_key(mention.surface), "") for mention in findings]
    names = _names_of_acronyms(findings, given, definitions)
    groups: dict[tuple[Relation, str], list[Mention]] = defaultdict(list)
    for mention, own in zip(findings, given, strict=True):
        name = own or names.get(mention.surface, "")
        named = mention if name == mention.name else replace(mention, name=name)
        groups[mention.relation, variant_key(name or mention.surface)].append(named)
    expanded = {variant_key(name) for name in names.values()}
    return [
        EntityCandidate(relation, key, tuple(sorted(group)), key in expanded)
        for (relation, key), group in sorted(groups.items())
    ]


def _names_of_acronyms(
    mentions: Sequence[Mention], given: Iterable[str], definitions: Sequence[Definition]
) -> Mapping[str, str]:
    """Return one name for both sides of each acronym: the acronym's where the paper introduces it, else the long form.

    A name that the lexicon gives to either side goes before both; `given` are those of the mentions, empty for none.
    """
    introduced = {mention.surface for mention in mentions if mention.role is Role.INTRODUCED}
    canonical = {mention.surface: name for mention, name in zip(mentions, given, strict=True) if name}
    names: dict[str, str] = {}
    for definition in definitions:
        acronym, expansion = definition.acronym, definition.expansion
        known = canonical.get(expansion) or canonical.get(acronym)
        name = known or (acronym if acronym in introduced and is_coined(acronym) else expansion)
        names |= dict.fromkeys((acronym, definition.passage.text[slice(*definition.short)], expansion), name)
    return names
