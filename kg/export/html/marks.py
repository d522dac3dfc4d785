"""Marked text: a text cut into plain stretches and stretches that mention something."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from kg.model import Relation
from kg.tables import MentionRow

__all__ = ["Stretch", "mark_text"]

Stretch = tuple[str] | tuple[str, str, str]


def mark_text(text: str, mentions: Iterable[MentionRow], labels: Mapping[str, str]) -> list[Stretch]:
    """Cut `text` into stretches: the text alone, or the text, the relation it shows and what to say about it.

    Where mentions overlap, one of a named thing is marked before a mere keyword, then the longest, the first of equal
    ones; put together, the stretches are `text`.

    >>> mention = MentionRow("paper/a", "dataset/MNIST", "dataset", "MNIST", "title", 3, 8, "lexicon", 0.9)
    >>> mark_text("On MNIST", [mention], {"dataset/MNIST": "MNIST"})
    [('On ',), ('MNIST', 'dataset', 'MNIST: dataset, found by lexicon, score 0.90')]
    """
    stretches: list[Stretch] = []
    end = 0
    for group in _disjoint_groups(mentions):
        first = group[0]
        if text[end : first.start]:
            stretches.append((text[end : first.start],))
        hover = "\n".join(_describe(mention, labels) for mention in group)
        stretches.append((text[first.start : first.end], first.relation, hover))
        end = first.end
    if text[end:]:
        stretches.append((text[end:],))
    return stretches


def _disjoint_groups(mentions: Iterable[MentionRow]) -> Iterator[Sequence[MentionRow]]:
    """Yield the mentions of each marked span, in the order of the text and the most specific relation first."""
    by_span = sorted(mentions, key=lambda m: (m.start, m.end, Relation(m.relation).specificity, m.entity_id, m.rule))
    groups = [list(group) for _, group in groupby(by_span, key=lambda m: (m.start, m.end))]
    kept: list[list[MentionRow]] = []
    for group in sorted(groups, key=_precedence):
        if all(group[0].end <= other[0].start or other[0].end <= group[0].start for other in kept):
            kept.append(group)
    yield from sorted(kept, key=lambda g: g[0].start)


def _precedence(group: Sequence[MentionRow]) -> tuple[bool, int, int]:
    first = group[0]
    return first.relation == Relation.KEYWORD, first.start - first.end, first.start


def _describe(mention: MentionRow, labels: Mapping[str, str]) -> str:
    label = labels.get(mention.entity_id, mention.surface)
    return f"{label}: {mention.relation}, found by {mention.rule}, score {mention.score:.2f}"
