"""What a graph looks like in a notebook: a summary, and the explorer in a frame of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from kg.export.communities import community_names
from kg.look.wording import count_of
from kg.stats import GraphStatistics
from kg.tables import Tables
from kg.text import clip

__all__ = ["Page", "summary_html"]

_MOST_COMMUNITIES = 8
_NAME_WIDTH = 80
_LEFT = Markup(' style="text-align: left"')
_BASE = '<base href="about:srcdoc">'


@dataclass(frozen=True, slots=True)
class Page:
    """A whole HTML page, which notebooks display in a frame `height` pixels high; it holds all it needs."""

    html: str = field(repr=False)
    height: int

    def _repr_html_(self) -> str:
        frame = Markup(
            '<iframe srcdoc="{}" style="width: 100%; height: {}px; border: 1px solid #8888" title="Explorer"></iframe>'
        ).format(self.html.replace("<head>", f"<head>{_BASE}", 1), self.height)
        return str(frame)


def summary_html(tables: Tables, statistics: GraphStatistics) -> str:
    """Return sizes, what is most shared, and the largest communities, as HTML."""
    kinds = [
        (
            kind,
            f"{found.entities:,}",
            f"{found.shared:,}",
            ", ".join(f"{entity.label} ({entity.paper_count})" for entity in found.top),
        )
        for kind, found in statistics.kinds.items()
    ]
    names, sizes = community_names(tables), Counter(paper.community for paper in tables.papers)
    by_size = sorted(sizes, key=lambda number: (-sizes[number], number))
    largest = [(clip(names[number], _NAME_WIDTH), f"{sizes[number]:,}") for number in by_size[:_MOST_COMMUNITIES]]
    more = len(sizes) - len(largest)
    sized = ", ".join(
        [
            count_of(statistics.papers, "paper"),
            count_of(len(tables.entities), "entity"),
            count_of(len(tables.links), "link"),
            count_of(statistics.related, "pair") + " of related papers",
        ]
    )
    return str(
        Markup("<p><b>{}</b></p>{}{}{}").format(
            sized,
            _table(("kind", "entities", "shared", "most shared (papers)"), kinds),
            _table(("community", "papers"), largest),
            Markup("<p>and {} more</p>").format(more) if more else "",
        )
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    head = Markup().join(Markup("<th{}>{}</th>").format(_LEFT, name) for name in heads)
    body = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(Markup("<td{}>{}</td>").format(_LEFT, cell) for cell in row))
        for row in rows
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)
