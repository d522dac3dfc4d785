"""The tables of a build as pandas frames, each read when it is first asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from kg.tables import SCHEMAS, EntityRow, LinkRow, MentionRow, PaperRow, read_rows, read_table

__all__ = ["Excerpt", "Frames"]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The rows of some papers; these and the entities that they mention by identifier."""

    papers: Mapping[str, PaperRow]
    entities: Mapping[str, EntityRow]
    links: Sequence[LinkRow]
    mentions: Sequence[MentionRow]


class Frames:
    """The tables in `folder` as frames, with the columns of docs/tables.md.

    What more than `max_share` of the papers mention does not relate papers, as the build was told.
    A year is an `Int64`, so that it can be missing; lists are Python lists.
    """

    def __init__(self, folder: Path, *, max_share: float) -> None:
        self.folder = folder
        self.max_share = max_share

    @cached_property
    def papers(self) -> pd.DataFrame:
        """Return the papers, one a row."""
        return self._read("papers")

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Return the entities, one a row."""
        return self._read("entities")

    @cached_property
    def links(self) -> pd.DataFrame:
        """Return the links: a paper, an entity and a relation a row."""
        return self._read("links")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Return the mentions: the words that links rest on."""
        return self._read("mentions")

    @cached_property
    def related(self) -> pd.DataFrame:
        """Return the pairs of related papers that the build kept."""
        return self._read("related")

    @cached_property
    def merges(self) -> pd.DataFrame:
        """Return the names that were taken for an entity with another label."""
        return self._read("merges")

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """Return what the sources of papers disagree on."""
        return self._read("conflicts")

    def excerpt(self, papers: Collection[str]) -> Excerpt:
        """Return the rows of these papers, without reading the others into memory."""
        links = self.rows("links", paper_id=papers)
        return Excerpt(
            papers={paper.paper_id: paper for paper in self.rows("papers", paper_id=papers)},
            entities={
                entity.entity_id: entity
                for entity in self.rows("entities", entity_id={link.entity_id for link in links})
            },
            links=links,
            mentions=self.rows("mentions", paper_id=papers),
        )

    def rows(self, name: str, **only: Collection[str]) -> list[Any]:
        """Return the rows of a table in which each column of `only` has one of the values, as its named tuples."""
        return read_rows(self.folder, name, **only)

    def _read(self, name: str) -> pd.DataFrame:
        table = read_table(self.folder, name)
        frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int32(): pd.Int64Dtype()}.get)
        for field in SCHEMAS[name]:
            if pa.types.is_list(field.type):
                frame[field.name] = table.column(field.name).to_pylist()
            elif pa.types.is_int32(field.type) and field.name != "year":
                frame[field.name] = frame[field.name].astype("int64")
        return frame
