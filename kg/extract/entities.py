"""Datasets, techniques, tasks and metrics of one paper: all rules together, without contradictions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.extract.acronyms import Definition, find_definitions
from kg.extract.cues import role_of
from kg.extract.headed import HEADED, find_headed
from kg.extract.lexical import find_lexical
from kg.extract.named import find_named, find_title_name, occurrences
from kg.extract.names import is_coined
from kg.extract.passage import Passage
from kg.extract.rules import Rule, trust
from kg.lexicon import load_stop_names
from kg.model import Mention, Relation, Role
from kg.text import singular, variant_key

__all__ = ["find_candidates", "find_entities"]


def find_entities(passages: Sequence[Passage], *, min_score: float) -> list[Mention]:
    """Return the mentions of datasets, techniques, tasks and metrics in one paper, sorted.

    Mentions that score below `min_score` are dropped. Of mentions of one relation that overlap, a longer one stands
    beside a shorter one that the lexicon knows; else the more trusted one is kept.
    """
    definitions = [definition for passage in passages for definition in find_definitions(passage)]
    found = [mention for mention in find_candidates(passages, definitions) if mention.score >= min_score]
    return _expanded(_without_overlaps(found), definitions)


def find_candidates(passages: Sequence[Passage], definitions: Sequence[Definition]) -> list[Mention]:
    """Return what every rule finds, doubtful and contradicting findings included."""
    found = [mention for passage in passages for mention in find_lexical(passage)]
    found += find_title_name(passages)
    found += _defined(definitions, found)
    defined = {definition.acronym for definition in definitions}
    for passage in passages:
        found += find_named(passage, defined=defined)
        found += find_headed(passage)
    found += _repeated(found, passages)
    return [
        mention
        for mention in found
        if mention.rule == Rule.LEXICON or variant_key(mention.surface) not in load_stop_names()
    ]


def _defined(definitions: Iterable[Definition], found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield both sides of every acronym whose kind the lexicon or the last noun of its long form tells."""
    known = {(mention.field, mention.start, mention.end): mention.relation for mention in found}
    for definition in definitions:
        field = definition.passage.field
        sides = (definition.short, definition.long)
        kind = next((known[field, *side] for side in sides if (field, *side) in known), None) or _kind_of(definition)
        if kind is None:
            continue
        for side in sides:
            role = (
                role_of(definition.passage, definition.long)
                if kind in (Relation.TECHNIQUE, Relation.DATASET)
                else Role.NONE
            )
            yield definition.passage.mention(
                side, kind, rule=Rule.ACRONYM, score=trust(Rule.ACRONYM, kind) or 0.0, role=role
            )


def _kind_of(definition: Definition) -> Relation | None:
    noun = singular(definition.expansion.lower().replace("-", " ").split()[-1])
    if noun in ("dataset", "benchmark", "corpus", "challenge"):
        return Relation.DATASET
    scores = {relation: trust(Rule.HEAD_NOUN, relation, noun) or 0.0 for relation in HEADED}
    best = max(HEADED, key=lambda relation: scores[relation])
    return best if scores[best] else None


def _repeated(found: Sequence[Mention], passages: Sequence[Passage]) -> Iterator[Mention]:
    """Yield the other places where names that a rule found stand in the paper."""
    best: dict[tuple[str, Relation], Mention] = {}
    for mention in found:
        if mention.rule != Rule.LEXICON and mention.rule != Rule.HEAD_NOUN:
            key = mention.surface, mention.relation
            if key not in best or best[key].score < mention.score:
                best[key] = mention
    for (surface, relation), mention in best.items():
        for passage in passages:
            for span in occurrences(passage.text, surface):
                role = role_of(passage, span) if mention.role else Role.NONE
                yield passage.mention(span, relation, rule=mention.rule, score=mention.score, role=role)


def _without_overlaps(found: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(found, key=_precedence):
        if not any(_contradict(mention, other) for other in kept):
            kept.append(mention)
    return sorted(kept)


def _precedence(mention: Mention) -> tuple[object, ...]:
    return mention.rule != Rule.LEXICON, -mention.score, mention.start - mention.end, mention


def _contradict(mention: Mention, kept: Mention) -> bool:
    if mention.field != kept.field or mention.start >= kept.end or kept.start >= mention.end:
        return False
    if (mention.start, mention.end) == (kept.start, kept.end):
        return mention.relation == kept.relation or not mention.rule == kept.rule == Rule.LEXICON
    if mention.relation != kept.relation:
        return False
    covers = mention.start <= kept.start and kept.end <= mention.end
    return not (covers and kept.rule == Rule.LEXICON)


def _expanded(mentions: Sequence[Mention], definitions: Sequence[Definition]) -> list[Mention]:
    """Give both sides of an acronym one name: the acronym's where the paper introduces it, else the long form's."""
    introduced = {mention.surface for mention in mentions if mention.role is Role.INTRODUCED}
    canonical = {mention.surface: mention.name for mention in mentions if mention.name}
    names: dict[str, str] = {}
    for definition in definitions:
        acronym, expansion = definition.acronym, definition.expansion
        known = canonical.get(expansion) or canonical.get(acronym)
        name = known or (acronym if acronym in introduced and is_coined(acronym) else expansion)
        names |= dict.fromkeys((acronym, definition.passage.text[slice(*definition.short)], expansion), name)
    return [
        replace(mention, name=names[mention.surface]) if not mention.name and mention.surface in names else mention
        for mention in mentions
    ]
