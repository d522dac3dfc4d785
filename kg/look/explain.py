"""Why two papers are linked: what they share, how much each thing counts, and the sentences that say so."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from kg.errors import LookupFailedError
from kg.frames import Frames
from kg.look.evidence import Evidence, Sentence, evidence_of
from kg.look.similar import MILLION, entity_weights, overlap, weights_by_paper
from kg.look.wording import count_of, told_paper
from kg.tables import PaperRow

__all__ = ["Explanation", "SharedEntity", "explain_papers"]

_COLUMNS = ("entity_id", "kind", "label", "papers", "weight", "paper_id", "title", "role", "field", "sentence")


@dataclass(frozen=True, slots=True)
class SharedEntity:
    """An entity that two papers mention.

    `papers` counts all that mention it; `weight` is what it adds to the weight of the two, 0 where it is too common to
    count.
    """

    entity_id: str
    kind: str
    label: str
    papers: int
    weight: float
    evidence: tuple[Evidence, Evidence]

    def __str__(self) -> str:
        weight = f"+{self.weight:.2f}" if self.weight else "too common to count"
        return f"{self.label} ({self.kind}, {count_of(self.papers, 'paper')}, {weight})"


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Two papers, how much they have in common (`kg/look/similar.py` says how), and the entities that make it."""

    papers: tuple[PaperRow, PaperRow]
    weight: float
    overlap: float
    shared: tuple[SharedEntity, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each sentence: entity, paper, role, and the sentence with «marks» around the words."""
        return pd.DataFrame(
            [
                (
                    entity.entity_id,
                    entity.kind,
                    entity.label,
                    entity.papers,
                    entity.weight,
                    evidence.paper.paper_id,
                    evidence.paper.title,
                    evidence.role,
                    sentence.field,
                    str(sentence),
                )
                for entity, _, evidence, sentence in self._told()
            ],
            columns=_COLUMNS,
        )

    def __repr__(self) -> str:
        lines = [f"[{number}] {told_paper(paper)}" for number, paper in enumerate(self.papers, 1)]
        lines.append(self._summary())
        last: SharedEntity | None = None
        for entity, number, evidence, sentence in self._told():
            if entity is not last:
                lines += ["", str(entity)]
            last = entity
            lines.append(f"  [{number}] {f'{evidence.role}: ' if evidence.role else ''}{sentence}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        papers = Markup("<br>").join(f"[{number}] {told_paper(paper)}" for number, paper in enumerate(self.papers, 1))
        parts = [Markup("<p>{}<br>{}</p>").format(papers, self._summary())]
        for entity in self.shared:
            told = Markup("<br>").join(
                Markup("[{}] {}{}").format(number, f"{evidence.role}: " if evidence.role else "", sentence)
                for of, number, evidence, sentence in self._told()
                if of is entity
            )
            parts.append(Markup("<details open><summary>{}</summary>{}</details>").format(str(entity), told))
        return str(Markup().join(parts))

    def _told(self) -> Iterator[tuple[SharedEntity, int, Evidence, Sentence]]:
        for entity in self.shared:
            for number, evidence in enumerate(entity.evidence, 1):
                for sentence in evidence.sentences:
                    yield entity, number, evidence, sentence

    def _summary(self) -> str:
        if not self.shared:
            return "share nothing; `path` may join them over other papers"
        return f"share {count_of(len(self.shared), 'entity')}: weight {self.weight:.2f}, overlap {self.overlap:.0%}"


def explain_papers(frames: Frames, one: str, other: str) -> Explanation:
    """Return why the papers of these identifiers are linked.

    What they share stands with the weightiest first; what is too common to count at the end, the rarest first. Raises
    LookupFailedError where both are the same paper.
    """
    rows = frames.excerpt({one, other})
    if one == other:
        raise LookupFailedError(f"both are {rows.papers[one].title!r}; name two papers")
    weights = entity_weights(frames)
    counted = weights_by_paper(frames.links[frames.links["paper_id"].isin([one, other])], weights)
    sums = [int(counted.loc[counted["paper_id"] == paper, "weight"].sum()) for paper in (one, other)]
    mentioned = [{link.entity_id for link in rows.links if link.paper_id == paper} for paper in (one, other)]
    weight_of = {entity: int(weights.get(entity, 0)) for entity in mentioned[0] & mentioned[1]}
    shared = [
        SharedEntity(
            entity,
            rows.entities[entity].kind,
            rows.entities[entity].label,
            rows.entities[entity].paper_count,
            weight / MILLION,
            (evidence_of(rows, one, entity), evidence_of(rows, other, entity)),
        )
        for entity, weight in weight_of.items()
    ]
    total = sum(weight_of.values())
    return Explanation(
        papers=(rows.papers[one], rows.papers[other]),
        weight=total / MILLION,
        overlap=overlap(total, *sums),
        shared=tuple(sorted(shared, key=lambda entity: (-entity.weight, entity.papers, entity.entity_id))),
    )
