"""The mentions of more papers than memory holds: counted by form in memory, kept as numbers on disk.

Memory grows with the vocabulary of a corpus, the forms of its names. Where each stands is a row of numbers in a Parquet
file; counting papers, sorting and joining is the engine's work.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis import _
from ibis.expr.types import Table

from kg.engine import Engine
from kg.lexicon import Lexicon
from kg.model import Entity, Field, Mention, Merge, Relation, Role
from kg.overrules import Overrules
from kg.resolve.authority import Authority
from kg.resolve.entities import RELATIONS_WITH_ROLES, ROLE_ORDER
from kg.resolve.forms import Form, read_paper
from kg.resolve.reworded import Embed
from kg.resolve.things import Things, resolve_forms
from kg.tables import SCHEMAS

__all__ = ["Census", "Resolved"]

_ROWS_AT_ONCE = 100_000
_PAPERS_AT_ONCE = 20_000
_RELATIONS = sorted(Relation)
_FIELDS = sorted(Field)
_FIELD_NUMBERS = {field: number for number, field in enumerate(_FIELDS)}
_ROLE_NUMBERS = {role: number for number, role in enumerate(ROLE_ORDER)}
_SCHEMA = pa.schema(
    [
        ("paper", pa.int32()),
        ("form", pa.int32()),
        ("field", pa.int8()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("role", pa.int8()),
        ("rule", pa.int16()),
        ("score", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entities, which names were joined why, and the rows of the tables `links` and `mentions`, part by part."""

    entities: tuple[Entity, ...]
    merges: tuple[Merge, ...]
    links: Iterator[pa.Table]
    mentions: Iterator[pa.Table]


