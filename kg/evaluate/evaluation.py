"""The measurement itself: judge what was found paper by paper, add up, and say how sure the figures are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np

from kg.errors import GoldError
from kg.evaluate.bootstrap import Draws, draw_papers, f1_interval, pair_f1_interval, ratio_interval
from kg.evaluate.matching import Finding, Found, Judgement, found_in_papers, judge, keywords_in_text, pick_keywords
from kg.evaluate.names import name_key, repository_key
from kg.evaluate.scores import AuthorKeywords, Counts, Evaluation, KindScore, RoleScore, Score
from kg.evaluate.tallies import reliability, slips
from kg.gold import ENTITY_FIELDS, Gold, GoldEntity, GoldPaper
from kg.model import Relation
from kg.tables import Tables
from kg.text import clip

__all__ = ["evaluate"]

_BEST_KEYWORDS = 5
_FEWEST_KEYWORDS = 2
_SEED = 7
_SHOWN = 60
_NO_CANON: Mapping[tuple[str, str], str] = MappingProxyType({})
_FIELDS: Mapping[Relation, str] = MappingProxyType({**ENTITY_FIELDS, Relation.KEYWORD: "keywords"})

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Measure:
    """What every figure is computed from; papers go by the key of their title, sorted."""

    papers: Mapping[str, GoldPaper]
    found: Found
    canon: Mapping[tuple[str, str], str]
    draws: Draws | None


def evaluate(
    gold: Gold, tables: Tables, canon: Mapping[tuple[str, str], str] = _NO_CANON, *, samples: int = 1000
) -> Evaluation:
    """Measure a build against annotated papers; neither the order of the papers nor that of the rows counts.

    `canon` gives the canonical name of an annotated one, by its field. The intervals rest on `samples` draws of the
    papers from one fixed seed; 0 leaves them out.

    Raises GoldError where there is no annotated paper, two have one title, or the build knows none of them.
    """
    if not gold.papers:
        raise GoldError(f"{gold.source}: holds no annotated paper; expected at least one")
    papers = _by_title(gold)
    found = found_in_papers(tables, papers)
    if not found.papers:
        first = gold.papers[0]
        raise GoldError(
            f"{gold.source}, line {first.line}: no paper of the build has the title {clip(first.title, _SHOWN)!r}, nor "
            f"any other of the {len(papers):,} titles in this file; build the graph of the papers that were annotated"
        )
    draws = draw_papers(len(papers), samples, seed=_SEED) if samples else None
    measure = _Measure(papers, found, canon, draws)
    kinds = [*(_entity_kind(measure, kind) for kind in _FIELDS), _repositories(measure)]
    return Evaluation(len(papers), len(found.papers), samples, tuple(kinds), _author_keywords(measure))


def _by_title(gold: Gold) -> dict[str, GoldPaper]:
    papers: dict[str, GoldPaper] = {}
    for paper in gold.papers:
        earlier = papers.setdefault(name_key(paper.title), paper)
        if earlier is not paper:
            raise GoldError(
                f"{gold.source}, line {paper.line}: the title {clip(paper.title, _SHOWN)!r} stands in line "
                f"{earlier.line} already; keep one of the two"
            )
    return dict(sorted(papers.items()))


def _entity_kind(measure: _Measure, kind: Relation) -> KindScore:
    marked = {key: _marked(paper, kind) for key, paper in measure.papers.items()}
    judged = {key: judge(_findings(measure.found, key, kind), marked[key] or ()) for key in marked}
    titles = {key: paper.title for key, paper in measure.papers.items()}
    verdicts = [(key, finding, entity) for key, paper in judged.items() for finding, entity in paper.findings]
    return KindScore(
        kind=kind.value,
        annotated=any(entities is not None for entities in marked.values()),
        entities=_score(measure, [_count(paper) for paper in judged.values()]),
        links=_links(measure, kind, {key: entities or () for key, entities in marked.items()}),
        roles=_roles(measure, judged.values()) if kind is Relation.TECHNIQUE else None,
        missed=slips((entity.name, titles[key]) for key, paper in judged.items() for entity in paper.missed),
        wrong=slips((finding.label, titles[key]) for key, finding, entity in verdicts if entity is None),
        reliability=reliability((finding.score, entity is not None) for _, finding, entity in verdicts),
    )


def _marked(paper: GoldPaper, kind: Relation) -> tuple[GoldEntity, ...] | None:
    if kind is not Relation.KEYWORD:
        return paper.entities.get(kind)
    return None if paper.keywords is None else tuple(GoldEntity(keyword, ()) for keyword in paper.keywords)


def _findings(found: Found, key: str, kind: Relation) -> Sequence[Finding]:
    """Return the findings in the order they are matched in: keywords best first, as annotators list them."""
    findings = found.of(key, kind)
    return sorted(findings, key=lambda finding: -finding.score) if kind is Relation.KEYWORD else findings


def _count(paper: Judgement) -> Counts:
    right = sum(entity is not None for _, entity in paper.findings)
    return Counts(right, len(paper.findings) - right, len(paper.missed))


def _score(measure: _Measure, papers: Sequence[Counts]) -> Score:
    rows = np.array([(paper.right, paper.wrong, paper.missed) for paper in papers], dtype=np.int64)
    right, wrong, missed = map(int, rows.sum(axis=0))
    interval = None if measure.draws is None else f1_interval(measure.draws, rows)
    return Score(Counts(right, wrong, missed), interval)


def _roles(measure: _Measure, papers: Iterable[Judgement]) -> RoleScore:
    matched = [[(finding, entity) for finding, entity in paper.findings if entity is not None] for paper in papers]
    right = [sum(finding.role == entity.role for finding, entity in pairs) for pairs in matched]
    count = [len(pairs) for pairs in matched]
    interval = None if measure.draws is None else ratio_interval(measure.draws, right, count)
    return RoleScore(sum(right), sum(count), interval)


def _links(measure: _Measure, kind: Relation, marked: Mapping[str, Sequence[GoldEntity]]) -> Score:
    field = _FIELDS[kind]
    annotated = _joined(
        marked, lambda key: (measure.canon.get((field, item.name), name_key(item.name)) for item in marked[key])
    )
    predicted = _joined(marked, lambda key: (finding.entity_id for finding in measure.found.of(key, kind)))
    right, wrong, missed = annotated & predicted, predicted - annotated, annotated - predicted
    interval = None
    if measure.draws is not None:
        places = {key: place for place, key in enumerate(measure.papers)}
        interval = pair_f1_interval(measure.draws, places, right=right, wrong=wrong, missed=missed)
    return Score(Counts(len(right), len(wrong), len(missed)), interval)


def _joined(papers: Iterable[str], entities: Callable[[str], Iterable[str]]) -> set[_Pair]:
    """Return the pairs of papers that share an entity."""
    holders: dict[str, set[str]] = defaultdict(set)
    for paper in papers:
        for entity in entities(paper):
            holders[entity].add(paper)
    return {pair for group in holders.values() for pair in combinations(sorted(group), 2)}


def _repositories(measure: _Measure) -> KindScore:
    counts, verdicts = [], []
    missed: list[tuple[str, str]] = []
    for key, paper in measure.papers.items():
        wanted = {name.lower().removesuffix(".git"): name for name in paper.repositories or ()}
        scores = {
            repository_key(finding.label): finding.score for finding in measure.found.of(key, Relation.REPOSITORY)
        }
        right = len(wanted.keys() & scores.keys())
        counts.append(Counts(right, len(scores) - right, len(wanted) - right))
        verdicts += [(name, paper.title, score, name in wanted) for name, score in scores.items()]
        missed += [(name, paper.title) for lower, name in wanted.items() if lower not in scores]
    return KindScore(
        kind=Relation.REPOSITORY.value,
        annotated=any(paper.repositories is not None for paper in measure.papers.values()),
        entities=_score(measure, counts),
        links=None,
        roles=None,
        missed=slips(missed),
        wrong=slips((name, title) for name, title, _, right in verdicts if not right),
        reliability=reliability((score, right) for _, _, score, right in verdicts),
    )


def _author_keywords(measure: _Measure) -> AuthorKeywords | None:
    f1s, counted = [], []
    judged: list[tuple[float, bool]] = []
    for key, paper in measure.papers.items():
        wanted = keywords_in_text(paper)
        counts = len(wanted) >= _FEWEST_KEYWORDS and key in measure.found.papers
        picked = pick_keywords(measure.found.of(key, Relation.KEYWORD), wanted) if counts else []
        hits = sum(right for _, right in picked[:_BEST_KEYWORDS])
        f1s.append(2 * hits / (_BEST_KEYWORDS + len(wanted)))
        counted.append(int(counts))
        judged += [(finding.score, right) for finding, right in picked]
    if not any(counted):
        return None
    interval = None if measure.draws is None else ratio_interval(measure.draws, f1s, counted)
    return AuthorKeywords(sum(f1s) / sum(counted), sum(counted), interval, reliability(judged))
