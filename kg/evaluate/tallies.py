"""Names that went wrong, counted, and scores set against what annotators marked."""

from collections import defaultdict
from collections.abc import Iterable

from kg.evaluate.scores import Bin, Slip

__all__ = ["reliability", "slips"]

_BINS = 10


def slips(names: Iterable[tuple[str, str]]) -> tuple[Slip, ...]:
    """Gather names, each with the title of a paper, by name: most frequent first.

    >>> [(slip.name, len(slip.titles)) for slip in slips([("b", "On fog"), ("a", "On fog"), ("b", "On ice")])]
    [('b', 2), ('a', 1)]
    """
    titles: dict[str, list[str]] = defaultdict(list)
    for name, title in sorted(names):
        titles[name].append(title)
    gathered = (Slip(name, tuple(found)) for name, found in titles.items())
    return tuple(sorted(gathered, key=lambda slip: (-len(slip.titles), slip.name)))


def reliability(judged: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Gather findings (score, right) by tenths of their score, without the empty tenths.

    >>> [(bin.low, bin.count, bin.share) for bin in reliability([(0.5, True), (0.5, False), (1.0, True)])]
    [(0.5, 2, 0.5), (0.9, 1, 1.0)]
    """
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in judged:
        tenths[min(int(score * _BINS), _BINS - 1)].append((score, right))
    return tuple(
        Bin(
            low=tenth / _BINS,
            high=(tenth + 1) / _BINS,
            count=len(items),
            mean_score=sum(score for score, _ in sorted(items)) / len(items),
            right=sum(right for _, right in items),
        )
        for tenth, items in sorted(tenths.items())
    )
