"""What the commands print: profiles, statistics and answers, for a terminal or for a program."""

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from rich import box
from rich.console import Console
from rich.table import Table

from kg.errors import QueryError
from kg.evaluate import Evaluation, report_json, report_markdown, report_sections
from kg.lookup import PaperProfile, Rows
from kg.model import Role
from kg.pipeline import Build
from kg.query import NamedQuery, QueryResult
from kg.read import FURNITURE
from kg.stats import GraphStatistics
from kg.text import clip
from kg.vocab import DATA_BASE

__all__ = [
    "ROW_FORMATS",
    "build_summary",
    "format_answer",
    "format_evaluation",
    "format_profile",
    "format_questions",
    "format_statistics",
]

_MOST_NAMED = 10
_NARROWEST = 100
_SHARED_SHOWN = 6
_MARKDOWN = re.compile(r"[\\|*_`<\[\r\n]")
_TURTLE = "turtle"
_PLURALS = {"repository": "repositories"}


def build_summary(build: Build, out: str) -> str:
    """Return what a build made, and what it passed over: counted, and named where it is no page furniture."""
    counts = Counter(entity.kind for entity in build.tables.entities)
    kinds = ", ".join(f"{counts[kind]:,} {_plural(kind)}" for kind in sorted(counts))
    reading = build.reading
    lines = [
        f"{len(build.tables.papers):,} papers of {reading.records:,} records in {len(reading.files):,} files: {kinds}",
        f"written to {out}: open {out}/graph.html in a browser, {out}/graph.graphml in Gephi",
    ]
    disagreed = len({(conflict.paper_id, conflict.field) for conflict in reading.conflicts})
    if disagreed:
        lines.append(f"sources disagree on {disagreed:,} fields of papers: see kg stats --conflicts -o {out}")
    if reading.skipped:
        reasons = Counter(item.reason for item in reading.skipped)
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        lines.append(f"skipped (all named in {out}/manifest.json): {told}")
        others = [item for item in reading.skipped if item.reason != FURNITURE]
        lines += [f"  {item.where}: {item.what!r}: {item.reason}" for item in others[:_MOST_NAMED]]
    return "\n".join(lines)


def format_profile(profile: PaperProfile) -> str:
    """Return what a paper is, what it is linked to and on which words, and what is related and why."""
    paper = profile.paper
    about = [part for part in (", ".join(paper.authors), paper.venue, str(paper.year or "")) if part]
    lines = [paper.title, *([" · ".join(about)] if about else []), f"in {', '.join(paper.sources)}"]
    lines += [address for address in (paper.url, *profile.pages) if address]
    for relation, entities in profile.entities.items():
        lines += ["", _plural(relation).capitalize()]
        for entity in entities:
            role = f" ({entity.role})" if entity.role not in (Role.NONE, Role.USED) else ""
            others = f", in {entity.paper_count} papers" if entity.paper_count > 1 else ""
            words = ", ".join(
                [*(f'"{surface}"' for surface in entity.surfaces), *(f'given "{words}"' for words in entity.given)]
            )
            lines.append(f"  {entity.label}{role} - {words}; score {entity.score:.2f}{others}")
    if profile.related:
        lines += ["", "Related papers"]
    for other in profile.related:
        shared = ", ".join(other.shared[:_SHARED_SHOWN]) + (", …" if len(other.shared) > _SHARED_SHOWN else "")
        lines.append(f"  {clip(other.title, 90)} - {other.weight:.1f}: {shared}")
    return "\n".join(lines)


