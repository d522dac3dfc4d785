"""Measure a build against papers that people annotated.

An entity found in a paper is right when its label or one of its words there agrees with the name or a mention of an
entity of that kind that is marked there and that nothing hit before. A link is two papers that share an entity.
"""

from kg.evaluate.evaluation import evaluate
from kg.evaluate.report import report_json, report_markdown, report_sections
from kg.evaluate.scores import (
    AuthorKeywords,
    Bin,
    Counts,
    Evaluation,
    Interval,
    KindScore,
    RoleScore,
    Score,
    Slip,
)

__all__ = [
    "AuthorKeywords",
    "Bin",
    "Counts",
    "Evaluation",
    "Interval",
    "KindScore",
    "RoleScore",
    "Score",
    "Slip",
    "evaluate",
    "report_json",
    "report_markdown",
    "report_sections",
]
