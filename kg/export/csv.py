"""Lists of nodes and of edges as CSV (RFC 4180, a row a line), as Gephi and Cytoscape import them.

Cells hold what the graph holds, also where it begins with `=`, `+`, `-` or `@`: the programs that these lists are for
run no formulas, and a character put before such a name would make it another name.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from kg.export.plain import as_line, told
from kg.export.views import Value, View

__all__ = ["csv_line", "csv_tables"]

_NODE_COLUMNS = ("Id", "kind", "Label", "x", "y", "size", "color")
_EDGE_COLUMNS = ("Id", "Source", "Target", "Type", "Kind", "Label", "Weight")


def csv_tables(view: View) -> Mapping[str, Iterator[str]]:
    """Return the lines of `nodes.csv` and `edges.csv`.

    Gephi takes the columns that begin with a capital by their names: Type is the direction, Kind the relation.
    """
    return {"nodes.csv": _node_lines(view), "edges.csv": _edge_lines(view)}


def csv_line(values: Iterable[Value]) -> str:
    """Return a row without its end; names in a list have semicolons between them.

    >>> csv_line(["a", "b, c", ("d", "e"), None, 0.5, "=f"])
    'a,"b, c",d; e,,0.5,=f'
    """
    row = StringIO()
    csv.writer(row, lineterminator="").writerow([as_line(told(value)) for value in values])
    return row.getvalue()


def _node_lines(view: View) -> Iterator[str]:
    yield csv_line([*_NODE_COLUMNS, *(attribute.name for attribute in view.node_attributes)])
    for node in view.nodes():
        yield csv_line([*node[:-1], *node.values])


def _edge_lines(view: View) -> Iterator[str]:
    yield csv_line([*_EDGE_COLUMNS, *(attribute.name for attribute in view.edge_attributes)])
    for edge in view.edges():
        yield csv_line([*edge[:3], "Undirected", *edge[3:-1], *edge.values])