class Census:
    """Takes in the mentions of one paper after the other, in any order, and resolves them all.

    `paper_ids` are those of all papers, sorted; what is kept on disk lies in `folder`, in one file.
    """

    def __init__(self, paper_ids: Sequence[str], folder: Path, *, lexicon: Lexicon, overrules: Overrules) -> None:
        self._paper_ids, self._authority = paper_ids, Authority.make(lexicon, overrules)
        self._path = folder / "mentions.parquet"
        self._forms: dict[Form, int] = {}
        self._rules: dict[str, int] = {}
        self._file = pq.ParquetWriter(self._path, _SCHEMA)
        self._rows: list[tuple[float, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, place: int, mentions: Iterable[Mention]) -> None:
        """Take in the mentions, sorted, of the paper at `place` in `paper_ids`."""
        for reading in read_paper(mentions, self._authority):
            mention = reading.mention
            self._rows.append(
                (
                    place,
                    self._forms.setdefault(reading.form, len(self._forms)),
                    _FIELD_NUMBERS[mention.field],
                    mention.start,
                    mention.end,
                    _ROLE_NUMBERS[mention.role],
                    self._rules.setdefault(mention.rule, len(self._rules)),
                    mention.score,
                )
            )
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._write()

    def resolve(
        self, engine: Engine, *, embed: Embed | None, reworded_similarity: float, inferred_names: int
    ) -> Resolved:
        """Join what names one thing, as `kg.resolve.resolve` does; nothing can be added after this."""
        self._write()
        self._file.close()
        mentions = engine.read(self._path, "mentions")
        occurrences = engine.keep(mentions.select("paper", "form").distinct(), "occurrences")
        things = resolve_forms(
            self._forms,
            self._authority,
            partial(self._count_papers, engine, occurrences),
            embed=embed,
            reworded_similarity=reworded_similarity,
            inferred_names=inferred_names,
        )
        resolved = mentions.join(engine.table(self._named(things), "forms"), "form")
        paper_ids, entity_ids = _texts(self._paper_ids), _texts(entity.entity_id for entity in things.entities)
        return Resolved(
            things.entities,
            things.merges,
            self._links(resolved, engine, paper_ids, entity_ids),
            self._mentions(resolved, engine, paper_ids, entity_ids),
        )

    def _count_papers(
        self, engine: Engine, occurrences: Table, labels: Mapping[Form, Hashable]
    ) -> Mapping[Hashable, int]:
        numbers: dict[Hashable, int] = {}
        columns = {
            "form": pa.array([self._forms[form] for form in labels], pa.int32()),
            "label": pa.array([numbers.setdefault(label, len(numbers)) for label in labels.values()], pa.int32()),
        }
        labelled = engine.table(pa.table(columns), "labels")
        counted = engine.collect(
            occurrences.join(labelled, "form")
            .select("paper", "label")
            .distinct()
            .group_by("label")
            .agg(papers=_.count())
        )
        papers = dict(zip(counted["label"].to_pylist(), counted["papers"].to_pylist(), strict=True))
        return {label: papers[number] for label, number in numbers.items()}

    def _named(self, things: Things) -> pa.Table:
        """Return the entity and the relation of each form, by number; entities and relations in their order."""
        places = {entity.entity_id: place for place, entity in enumerate(things.entities)}
        return pa.table(
            {
                "form": pa.array(range(len(self._forms)), pa.int32()),
                "entity": pa.array([places[things.entity_of[form]] for form in self._forms], pa.int32()),
                "relation": pa.array([_RELATIONS.index(form.relation) for form in self._forms], pa.int8()),
            }
        )

    def _links(self, resolved: Table, engine: Engine, paper_ids: pa.Array, entity_ids: pa.Array) -> Iterator[pa.Table]:
        has_role = _.relation.isin([_RELATIONS.index(relation) for relation in RELATIONS_WITH_ROLES])
        links = (
            resolved.mutate(role=ibis.ifelse(has_role, _.role, _ROLE_NUMBERS[Role.NONE]))
            .group_by("paper", "entity", "relation")
            .agg(role=_.role.min(), score=_.score.max(), mention_count=_.count())
        )
        for rows in self._parts(links, engine):
            rows = rows.sort_by([(name, "ascending") for name in ("paper", "entity", "relation")])
            columns = {
                "paper_id": paper_ids.take(rows["paper"]),
                "entity_id": entity_ids.take(rows["entity"]),
                "relation": _texts(_RELATIONS).take(rows["relation"]),
                "role": _texts(ROLE_ORDER).take(rows["role"]),
                "score": rows["score"],
                "mention_count": rows["mention_count"].cast(pa.int32()),
            }
            yield pa.table(columns, schema=SCHEMAS["links"])

    def _mentions(
        self, resolved: Table, engine: Engine, paper_ids: pa.Array, entity_ids: pa.Array
    ) -> Iterator[pa.Table]:
        surfaces = _texts(form.surface for form in self._forms)
        rules, order = _texts(self._rules), ("paper", "entity", "relation", "field", "start", "end", "rule", "score")
        for rows in self._parts(resolved, engine):
            rows = rows.set_column(rows.schema.get_field_index("rule"), "rule", rules.take(rows["rule"]))
            rows = rows.sort_by([(name, "ascending") for name in order])
            columns = {
                "paper_id": paper_ids.take(rows["paper"]),
                "entity_id": entity_ids.take(rows["entity"]),
                "relation": _texts(_RELATIONS).take(rows["relation"]),
                "surface": surfaces.take(rows["form"]),
                "field": _texts(_FIELDS).take(rows["field"]),
                "start": rows["start"],
                "end": rows["end"],
                "rule": rows["rule"],
                "score": rows["score"],
            }
            yield pa.table(columns, schema=SCHEMAS["mentions"])

    def _parts(self, rows: Table, engine: Engine) -> Iterator[pa.Table]:
        """Yield rows for some papers at a time."""
        for start in range(0, len(self._paper_ids), _PAPERS_AT_ONCE):
            yield engine.collect(rows.filter(_.paper.between(start, start + _PAPERS_AT_ONCE - 1)))

    def _write(self) -> None:
        columns = list(zip(*self._rows, strict=True)) or [()] * len(_SCHEMA)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)]
        self._file.write_table(pa.table(arrays, schema=_SCHEMA))
        self._rows.clear()


def _texts(names: Iterable[str]) -> pa.Array:
    return pa.array(map(str, names), pa.string())
