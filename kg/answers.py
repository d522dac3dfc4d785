"""Answers to SPARQL as values that people work with: typed frames and rdflib graphs."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
from rdflib import Graph
from rdflib.namespace import XSD

from kg.dataset import EVIDENCE_GRAPH, MAIN_GRAPH, built_graphs
from kg.errors import QueryError
from kg.query import QueryResult

__all__ = ["answer_frame", "answer_graph", "rdf_graph"]

_TYPES: Mapping[str, Any] = {
    str(XSD.integer): "Int64",
    str(XSD.gYear): "Int64",
    str(XSD.decimal): "Float64",
    str(XSD.double): "Float64",
    str(XSD.float): "Float64",
}
"""The type of a column of numbers, by the datatype that all its values have."""

_TRUTH: Mapping[Any, bool] = {"true": True, "1": True, "false": False, "0": False}


def answer_frame(result: QueryResult) -> pd.DataFrame:
    """Return the rows of an answer; columns of numbers, years and truth values have such types, the others are text.

    Raises QueryError where the answer is a graph.
    """
    if result.turtle is not None:
        raise QueryError("the query gives a graph, which is no table; `construct` returns it as an rdflib graph")
    frame = pd.DataFrame(list(result.rows), columns=list(result.columns), dtype=object)
    for name, datatype in zip(result.columns, result.datatypes, strict=True):
        if datatype == str(XSD.boolean):
            frame[name] = frame[name].map(_TRUTH).astype("boolean")
        elif datatype in _TYPES:
            with suppress(ValueError, OverflowError):  # a number that no machine word holds stays text
                frame[name] = frame[name].astype("string").astype(_TYPES[datatype])
    return frame


def answer_graph(result: QueryResult) -> Graph:
    """Return the graph that a CONSTRUCT or DESCRIBE query gave.

    Raises QueryError where the answer is rows.
    """
    if result.turtle is None:
        raise QueryError("the query gives rows, which are no graph; `query` returns them as a frame")
    return Graph().parse(data=result.turtle, format="turtle")


def rdf_graph(build: Path, *, evidence: bool) -> Graph:
    """Return the graph of a build, with its evidence where it is asked for.

    Raises OutputError where the folder holds no graph.
    """
    wanted = {MAIN_GRAPH, *([EVIDENCE_GRAPH] if evidence else [])}
    graph = Graph()
    for built in built_graphs(build):
        if built.iri in wanted:
            graph.parse(built.path)
    return graph
