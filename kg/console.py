"""What the commands print: profiles, statistics and answers, for a terminal or for a program."""

from collections.abc import Iterable, Mapping

from rich import box
from rich.bar import Bar
from rich.table import Table

from kg.errors import QueryError
from kg.evaluate import Evaluation, report_json, report_markdown, report_sections
from kg.query import NamedQuery, QueryResult
from kg.rows import ROW_FORMATS, Rows, rendered
from kg.stats import GraphStatistics, statistics_rows

__all__ = [
    "format_answer",
    "format_evaluation",
    "format_questions",
    "format_statistics",
]

_MOST_BARS = 30
_BAR_NAME = 36
_BAR_WIDTH = 48
_BAR_COLOUR = "cyan"
_TURTLE = "turtle"


def format_statistics(statistics: GraphStatistics, format: str = "table") -> str:
    """Return the statistics as rows in one of `ROW_FORMATS`; as a table, as a few lines, a table of kinds and bars."""
    if format != "table":
        return ROW_FORMATS[format](statistics_rows(statistics))
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
        + rendered(table)
        + _bars("entities by kind", {kind: found.entities for kind, found in statistics.kinds.items()})
        + _bars(
            "papers by community", {f"{of.community} {of.name}": of.papers for of in statistics.largest_communities}
        )
        + _bars("papers by year", {str(year): papers for year, papers in statistics.years.items()})
    ).rstrip()


def _bars(title: str, counts: Mapping[str, int]) -> str:
    """Return a bar for each count, the last ones where there are many; nothing where there is nothing to compare."""
    if len(counts) < 2 or not any(counts.values()):
        return ""
    chart = Table.grid(padding=(0, 2, 0, 0))
    chart.add_column(max_width=_BAR_NAME, no_wrap=True, overflow="ellipsis")
    chart.add_column(justify="right")
    chart.add_column(max_width=_BAR_WIDTH)
    most = max(counts.values())
    for name, count in list(counts.items())[-_MOST_BARS:]:
        chart.add_row(name, f"{count:,}", Bar(most, 0, count, color=_BAR_COLOUR))
    lines = [line.rstrip() for line in rendered(chart).splitlines()]
    return "\n".join(["", title, *lines, ""])


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
        parts.append(f"{section.title}\n{rendered(table)}".rstrip())
    return "\n\n".join(parts)
