"""One offline page about a graph, to look at and to print: every figure is the answer to a query that it shows."""

from kg.reporting.page import REPORT, report

__all__ = ["REPORT", "report"]
