"""Which papers mention which entities, by number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from kg.model import Link
from kg.tables import LinkRow, pick_columns

__all__ = ["Incidence"]

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Incidence:
    """Pairs of a paper and an entity that it mentions, sorted, each once; numbers are places in the sorted lists."""

    papers: Sequence[str]
    entities: Sequence[str]
    pairs: Numbers

    @classmethod
    def of(cls, links: Iterable[Link | LinkRow]) -> Self:
        """Return the incidence of links.

        >>> from kg.model import Relation, Role
        >>> Incidence.of([Link("paper/a", "task/x", Relation.TASK, Role.NONE, 1.0, 1)] * 2).pairs.tolist()
        [[0, 0]]
        """
        ends = pick_columns(links, "paper_id", "entity_id")
        return cls._of_columns(*(column.combine_chunks() for column in ends.columns))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the incidence of the links whose table is in `folder`."""
        table = pq.read_table(folder / "links.parquet", columns=["paper_id", "entity_id"])
        return cls._of_columns(*(column.combine_chunks() for column in table.columns))

    @classmethod
    def _of_columns(cls, papers: pa.Array, entities: pa.Array) -> Self:
        paper_ids, of_papers = _numbered(papers)
        entity_ids, of_entities = _numbered(entities)
        pairs = np.unique(of_papers.astype(np.int64) * len(entity_ids) + of_entities)
        both = np.column_stack(np.divmod(pairs, max(len(entity_ids), 1))).astype(np.int32)
        return cls(paper_ids, entity_ids, both)


def _numbered(names: pa.Array) -> tuple[list[str], Numbers]:
    """Return the names, sorted, each once, and the place there of each of `names`."""
    encoded = names.dictionary_encode()
    found = encoded.dictionary.to_pylist()
    order = sorted(range(len(found)), key=found.__getitem__)
    places = np.empty(len(found), dtype=np.int32)
    places[order] = np.arange(len(found), dtype=np.int32)
    return [found[number] for number in order], places[encoded.indices.to_numpy()]
