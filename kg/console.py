"""What the commands print: profiles, statistics and answers, for a terminal or for a program."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping

from rich import box
from rich.bar import Bar
from rich.console import Console, RenderableType
from rich.table import Table

from kg.errors import QueryError
from kg.evaluate import Evaluation, report_json, report_markdown, report_sections
from kg.lookup import PaperProfile, Rows
from kg.model import Role
from kg.query import NamedQuery, QueryResult
from kg.stats import GraphStatistics, statistics_rows
from kg.text import clip, plural
from kg.vocab import DATA_BASE

__all__ = [
    "ROW_FORMATS",
    "format_answer",
    "format_evaluation",
    "format_profile",
    "format_questions",
    "format_statistics",
]

_NARROWEST = 100
_MOST_BARS = 30
_BAR_NAME = 36
_BAR_WIDTH = 48
_BAR_COLOUR = "cyan"
_SHARED_SHOWN = 6
_MARKDOWN = re.compile(r"[\\|*_`<\[\r\n]")
_TURTLE = "turtle"


def format_profile(profile: PaperProfile) -> str:
    """Return what a paper is, what it is linked to and on which words, and what is related and why."""
    paper = profile.paper
    about = [part for part in (", ".join(paper.authors), paper.venue, str(paper.year or "")) if part]
    lines = [paper.title, *([" · ".join(about)] if about else []), f"in {', '.join(paper.sources)}"]
    lines += [address for address in (paper.url, *profile.pages) if address]
    for relation, entities in profile.entities.items():
        lines += ["", plural(relation).capitalize()]
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
        + _rendered(table)
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
    lines = [line.rstrip() for line in _rendered(chart).splitlines()]
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


def _rendered(shown: RenderableType) -> str:
    """Return what is to be seen, in colour on a terminal that has some."""
    terminal = sys.stdout.isatty()
    width = Console().width if terminal else max(Console().width, _NARROWEST)
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal, markup=False, highlight=False)
    console.print(shown)
    return str(console.file.getvalue())  # type: ignore[attr-defined]
