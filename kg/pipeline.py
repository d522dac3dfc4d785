"""The wiring of a build: files -> papers -> mentions -> entities and links -> related papers -> map -> outputs."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from kg.engine import LocalEngine
from kg.export.graphml import write_graphml
from kg.export.html import write_html
from kg.export.turtle import write_evidence, write_graph
from kg.extract import Extraction, extract
from kg.extract.encoder import load_encoder
from kg.lexicon import load_lexicon
from kg.manifest import MANIFEST, StageCosts, build_manifest, describe_run
from kg.measure import measure_places
from kg.model import Paper, Place, Related, Run
from kg.overrules import Overrules, load_overrules
from kg.read import Hints, Reading, find_citations, read_papers
from kg.relate import relate
from kg.resolve import Resolution, resolve
from kg.settings import Settings
from kg.staging import staged
from kg.tables import (
    ConflictRow,
    EntityRow,
    LinkRow,
    MentionRow,
    MergeRow,
    PageRow,
    PaperRow,
    ReferenceRow,
    RelatedRow,
    Tables,
    write_tables,
)

__all__ = ["Build", "build"]

_PAGE_TITLE = "Paper knowledge graph"


@dataclass(frozen=True, slots=True)
class Build:
    """What a build read and what it made of it."""

    reading: Reading
    tables: Tables


def build(
    paths: Path | str | Sequence[Path | str],
    out: Path | str,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    settings: Settings | None = None,
    overrules: Overrules | None = None,
    on_stage: Callable[[str], object] = str,
) -> Build:
    """Build the graph of the papers in `paths` (files, folders, patterns, `-`) into the folder `out`.

    `format` names the reader where the files' content should not decide; `columns` the column of a table in which a
    field of a paper stands ({"title": "Titel"}); with `strict` a record that holds no paper is an error. `overrules`
    is what a user knows better of names (`load_overrules`). `on_stage` is called with the name of each stage as it
    begins. The outputs appear in `out` whole or not at all.

    Raises InputError where there is nothing to read, OutputError where `out` cannot be written to.
    """
    settings, overrules = settings or Settings(), overrules or load_overrules()
    costs, engine = StageCosts(on_stage), LocalEngine()
    with staged(Path(out), last=MANIFEST) as folder:
        with costs.stage("read"):
            reading = read_papers(_listed(paths), format=format, hints=Hints(columns=columns or {}), strict=strict)
        with costs.stage("extract"):
            extractions = _extract(reading.papers, engine, settings)
        with costs.stage("resolve"):
            mentions = [mention for extraction in extractions for mention in extraction.mentions]
            resolution = resolve(
                mentions,
                lexicon=load_lexicon(),
                overrules=overrules,
                embed=None if settings.fast else lambda name: load_encoder().encode(name).pooled(),
                reworded_similarity=settings.reworded_similarity,
                inferred_names=settings.inferred_names,
            )
        with costs.stage("relate"):
            related = relate(
                resolution.links,
                engine=engine,
                paper_count=len(reading.papers),
                max_share=settings.related_max_share,
                per_paper=settings.related_per_paper,
            )
        with costs.stage("measure"):
            paper_ids = [paper.paper_id for paper in reading.papers]
            places = measure_places(paper_ids, resolution.links, seed=settings.seed)
        tables = _tables(reading, extractions, resolution, related, places)
        with costs.stage("export"):
            _export(tables, folder, settings, describe_run(reading, settings, overrules))
        manifest = build_manifest(reading, tables, settings, overrules, costs)
        (folder / MANIFEST).write_text(manifest, encoding="utf-8")
    return Build(reading, tables)


def _listed(paths: Path | str | Sequence[Path | str]) -> list[Path]:
    return [Path(paths)] if isinstance(paths, Path | str) else [Path(path) for path in paths]


def _extract(papers: Sequence[Paper], engine: LocalEngine, settings: Settings) -> list[Extraction]:
    stage = functools.partial(extract, lexicon=load_lexicon(), settings=settings)
    return list(engine.map_batches(stage, papers, size=settings.batch_size))


def _export(tables: Tables, folder: Path, settings: Settings, run: Run) -> None:
    write_tables(tables, folder / "tables")
    write_graph(tables, folder / "graph.ttl")
    write_evidence(tables, folder / "evidence.ttl", run)
    write_graphml(tables, folder / "graph.graphml")
    write_html(tables, folder / "graph.html", title=_PAGE_TITLE, min_papers=settings.page_min_papers)
    (folder / "README.md").write_text(
        files("kg.export").joinpath("outputs.md").read_text(encoding="utf-8"), encoding="utf-8"
    )


def _tables(
    reading: Reading,
    extractions: Sequence[Extraction],
    resolution: Resolution,
    related: Sequence[Related],
    places: Mapping[str, Place],
) -> Tables:
    return Tables(
        papers=[_paper_row(paper, places[paper.paper_id]) for paper in reading.papers],
        entities=[
            EntityRow(
                entity.entity_id,
                entity.kind,
                entity.label,
                entity.aliases,
                entity.paper_count,
                places[entity.entity_id].community,
                places[entity.entity_id].x,
                places[entity.entity_id].y,
            )
            for entity in resolution.entities
        ],
        links=[
            LinkRow(link.paper_id, link.entity_id, link.relation, link.role, link.score, link.mention_count)
            for link in resolution.links
        ],
        mentions=[
            MentionRow(
                item.mention.paper_id,
                item.entity_id,
                item.mention.relation,
                item.mention.surface,
                item.mention.field,
                item.mention.start,
                item.mention.end,
                item.mention.rule,
                item.mention.score,
            )
            for item in resolution.mentions
        ],
        related=[RelatedRow(pair.paper_a, pair.paper_b, pair.weight, pair.shared) for pair in related],
        merges=[MergeRow(merge.entity_id, merge.name, merge.reason, merge.paper_count) for merge in resolution.merges],
        pages=[PageRow(extraction.paper_id, url) for extraction in extractions for url in extraction.pages],
        references=[ReferenceRow(*citation) for citation in find_citations(reading.papers)],
        conflicts=[
            ConflictRow(conflict.paper_id, conflict.field, conflict.value, conflict.sources, conflict.kept)
            for conflict in reading.conflicts
        ],
    )


def _paper_row(paper: Paper, place: Place) -> PaperRow:
    return PaperRow(
        paper.paper_id,
        paper.title,
        paper.abstract,
        paper.authors,
        paper.year,
        paper.venue,
        paper.url,
        paper.sources,
        place.community,
        place.x,
        place.y,
        paper.doi,
        paper.arxiv_id,
        paper.given,
    )
