"""The HTML export: one file that anybody can open offline and explore."""

from pathlib import Path

from kg.errors import OutputError
from kg.export.html.data import page_data
from kg.export.html.drawing import draw_network
from kg.export.html.render import render_page
from kg.tables import Tables

__all__ = ["write_html"]


def write_html(tables: Tables, path: Path, *, title: str, min_papers: int) -> None:
    """Write the graph as one HTML page, whole or not at all, the same bytes for the same tables.

    All papers are drawn, and the entities that join at least `min_papers` papers. The page needs no network and runs
    nothing that stands in a paper. Raises OutputError where `path` cannot be written.
    """
    data = page_data(tables, min_papers=min_papers)
    page = render_page(data, draw_network(data, tables), title=title)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(page.encode("utf-8", "xmlcharrefreplace"))
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another folder with -o") from None
