"""What the commands print: profiles, statistics and answers, for a terminal or for a program."""

from collections import Counter
from collections.abc import Iterable

from rich import box
from rich.table import Table

from kg.errors import QueryError
from kg.evaluate import Evaluation, report_json, report_markdown, report_sections
from kg.look.wording import plural
from kg.pipeline import Build
from kg.query import NamedQuery, QueryResult
from kg.rows import ROW_FORMATS, Rows, render_table
from kg.stats import GraphStatistics

__all__ = [
    "build_summary",
    "format_answer",
    "format_evaluation",
    "format_questions",
    "format_statistics",
]

_FURNITURE = "page furniture"
_MOST_NAMED = 10
_TURTLE = "turtle"


def build_summary(build: Build, out: str) -> str:
    """Return what a build made, and what it passed over: counted, and named where it is no page furniture."""
    counts = Counter(entity.kind for entity in build.tables.entities)
    kinds = ", ".join(f"{counts[kind]:,} {plural(kind)}" for kind in sorted(counts))
    reading = build.reading
    lines = [
        f"{len(build.tables.papers):,} papers of {reading.records:,} records in {len(reading.files):,} files: {kinds}",
        f"written to {out}: open {out}/graph.html in a browser, {out}/graph.graphml in Gephi",
    ]
    if reading.skipped:
        reasons = Counter(item.reason for item in reading.skipped)
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        lines.append(f"skipped (all named in {out}/manifest.json): {told}")
        others = [item for item in reading.skipped if item.reason != _FURNITURE]
        lines += [f"  {item.where}: {item.what!r}: {item.reason}" for item in others[:_MOST_NAMED]]
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
        + render_table(table)
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
        parts.append(f"{section.title}\n{render_table(table)}".rstrip())
    return "\n\n".join(parts)
