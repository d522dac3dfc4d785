"""What the rules find in one paper: lexicon, patterns and acronyms together."""

from collections.abc import Iterable, Iterator, Sequence

from kg.extract.acronyms import Definition
from kg.extract.cues import role_for
from kg.extract.headed import HEADED, find_headed, last_word
from kg.extract.lexical import find_lexical
from kg.extract.named import find_named, find_title_name, occurrences
from kg.extract.passage import Passage
from kg.extract.rules import Rule, head_share, is_telling_head, trust
from kg.lexicon import load_stop_names
from kg.model import Mention, Relation
from kg.text import singular, variant_key

__all__ = ["find_by_rules"]


def find_by_rules(passages: Sequence[Passage], definitions: Sequence[Definition]) -> list[Mention]:
    """Return what every rule finds in one paper, doubtful and contradicting findings included."""
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
            yield definition.passage.mention(
                side,
                kind,
                rule=Rule.ACRONYM,
                score=trust(Rule.ACRONYM, kind),
                role=role_for(kind, definition.passage, definition.long),
            )


def _kind_of(definition: Definition) -> Relation | None:
    noun = singular(last_word(definition.expansion))
    if noun in ("dataset", "benchmark", "corpus", "challenge"):
        return Relation.DATASET
    telling = [relation for relation in HEADED if is_telling_head(relation, noun)]
    return max(telling, key=lambda relation: head_share(relation, noun), default=None)


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
                role = role_for(relation, passage, span)
                yield passage.mention(span, relation, rule=mention.rule, score=mention.score, role=role)
