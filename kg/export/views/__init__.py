"""Views of a build: what of it an export shows, and how."""

import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any

from kg.errors import SettingError
from kg.export.views.entities import WEIGHTS, entities_view
from kg.export.views.papers import papers_view
from kg.export.views.view import EDGE_BASICS, NODE_BASICS, Attribute, Edge, Node, Value, View
from kg.export.views.whole import whole_view
from kg.model import Relation
from kg.tables import Tables

__all__ = ["EDGE_BASICS", "NODE_BASICS", "VIEWS", "Attribute", "Edge", "Node", "Value", "View", "make_view"]

VIEWS: Mapping[str, Callable[..., View]] = {"all": whole_view, "papers": papers_view, "entities": entities_view}
"""For each view the function that makes it of the tables; its keyword arguments are the thresholds."""

_LEAST: Mapping[str, float] = {"min_papers": 1, "min_shared": 1, "min_weight": 0, "strongest": 1}


def make_view(tables: Tables, name: str = "all", **thresholds: Any) -> View:
    """Return a view of a build: `all` (papers and entities), `papers` or `entities` (projections on one of them).

    Thresholds that are None are those of the view (`whole_view`, `papers_view`, `entities_view`).

    Raises SettingError where there is no such view, the view has no such threshold, or a value is impossible.

    >>> make_view(Tables([], [], [], [], [], []), "papers", strongest=5).name
    'papers'
    """
    if name not in VIEWS:
        raise SettingError(f"no view is called {name!r}; there are: {', '.join(VIEWS)}")
    given = {threshold: value for threshold, value in thresholds.items() if value is not None}
    known = [parameter for parameter in inspect.signature(VIEWS[name]).parameters if parameter != "tables"]
    for threshold, value in given.items():
        if threshold not in known:
            raise SettingError(f"the view {name!r} has no threshold {threshold!r}; it has: {', '.join(known)}")
        _check(threshold, value)
    return VIEWS[name](tables, **given)


def _check(threshold: str, value: Any) -> None:
    allowed: Mapping[str, Collection[str]] = {"kinds": tuple(Relation), "weight": WEIGHTS}
    if threshold in allowed:
        for named in [value] if isinstance(value, str) else value:
            if named not in allowed[threshold]:
                raise SettingError(f"{threshold}: {named!r} is none; there are: {', '.join(allowed[threshold])}")
    elif value < _LEAST[threshold]:
        raise SettingError(f"{threshold} is {value}; expected {_LEAST[threshold]} or more")
