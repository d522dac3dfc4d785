"""The charts of the report; each returns an SVG element for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.ticker import MaxNLocator

from kg.export.palette import community_colour
from kg.reporting.drawing import SHADES, Drawing, ink, shade
from kg.text import clip

__all__ = ["Bar", "Cell", "draw_bars", "draw_columns", "draw_map", "draw_matrix", "draw_scores"]

_WIDTH = 380
_BAR_ROW = 36
_BAR_HEIGHT = 9
_LABEL_WIDTH = 46
_TITLE_SIZE = 13.0
_ROW_NAME, _COLUMN_NAME = 25, 20
_CELL_WIDTH, _CELL_HEIGHT = 46, 30
_LETTER = 8.0  # pixels that a letter takes on average, in a wide font
_VECTOR_POINTS = 3000


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, what is written at its end, and its parts as length and colour, from the left."""

    label: str
    told: str
    parts: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat map: what is written in it, and its share (0..1) of the darkest shade."""

    told: str
    share: float


def draw_bars(bars: Sequence[Bar], alt: str, *, full: float) -> Markup:
    """Draw horizontal bars, each under its label; the longest possible one is `full` long."""
    drawing = Drawing(_WIDTH, _BAR_ROW * len(bars))
    axes = drawing.axes()
    axes.set(xlim=(0, full), ylim=(drawing.height, 0))
    axes.set_axis_off()
    for number, bar in enumerate(bars):
        line, middle = number * _BAR_ROW + 15, number * _BAR_ROW + 25
        axes.barh(middle, full, _BAR_HEIGHT, color=ink("track"))
        left = 0.0
        for length, colour in bar.parts:
            axes.barh(middle, length, _BAR_HEIGHT, left=left, color=colour)
            left += length
        axes.text(0, line, drawing.word(clip(bar.label, _LABEL_WIDTH)), color=ink("text"))
        axes.text(full, line, drawing.word(bar.told), color=ink("quiet"), ha="right")
    return drawing.svg(alt)


def draw_columns(heights: Mapping[int, int], alt: str) -> Markup:
    """Draw how many there are of each whole number on the way, such as papers a year."""
    drawing = Drawing(_WIDTH, 190)
    axes = drawing.axes(left=44, top=8, right=2, bottom=24)
    axes.bar(list(heights), list(heights.values()), 0.72, color=ink("accent"))
    _grid(axes)
    axes.set_xlim(min(heights) - 0.6, max(heights) + 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    return drawing.svg(alt)


def draw_matrix(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]], alt: str) -> Markup:
    """Draw a heat map with its rows and columns named."""
    left = 14 + _LETTER * max(len(clip(row, _ROW_NAME)) for row in rows)
    slant = 0.75 * _LETTER * max(len(clip(column, _COLUMN_NAME)) for column in columns)
    drawing = Drawing(left + _CELL_WIDTH * len(columns) + slant, slant + 16 + _CELL_HEIGHT * len(rows))
    axes = drawing.axes(left=left, top=slant + 16, right=slant)
    shades = [[shade(cell.share) for cell in row] for row in cells]
    colours = ListedColormap([ink(f"shade-{step}") for step in range(SHADES + 1)])
    bounds = BoundaryNorm([step - 0.5 for step in range(SHADES + 2)], SHADES + 1)
    axes.pcolormesh(shades, cmap=colours, norm=bounds, edgecolors=ink("surface"), linewidth=2)
    axes.invert_yaxis()
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            colour = ink("on-shade" if shades[y][x] > SHADES / 2 else "text")
            axes.text(x + 0.5, y + 0.5, drawing.word(cell.told), color=colour, ha="center", va="center_baseline")
    axes.xaxis.tick_top()
    axes.set_xticks(
        [x + 0.5 for x in range(len(columns))],
        [drawing.word(clip(column, _COLUMN_NAME)) for column in columns],
        rotation=48,
        ha="left",
        rotation_mode="anchor",
    )
    axes.set_yticks([y + 0.5 for y in range(len(rows))], [drawing.word(clip(row, _ROW_NAME)) for row in rows])
    axes.tick_params(colors=ink("text"), pad=6)
    return drawing.svg(alt)


def draw_scores(links: Mapping[str, Mapping[float, int]], alt: str) -> Markup:
    """Draw for each relation which share of its links has a score in each tenth."""
    drawing = Drawing(_WIDTH * 2, 150 * -(-len(links) // 3))
    across, down = 3, -(-len(links) // 3)
    for number, (relation, tenths) in enumerate(links.items()):
        row, column = divmod(number, across)
        axes = drawing.axes(
            left=column * drawing.width / across + 4,
            right=(across - 1 - column) * drawing.width / across + 28,
            top=row * 150 + 34,
            bottom=(down - 1 - row) * 150 + 26,
        )
        total = sum(tenths.values())
        axes.bar(list(tenths), [count / total for count in tenths.values()], 0.092, align="edge", color=ink(relation))
        axes.set(xlim=(0, 1), ylim=(0, 1), yticks=[])
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.axhline(0, color=ink("line"), linewidth=1)
        axes.text(0, 1.14, drawing.word(f"{relation} ({total:,})"), color=ink("text"), transform=axes.transAxes)
    return drawing.svg(alt)


def draw_map(places: Sequence[tuple[int, float, float]], alt: str, *, numbered: Sequence[int]) -> Markup:
    """Draw papers as points (community, x, y) in the colours of their communities, and the numbers of some of these."""
    drawing = Drawing(620, 430)
    axes = drawing.axes(left=10, top=10, right=10, bottom=10)
    axes.set_axis_off()
    axes.set_aspect("equal", adjustable="datalim")
    size = max(6.0, min(80.0, 9000 / max(1, len(places))))
    axes.scatter(
        [x for _, x, _ in places],
        [-y for _, _, y in places],
        s=size,
        c=[community_colour(community) for community, _, _ in places],
        linewidths=0,
        rasterized=len(places) > _VECTOR_POINTS,
    )
    for community in numbered:
        _mark(axes, drawing.word(str(community)), [(x, -y) for found, x, y in places if found == community])
    return drawing.svg(alt)


def _mark(axes: Axes, word: str, points: Sequence[tuple[float, float]]) -> None:
    """Write a number above the middle of the points."""
    middle = tuple(sorted(values)[len(points) // 2] for values in zip(*points, strict=True))
    axes.annotate(
        word, middle, xytext=(0, 9), textcoords="offset points", color=ink("text"), ha="center", weight="bold", size=17
    )


def _grid(axes: Axes) -> None:
    axes.grid(visible=True, axis="y", color=ink("line"), linewidth=1)
    axes.set_axisbelow(True)
