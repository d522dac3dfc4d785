"""The sections of the report: what is asked, how it is drawn, and what it comes to in a sentence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from markupsafe import Markup

from kg.export.palette import community_colour
from kg.look.wording import count_of
from kg.model import Relation
from kg.reporting.charts import Bar, Cell, draw_bars, draw_columns, draw_map, draw_matrix, draw_scores
from kg.reporting.drawing import ink
from kg.reporting.questions import Answer, Asker
from kg.resolve import Reason
from kg.text import plural

__all__ = ["Figure", "Section", "Table", "sections"]

Width = Literal["third", "double", "whole"]

_COMMUNITIES_DRAWN = 12
_COMMUNITIES_LISTED = 40
_SHARED_KINDS = (
    Relation.DATASET,
    Relation.TECHNIQUE,
    Relation.TASK,
    Relation.METRIC,
    Relation.REPOSITORY,
    Relation.KEYWORD,
)
_MENTIONS = {"given": ("line", "given by the source"), "one": ("shade-2", "one mention")} | {
    "two": ("shade-4", "two"),
    "more": ("shade-6", "three or more"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """What a figure shows, as rows under columns; a cell is a text, a number, several texts or None."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, the table of what it shows, and the answers that both are made of.

    Without a drawing the table is what is seen. `command` is a question with a name that gives the same, `legend` says
    what a colour of the page stands for.
    """

    name: str
    answers: Sequence[Answer]
    table: Table
    drawn: Markup | None = None
    note: str = ""
    command: str = ""
    width: Width = "third"
    legend: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Figures about one thing; `lead` says what they come to, or why there are none."""

    name: str
    title: str
    lead: str
    figures: Sequence[Figure]


def sections(asker: Asker, names: Mapping[int, str]) -> Sequence[Section]:
    """Ask the build and draw what it answers; `names` are those of the communities."""
    return (
        _communities(asker, names),
        _shared(asker),
        _together(asker),
        _years(asker),
        _quality(asker),
        _papers(asker),
    )


def _communities(asker: Asker, names: Mapping[int, str]) -> Section:
    sizes, central, places = asker.ask("communities"), asker.ask("central-papers"), asker.ask("map")
    titles: dict[int, list[str]] = defaultdict(list)
    for community, title, year, *_ in central.rows:
        titles[community].append(f"{title} ({year})" if year else title)
    drawn, listed = sizes.rows[:_COMMUNITIES_DRAWN], sizes.rows[:_COMMUNITIES_LISTED]
    numbered = [community for community, papers, *_ in drawn if papers > 1]
    alone, more = sum(row[1] == 1 for row in sizes.rows), len(sizes.rows) - len(listed)
    largest, papers = sizes.rows[0][:2]
    lead = (
        f"{count_of(len(sizes.rows), 'community')} of papers that share more with one another than with the rest. "
        f"The largest, {names[largest]}, has {count_of(papers, 'paper')}."
        if len(sizes.rows) > 1
        else f"One community holds all there is: {names[largest]}."
    )
    on_map = Figure(
        "map",
        (places,),
        Table(("community", "papers"), [row[:2] for row in listed]),
        draw_map(places.rows, "Map of the papers, in the colours of their communities.", numbered=numbered),
        note="A point is a paper, near to those it shares much with. The numbers are those of the communities."
        + (f" Not drawn: {count_of(alone, 'paper')} alone in a community." if alone else ""),
        width="double",
    )
    by_size = Figure(
        "community-sizes",
        (sizes,),
        Table(("community", "name", "papers"), [(row[0], names[row[0]], row[1]) for row in drawn]),
        draw_bars(
            [Bar(f"{row[0]}  {names[row[0]]}", f"{row[1]:,}", [(row[1], community_colour(row[0]))]) for row in drawn],
            _alt(((names[row[0]], row[1]) for row in drawn), "papers"),
            full=papers,
        ),
        note=f"Drawn are the largest {len(drawn)} of {len(sizes.rows)}." if len(sizes.rows) > len(drawn) else "",
        command="kg query communities",
    )
    centres = Figure(
        "central-papers",
        (central,),
        Table(
            ("community", "name", "years", "central papers"),
            [(row[0], names[row[0]], _span(*row[2:]), titles[row[0]]) for row in listed],
        ),
        note="Central are the papers whose relations to others weigh most. A community is named by the entities "
        "that tell it from the others." + (f" Not listed: {count_of(more, 'smaller community')}." if more else ""),
        width="whole",
    )
    return Section("communities", "Communities", lead, (*((on_map,) if places.rows else ()), by_size, centres))


