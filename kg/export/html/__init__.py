"""The HTML export: one file that anybody can open offline and explore, and a folder beside it for big graphs."""

from collections.abc import Sequence
from pathlib import Path

from kg.export.html.atlas import AtlasPlan, leaf_pages, overview_page, plan_atlas
from kg.export.html.data import page_data
from kg.export.html.drawing import draw_network
from kg.export.html.leaves import Leaf, drawn_count
from kg.export.html.render import render_page
from kg.staging import staged
from kg.tables import Tables

__all__ = ["AtlasPlan", "Leaf", "is_atlas", "plan_atlas", "write_html", "write_leaves", "write_overview"]

_MOST_NODES = 5000


def write_html(tables: Tables, path: Path, *, title: str, min_papers: int) -> None:
    """Write the graph as one HTML page, whole or not at all, the same bytes for the same tables.

    All papers are drawn, and the entities that join at least `min_papers` papers. Where that is more than 5,000 nodes,
    the page is an overview, and the pages of communities that it leads to stand in a folder beside it, called as the
    page without its suffix. No page needs a network or runs anything that stands in a paper. Raises OutputError where
    `path` cannot be written.
    """
    with staged(path.parent, last=path.name) as folder:
        if is_atlas(tables, min_papers=min_papers):
            plan = plan_atlas(tables, path.name, title=title, min_papers=min_papers)
            write_leaves(tables, plan, plan.leaves, folder)
            write_overview(tables, plan, folder)
        else:
            data = page_data(tables, min_papers=min_papers)
            _write(folder / path.name, render_page(data, draw_network(data, tables), title=title))


def is_atlas(tables: Tables, *, min_papers: int) -> bool:
    """Tell whether the graph is too big for one page: an overview and pages of communities."""
    return drawn_count(tables, min_papers=min_papers) > _MOST_NODES


def write_leaves(tables: Tables, plan: AtlasPlan, leaves: Sequence[Leaf], folder: Path) -> None:
    """Write some pages of communities into `folder`, where they have the addresses of the plan.

    `tables` have all rows of their papers.
    """
    for address, page in leaf_pages(tables, plan, leaves):
        (folder / address).parent.mkdir(exist_ok=True)
        _write(folder / address, page)


def write_overview(tables: Tables, plan: AtlasPlan, folder: Path) -> None:
    """Write the page that leads to those of communities into `folder`."""
    _write(folder / plan.name, overview_page(tables, plan))


def _write(path: Path, page: str) -> None:
    path.write_bytes(page.encode("utf-8", "xmlcharrefreplace"))
