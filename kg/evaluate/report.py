"""An evaluation for people and for programs: sections of text, Markdown, JSON. Figures have three decimals."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluate.scores import AuthorKeywords, Bin, Evaluation, Interval, KindScore, RoleScore, Score, Slip
from kg.text import clip

__all__ = ["Section", "report_json", "report_markdown", "report_sections"]

_DIGITS = 3
_TITLE_WIDTH = 44
_TITLES_SHOWN = 2
_FIGURES = ("", "gold", "predicted", "precision", "recall", "F1", "95 %")
_SHARES = ("", "of", "figure", "95 %")
_BINS = ("kind", "score", "links", "mean score", "marked")
_SLIPS = ("kind", "name", "papers", "in")
_AUTHOR_KEYWORDS = "author keywords, F1@5"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: what it shows and a table of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def report_sections(evaluation: Evaluation, *, errors: int = 5) -> list[Section]:
    """Return the parts of a report that have anything to show, with the `errors` worst slips of each kind."""
    kinds = _annotated(evaluation)
    sections = [
        Section(_heading(evaluation), _FIGURES, tuple(row for kind in kinds for row in _figures(kind))),
        Section("Shares", _SHARES, tuple(_shares(kinds, evaluation.author_keywords))),
        Section("Missed, most frequent first", _SLIPS, tuple(_slips(kinds, errors, wrong=False))),
        Section("Wrong, most frequent first", _SLIPS, tuple(_slips(kinds, errors, wrong=True))),
        Section("Score of links against the share marked", _BINS, tuple(_bins(kinds, evaluation.author_keywords))),
    ]
    return [section for section in sections if section.rows]


def report_markdown(evaluation: Evaluation, *, errors: int = 5) -> str:
    """Return a report as Markdown tables, one a section."""
    return "\n\n".join(map(_markdown, report_sections(evaluation, errors=errors)))


def report_json(evaluation: Evaluation, *, errors: int = 5) -> str:
    """Return a report as one JSON object; what was not annotated or not drawn is left out or null."""
    found = evaluation.author_keywords
    record = {
        "papers_gold": evaluation.papers_gold,
        "papers_found": evaluation.papers_found,
        "samples": evaluation.samples,
        "kinds": {kind.kind: _kind_record(kind, errors) for kind in _annotated(evaluation)},
        "author_keywords": found and _author_keywords_record(found),
    }
    return json.dumps(record, indent=1, ensure_ascii=False)


def _annotated(evaluation: Evaluation) -> list[KindScore]:
    return [kind for kind in evaluation.kinds if kind.annotated]


def _heading(evaluation: Evaluation) -> str:
    draws = f"; 95 %: {evaluation.samples:,} draws of the papers" if evaluation.samples else ""
    return f"{evaluation.papers_found:,} of {evaluation.papers_gold:,} annotated papers are in the build{draws}"


def _figures(kind: KindScore) -> Iterator[tuple[str, ...]]:
    yield _score_row(kind.kind, kind.entities)
    if kind.links is not None:
        yield _score_row(f"{kind.kind} links", kind.links)


def _score_row(name: str, score: Score) -> tuple[str, ...]:
    counts = score.counts
    figures = (counts.precision, counts.recall, counts.f1)
    return (name, f"{counts.gold:,}", f"{counts.predicted:,}", *map(_shown, figures), _range(score.interval))


def _shares(kinds: Sequence[KindScore], found: AuthorKeywords | None) -> Iterator[tuple[str, ...]]:
    for kind in kinds:
        if kind.roles is not None:
            matched = f"{kind.roles.matched:,} matched"
            yield (f"{kind.kind} role, accuracy", matched, _shown(kind.roles.accuracy), _range(kind.roles.interval))
    if found is not None:
        yield (_AUTHOR_KEYWORDS, f"{found.papers:,} papers", _shown(found.f1), _range(found.interval))


def _slips(kinds: Sequence[KindScore], errors: int, *, wrong: bool) -> Iterator[tuple[str, ...]]:
    for kind in kinds:
        for slip in (kind.wrong if wrong else kind.missed)[:errors]:
            yield (kind.kind, slip.name, str(len(slip.titles)), _titles(slip))


def _titles(slip: Slip) -> str:
    shown = [clip(title, _TITLE_WIDTH) for title in slip.titles[:_TITLES_SHOWN]]
    more = len(slip.titles) - len(shown)
    return "; ".join([*shown, *([f"{more} more"] if more else [])])


def _bins(kinds: Sequence[KindScore], found: AuthorKeywords | None) -> Iterator[tuple[str, ...]]:
    named = [(kind.kind, kind.reliability) for kind in kinds]
    for name, bins in [*named, *([("author keyword", found.reliability)] if found else [])]:
        for item in bins:
            scores = f"{item.low:.1f} to {item.high:.1f}"
            yield (name, scores, f"{item.count:,}", _shown(item.mean_score), _shown(item.share))


def _markdown(section: Section) -> str:
    lines = [section.columns, tuple("---" for _ in section.columns), *section.rows]
    table = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
    return f"{section.title}:\n\n{table}"


def _kind_record(kind: KindScore, errors: int) -> dict[str, Any]:
    return {
        "entities": _score_record(kind.entities),
        "links": kind.links and _score_record(kind.links),
        "roles": kind.roles and _roles_record(kind.roles),
        "missed": [{"name": slip.name, "titles": slip.titles} for slip in kind.missed[:errors]],
        "wrong": [{"name": slip.name, "titles": slip.titles} for slip in kind.wrong[:errors]],
        "reliability": [_bin_record(item) for item in kind.reliability],
    }


def _score_record(score: Score) -> dict[str, Any]:
    counts = score.counts
    return {
        "gold": counts.gold,
        "predicted": counts.predicted,
        "right": counts.right,
        "precision": round(counts.precision, _DIGITS),
        "recall": round(counts.recall, _DIGITS),
        "f1": round(counts.f1, _DIGITS),
        "f1_interval": _interval_record(score.interval),
    }


def _roles_record(roles: RoleScore) -> dict[str, Any]:
    return {
        "matched": roles.matched,
        "right": roles.right,
        "accuracy": round(roles.accuracy, _DIGITS),
        "accuracy_interval": _interval_record(roles.interval),
    }


def _author_keywords_record(found: AuthorKeywords) -> dict[str, Any]:
    return {
        "papers": found.papers,
        "f1_at_5": round(found.f1, _DIGITS),
        "f1_at_5_interval": _interval_record(found.interval),
        "reliability": [_bin_record(item) for item in found.reliability],
    }


def _bin_record(item: Bin) -> dict[str, Any]:
    return {
        "low": item.low,
        "high": item.high,
        "count": item.count,
        "mean_score": round(item.mean_score, _DIGITS),
        "share_marked": round(item.share, _DIGITS),
    }


def _interval_record(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, _DIGITS), round(interval.high, _DIGITS)]


def _shown(figure: float) -> str:
    return f"{round(figure, _DIGITS):.{_DIGITS}f}"


def _range(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.low:.2f} to {interval.high:.2f}"