def _shared(asker: Asker) -> Section:
    figures = []
    for kind in _SHARED_KINDS:
        answer = asker.ask("most-shared", kind=kind, kinds=plural(kind))
        if answer.rows:
            bars = [Bar(label, f"{papers:,}", [(papers, ink(kind))]) for label, papers in answer.rows]
            drawn = draw_bars(bars, _alt(answer.rows, "papers"), full=answer.rows[0][1])
            figures.append(Figure(f"shared-{kind}", (answer,), _table(answer), drawn, command="kg query top-entities"))
    tops = [f"{figure.table.rows[0][0]} ({count_of(figure.table.rows[0][1], 'paper')})" for figure in figures[:3]]
    lead = f"Most shared are {', '.join(tops)}." if tops else "No two papers share anything that was found in them."
    return Section("shared", "What papers share", lead, figures)


def _together(asker: Asker) -> Section:
    answer = asker.ask("datasets-by-techniques")
    if not answer.rows:
        lead = "No technique was found on datasets more than once, so there is nothing to compare."
        return Section("together", "Datasets and techniques", lead, ())
    rows, columns, counts = _pivot(answer.rows)
    most = max(map(max, counts))
    where = next(
        (row, column) for y, row in enumerate(rows) for x, column in enumerate(columns) if counts[y][x] == most
    )
    lead = (
        f"The commonest pair is {where[1]} on {where[0]}, in {count_of(most, 'paper')}. "
        "An empty field is a pair that no paper here tells of."
    )
    figure = Figure(
        "datasets-by-techniques",
        (answer,),
        Table(("dataset", *columns), [(row, *line) for row, line in zip(rows, counts, strict=True)]),
        draw_matrix(
            rows,
            columns,
            [[Cell(f"{count:,}" if count else "", (count / most) ** 0.5) for count in line] for line in counts],
            f"Heat map of {len(rows)} datasets and {len(columns)} techniques. {lead}",
        ),
        note="The figures are papers; the shades grow with their square root.",
        command=f'kg query techniques-by-dataset -p dataset="{rows[0]}"',
        width="double",
    )
    gaps = asker.ask("gaps")
    missed = Figure(
        "gaps",
        (gaps,),
        Table(("technique", "dataset"), [(f"{t} ({of_t:,})", f"{d} ({of_d:,})") for t, of_t, d, of_d in gaps.rows]),
        note="In brackets, how many papers each of the two has by itself.",
        command="kg query gaps -p papers=3",
    )
    return Section("together", "Datasets and techniques", lead, (figure, missed) if gaps.rows else (figure,))


def _years(asker: Asker) -> Section:
    by_year, terms = asker.ask("papers-by-year"), asker.ask("terms-by-year")
    dated = sum(papers for _, papers in by_year.rows)
    title = "Through the years"
    if not dated:
        lead = "No year is known of any of these papers, so nothing can be said about time."
        return Section("years", title, lead, ())
    lead = f"The year is known of {count_of(dated, 'paper')}, {_span(by_year.rows[0][0], by_year.rows[-1][0])}."
    figures = [
        Figure(
            "papers-by-year",
            (by_year,),
            _table(by_year),
            draw_columns(dict(by_year.rows), _alt(by_year.rows, "papers")),
        )
    ]
    if len({row[2] for row in terms.rows}) > 1:
        spans = [(label, _span(first, last), papers, of) for label, _, first, last, papers, of in terms.rows]
        rows, columns, counts = _pivot([row[:3] for row in spans])
        of_papers = [of for *_, of in spans[: len(columns)]]
        shares = [[count / of for count, of in zip(line, of_papers, strict=True)] for line in counts]
        highest = max(map(max, shares))
        lead += f" What comes and goes runs from {rows[0]}, the earliest, to {rows[-1]}, the latest."
        named = [f"{column} ({of:,})" for column, of in zip(columns, of_papers, strict=True)]
        figures.append(
            Figure(
                "terms-by-year",
                (terms,),
                Table(("term", *named), [(row, *line) for row, line in zip(rows, counts, strict=True)]),
                draw_matrix(
                    rows,
                    named,
                    [
                        [
                            Cell(f"{count:,}" if count else "", share / highest)
                            for count, share in zip(*lines, strict=True)
                        ]
                        for lines in zip(counts, shares, strict=True)
                    ],
                    f"Heat map of {len(rows)} terms and {len(columns)} periods, from the earliest to the latest: "
                    f"{', '.join(rows)}.",
                ),
                note="The figures are papers, the shades their share of all papers of the time, which are in brackets. "
                "Years of few papers are taken together.",
                width="double",
            )
        )
    return Section("years", title, lead, figures)