def format_statistics(statistics: GraphStatistics) -> str:
    """Return the statistics as a few lines and a table of kinds."""
    table = Table("kind", "links", "entities", "shared", "most shared (papers)", box=box.SIMPLE)
    for kind, found in statistics.kinds.items():
        top = ", ".join(f"{entity.label} ({entity.paper_count})" for entity in found.top)
        table.add_row(kind, f"{found.links:,}", f"{found.entities:,}", f"{found.shared:,}", top)
    left_apart = (
        f"{statistics.left_apart:,} names left apart from entities that have `inferred_names` of them already: "
        "see `kg entities --merges`\n"
    )
    return (
        f"{statistics.papers:,} papers, {statistics.papers_in_several_sources:,} of them in several sources; "
        f"{statistics.related:,} related pairs; {statistics.communities:,} communities; "
        f"{statistics.largest_component_papers:,} papers in the largest of {statistics.components:,} components\n"
        + (left_apart if statistics.left_apart else "")
        + _rendered(table)
    )


def format_questions(queries: Iterable[NamedQuery]) -> str:
    """Return name and title of each query, and below them what can be put into it, with the default."""
    lines = []
    for query in queries:
        lines.append(f"{query.name:22} {query.title}")
        lines += [
            f"{'':22}   -p {parameter.name}={parameter.default}  ({parameter.type}) {parameter.meaning}"
            for parameter in query.parameters
        ]
    return "\n".join(lines)


def format_answer(result: QueryResult, format: str) -> str:
    """Return the answer to a query: rows in one of `ROW_FORMATS`, a graph as Turtle.

    Raises QueryError where `format` is for the other.
    """
    if result.turtle is not None:
        if format not in ("table", _TURTLE):
            raise QueryError(f"the query gives a graph, which {format} cannot hold; leave out --format")
        return result.turtle.rstrip("\n")
    if format == _TURTLE:
        raise QueryError(f"the query gives rows, which Turtle cannot hold; expected {', '.join(ROW_FORMATS)}")
    return ROW_FORMATS[format](Rows(result.columns, result.rows))


def format_evaluation(evaluation: Evaluation, format: str, *, errors: int) -> str:
    """Return an evaluation as `json`, as `markdown` or, for a terminal, as tables."""
    if format == "json":
        return report_json(evaluation, errors=errors)
    if format == "markdown":
        return report_markdown(evaluation, errors=errors)
    parts = []
    for section in report_sections(evaluation, errors=errors):
        table = Table(*section.columns, box=box.SIMPLE)
        for row in section.rows:
            table.add_row(*row)
        parts.append(f"{section.title}\n{_rendered(table)}".rstrip())
    return "\n\n".join(parts)


def _as_table(rows: Rows) -> str:
    table = Table(*rows.columns, box=box.SIMPLE)
    for row in rows.rows:
        table.add_row(*((cell or "").removeprefix(DATA_BASE) for cell in row))
    count = len(rows.rows)
    return _rendered(table) + f"{count:,} row{'' if count == 1 else 's'}"


def _as_csv(rows: Rows) -> str:
    return _separated(rows, ",")


def _as_tsv(rows: Rows) -> str:
    return _separated(rows, "\t")


def _as_json(rows: Rows) -> str:
    listed = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    return json.dumps(listed, indent=1, ensure_ascii=False)


def _as_markdown(rows: Rows) -> str:
    lines = [rows.columns, ["---"] * len(rows.columns), *rows.rows]
    return "\n".join(f"| {' | '.join(_MARKDOWN.sub(_escaped, cell or '') for cell in line)} |" for line in lines)


def _escaped(match: re.Match[str]) -> str:
    return " " if match.group().isspace() else f"\\{match.group()}"


ROW_FORMATS: Mapping[str, Callable[[Rows], str]] = {
    "table": _as_table,
    "csv": _as_csv,
    "tsv": _as_tsv,
    "json": _as_json,
    "markdown": _as_markdown,
}


def _separated(rows: Rows, separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(rows.rows)
    return text.getvalue().rstrip("\n")


def _rendered(table: Table) -> str:
    width = Console().width if sys.stdout.isatty() else max(Console().width, _NARROWEST)
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    console.print(table)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def _plural(kind: str) -> str:
    return _PLURALS.get(kind, f"{kind}s")
