"""The HTML export: one file that anybody can open offline and explore, and a folder beside it for big graphs."""

from pathlib import Path

from kg.export.html.atlas import draw_atlas
from kg.export.html.data import page_data
from kg.export.html.drawing import draw_network
from kg.export.html.leaves import drawn_count
from kg.export.html.render import render_page
from kg.staging import staged
from kg.tables import Tables

__all__ = ["write_html"]

_MOST_NODES = 5000


def write_html(tables: Tables, path: Path, *, title: str, min_papers: int) -> None:
    """Write the graph as one HTML page, whole or not at all, the same bytes for the same tables.

    All papers are drawn, and the entities that join at least `min_papers` papers. Where that is more than 5,000 nodes,
    the page is an overview, and the pages of communities that it leads to stand in a folder beside it, called as the
    page without its suffix. No page needs a network or runs anything that stands in a paper. Raises OutputError where
    `path` cannot be written.
    """
    with staged(path.parent, last=path.name) as folder:
        if drawn_count(tables, min_papers=min_papers) <= _MOST_NODES:
            data = page_data(tables, min_papers=min_papers)
            _write(folder / path.name, render_page(data, draw_network(data, tables), title=title))
            return
        (folder / path.stem).mkdir()
        for address, page in draw_atlas(tables, path.name, title=title, min_papers=min_papers):
            _write(folder / address, page)


def _write(path: Path, page: str) -> None:
    path.write_bytes(page.encode("utf-8", "xmlcharrefreplace"))