def _quality(asker: Asker) -> Section:
    mentions, scores = asker.ask("mentions-per-link"), asker.ask("scores")
    weakest, merges = asker.ask("weakest-links"), asker.ask("merges")
    links = sum(sum(row[1:]) for row in mentions.rows)
    on_one = sum(mentions.column("one"))
    left_apart = sum(names for reason, names, _ in merges.rows if reason == Reason.LEFT_APART)
    lead = f"{on_one:,} of {count_of(links, 'link')} rest on a single mention."
    if left_apart:
        lead += f" {count_of(left_apart, 'name')} were left apart from an entity that has taken in many already."
    by_relation: dict[str, dict[float, int]] = defaultdict(dict)
    for relation, tenth, count in scores.rows:
        by_relation[relation][tenth] = count
    figures = []
    if links:
        bars = [
            Bar(
                f"{relation}: {count_of(sum(counts), 'link')}",
                f"{counts[1] / sum(counts):.0%} on one",
                [
                    (count / sum(counts), ink(colour))
                    for count, (colour, _) in zip(counts, _MENTIONS.values(), strict=True)
                ],
            )
            for relation, *counts in mentions.rows
        ]
        figures += [
            Figure(
                "mentions-per-link",
                (mentions,),
                _table(mentions),
                draw_bars(bars, f"Stacked bars. {lead}", full=1),
                legend=tuple(_MENTIONS.values()),
            ),
            Figure(
                "scores",
                (scores,),
                _table(scores),
                draw_scores(by_relation, _alt(((row[0], sum(row[1:])) for row in mentions.rows), "links")),
                note="The score of a link is the probability that a person would mark it; of a keyword, that an author "
                "would choose it. Bars are shares of the links of a kind.",
                width="double",
            ),
        ]
    if weakest.rows:
        figures.append(
            Figure("weakest-links", (weakest,), _table(weakest), command="kg query weakest-links", width="double")
        )
    if merges.rows:
        figures.append(Figure("merges", (merges,), _table(merges), note="kg entities --merges lists them one by one."))
    return Section("quality", "How far to trust it", lead, figures)


def _papers(asker: Asker) -> Section:
    inputs, missing, conflicts = asker.ask("inputs"), asker.ask("missing"), asker.ask("conflicts")
    skipped, records = asker.ask("skipped"), asker.ask("skipped-records")
    lacking = [(lack, count) for lack, count in zip(missing.columns, missing.rows[0], strict=True) if count]
    left_out = sum(skipped.column("records"))
    lead = (
        f"{count_of(left_out, 'piece')} of the input {'was' if left_out == 1 else 'were'} skipped."
        if left_out
        else "Nothing was skipped."
    )
    figures = [
        Figure("inputs", (inputs,), _table(inputs)),
        Figure("missing", (missing,), Table(("papers with", "papers"), lacking or [("nothing missing", "")])),
    ]
    if skipped.rows:
        figures.append(Figure("skipped", (skipped,), _table(skipped), note="manifest.json names each with its line."))
    if conflicts.rows:
        note = "kg stats --conflicts lists them one by one."
        figures.append(Figure("conflicts", (conflicts,), _table(conflicts), note=note))
    if records.rows:
        figures.append(Figure("skipped-records", (records,), _table(records), width="whole"))
    return Section("papers", "What went in", lead, figures)


def _table(answer: Answer) -> Table:
    return Table([column.replace("_", " ") for column in answer.columns], answer.rows)


def _pivot(rows: Sequence[tuple[Any, ...]]) -> tuple[list[str], list[str], list[list[int]]]:
    """Return the rows, the columns and the counts of (row, column, count), which stand row by row."""
    lines = [(name, list(line)) for name, line in groupby(rows, key=lambda row: row[0])]
    return [name for name, _ in lines], [row[1] for row in lines[0][1]], [[row[2] for row in line] for _, line in lines]


def _span(first: int | None, last: int | None) -> str:
    """Return the years from first to last, nothing where they are not known.

    >>> _span(2020, 2020), _span(None, None)
    ('2020', '')
    """
    return "" if first is None else str(first) if first == last else f"{first}\u2013{last}"


def _alt(rows: Iterable[tuple[Any, ...]], noun: str) -> str:
    return f"Bar chart of {noun}: {', '.join(f'{label} {count:,}' for label, count in rows)}."
