"""The best way between two papers or entities, over papers and what they mention.

Passing an entity that n papers mention costs 1 + ln n, and the least sum wins (Dijkstra, "A note on two problems in
connexion with graphs", 1959): a short path over rare things comes before a long one, and before one over what
everybody mentions. Each of the two steps, to the entity and on from it, costs half of that.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from markupsafe import Markup
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from kg.errors import LookupFailedError
from kg.frames import Frames
from kg.look.evidence import Evidence, evidence_of
from kg.look.wording import count_of, told_paper

__all__ = ["GraphPath", "Step", "find_path"]

_PAPER = "paper/"
_COLUMNS = ("step", "paper_id", "title", "entity_id", "kind", "label", "papers", "role", "sentence")


@dataclass(frozen=True, slots=True)
class Step:
    """A paper and an entity that it mentions: how many papers mention it, and what this one says."""

    entity_id: str
    kind: str
    label: str
    papers: int
    evidence: Evidence

    def told_entity(self) -> str:
        """Return the entity with its kind and the number of its papers."""
        return f"{self.label} ({self.kind}, {count_of(self.papers, 'paper')})"


@dataclass(frozen=True, slots=True, repr=False)
class GraphPath:
    """A way between two nodes: the papers and entities on it, its length, and why each step can be taken."""

    nodes: tuple[str, ...]
    length: float
    steps: tuple[Step, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each step: its paper, its entity, and a sentence with «marks» around the words."""
        return pd.DataFrame(
            [
                (
                    number,
                    step.evidence.paper.paper_id,
                    step.evidence.paper.title,
                    step.entity_id,
                    step.kind,
                    step.label,
                    step.papers,
                    step.evidence.role,
                    str(step.evidence.sentence or ""),
                )
                for number, step in enumerate(self.steps, 1)
            ],
            columns=_COLUMNS,
        )

    def __repr__(self) -> str:
        told = self._told_nodes()
        lines = [told[0]]
        for node, step in zip(told[1:], self.steps, strict=True):
            lines += [*([f"    {step.evidence.sentence}"] if step.evidence.sentence else []), node]
        return "\n".join([*lines, f"length {self.length:.2f}"])

    def _repr_html_(self) -> str:
        sentences = [Markup("<br>{}").format(step.evidence.sentence or "") for step in self.steps]
        items = [
            Markup("<li><b>{}</b>{}</li>").format(node, sentence)
            for node, sentence in zip(self._told_nodes(), [*sentences, ""], strict=True)
        ]
        return str(Markup("<ol>{}</ol><p>length {:.2f}</p>").format(Markup().join(items), self.length))

    def _told_nodes(self) -> list[str]:
        told = {step.entity_id: step.told_entity() for step in self.steps}
        told |= {step.evidence.paper.paper_id: told_paper(step.evidence.paper) for step in self.steps}
        return [told[node] for node in self.nodes]


def find_path(frames: Frames, start: str, end: str) -> GraphPath:
    """Return the best path between two papers or entities, given by identifier.

    Raises LookupFailedError where there is none, or both are the same.
    """
    if start == end:
        raise LookupFailedError(f"both are {start}; name two papers or entities")
    nodes, length = _shortest(frames.links, start, end)
    papers = {node for node in nodes if node.startswith(_PAPER)}
    rows = frames.excerpt(papers)
    steps = []
    for pair in pairwise(nodes):
        paper, entity = pair if pair[0] in papers else pair[::-1]
        row = rows.entities[entity]
        steps.append(Step(entity, row.kind, row.label, row.paper_count, evidence_of(rows, paper, entity)))
    return GraphPath(tuple(nodes), length, tuple(steps))


def _shortest(links: pd.DataFrame, start: str, end: str) -> tuple[list[str], float]:
    pairs = links[["paper_id", "entity_id"]].drop_duplicates()
    names = sorted({*pairs["paper_id"], *pairs["entity_id"], start, end})
    place = {name: number for number, name in enumerate(names)}
    ends = pairs["paper_id"].map(place).to_numpy(), pairs["entity_id"].map(place).to_numpy()
    papers = pairs.groupby("entity_id")["paper_id"].transform("size").to_numpy()
    graph = csr_array(((1 + np.log(papers)) / 2, ends), shape=(len(names), len(names)))
    lengths, before = dijkstra(graph, directed=False, indices=place[start], return_predecessors=True)
    length = float(lengths[place[end]])
    if math.isinf(length):
        raise LookupFailedError(f"no path joins {start} and {end}: nothing that both can reach is shared")
    nodes = [place[end]]
    while nodes[-1] != place[start]:
        nodes.append(int(before[nodes[-1]]))
    return [names[node] for node in reversed(nodes)], round(length, 6)
