"""The wiring of a build: files -> papers -> mentions -> entities and links -> related papers -> map -> outputs."""

import functools
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from importlib.resources import files
from itertools import islice
from pathlib import Path

from kg.built import MANIFEST, Build, find_unchanged, read_build
from kg.cache import KeptExtractions, Store, cache_folder, kept_vectors
from kg.engine import Engine, LocalEngine
from kg.errors import InputError
from kg.export.graphml import write_graphml
from kg.export.html import write_html
from kg.export.turtle import write_evidence, write_graph
from kg.extract import Extraction, extract
from kg.extract.encoder import load_encoder
from kg.lexicon import load_lexicon
from kg.manifest import StageCosts, build_manifest, describe_run
from kg.measure import measure_places
from kg.model import Paper, Place, Related, Run
from kg.overrules import Overrules
from kg.read import Fetched, Reading, find_citations, is_there, read_papers
from kg.relate import relate
from kg.request import Request
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

__all__ = ["Build", "add", "build"]

_PAGE_TITLE = "Paper knowledge graph"
_WORTH_A_PROCESS, _WORTH_A_PROCESS_FAST = 100, 250
"""Papers that take about as long as a process takes to start, with the language model and without."""


def _unheard(*_: object) -> None:
    """Do nothing with what is told."""


def build(
    paths: Path | str | Sequence[Path | str | Fetched],
    out: Path | str,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    settings: Settings | None = None,
    overrules: Overrules | None = None,
    jobs: int | None = None,
    cache: bool = True,
    engine: Engine | None = None,
    on_stage: Callable[[str], object] = _unheard,
    on_progress: Callable[[int, int], object] = _unheard,
    on_notice: Callable[[str], object] = warnings.warn,
) -> Build:
    """Build the graph of the papers in `paths` (files, folders, patterns, `-`) into the folder `out`.

    `format` names the reader where the files' content should not decide; `columns` the column of a table in which a
    field of a paper stands ({"title": "Titel"}); with `strict` a record that holds no paper is an error. `overrules`
    is what a user knows better of names (`load_overrules`). `jobs` is how many processes extract (without it, one a
    processor). With `cache`, what was once extracted is kept and found again, and a build that would give what stands
    in `out` already is left undone. `engine` is where the work is done, without it this machine.

    `on_stage` is called with the name of each stage as it begins, `on_progress` with the number of papers that are
    extracted and of all, `on_notice` with what a person should know. The outputs appear in `out` whole or not at all.

    Raises InputError where there is nothing to read, OutputError where `out` cannot be written to, EngineError where a
    process dies.
    """
    request = Request.make(paths, format=format, columns=columns, strict=strict, settings=settings, overrules=overrules)
    folder = Path(out)
    if cache and (unchanged := find_unchanged(request, folder)):
        return unchanged
    costs, engine = StageCosts(on_stage), engine or LocalEngine(workers=jobs)
    with staged(folder, last=MANIFEST) as new, Store(cache_folder() if cache else None, on_notice=on_notice) as store:
        with costs.stage("read"):
            fingerprint = request.fingerprint()
            reading = read_papers(request.paths, format=request.format, hints=request.hints, strict=request.strict)
        with costs.stage("extract"):
            extractions = _extract(reading.papers, engine, store, request.settings, on_progress)
        with costs.stage("resolve"):
            resolution = _resolve(extractions, store, request)
        with costs.stage("relate"):
            related = relate(
                resolution.links,
                engine=engine,
                paper_count=len(reading.papers),
                max_share=request.settings.related_max_share,
                per_paper=request.settings.related_per_paper,
                candidates=request.settings.related_candidates,
            )
        with costs.stage("measure"):
            paper_ids = [paper.paper_id for paper in reading.papers]
            places = measure_places(paper_ids, resolution.links, seed=request.settings.seed)
        tables = _tables(reading, extractions, resolution, related.pairs, places)
        with costs.stage("export"):
            _export(tables, new, request.settings, describe_run(reading, request))
        manifest = build_manifest(
            request, fingerprint, reading, tables, costs, capped=related.capped, outputs=new, out=folder
        )
        (new / MANIFEST).write_text(manifest, encoding="utf-8")
    return read_build(folder)


def add(
    paths: Path | str | Sequence[Path | str],
    out: Path | str,
    *,
    jobs: int | None = None,
    cache: bool = True,
    on_stage: Callable[[str], object] = _unheard,
    on_progress: Callable[[int, int], object] = _unheard,
    on_notice: Callable[[str], object] = warnings.warn,
) -> Build:
    """Bring the papers in `paths` into the build in `out`; the result is that of a full build of all files.

    The files of the build are read again from where they were, seen from `out`, with the reader, the settings and the
    overrules of the build. The options are those of `build`.

    Raises OutputError where `out` holds no build, InputError where a file of the build is gone or there is nothing to
    read, and what `build` raises.
    """
    earlier = read_build(Path(out)).request
    gone = [str(path) for path in earlier.paths if not is_there(path)]
    if gone:
        raise InputError(
            f"{out}: was built of {', '.join(gone)}, which {'is' if len(gone) == 1 else 'are'} gone; "
            "put it back, or build again, with all files"
        )
    return build(
        [*earlier.paths, *Request.make(paths).paths],
        out,
        format=earlier.format,
        columns=earlier.hints.columns,
        strict=earlier.strict,
        settings=earlier.settings,
        overrules=earlier.overrules,
        jobs=jobs,
        cache=cache,
        on_stage=on_stage,
        on_progress=on_progress,
        on_notice=on_notice,
    )


def _extract(
    papers: Sequence[Paper],
    engine: Engine,
    store: Store,
    settings: Settings,
    on_progress: Callable[[int, int], object],
) -> list[Extraction]:
    """Return the extraction of every paper: what is kept from before, the rest made, and kept batch by batch."""
    kept = KeptExtractions(store, settings)
    found = dict(kept.find(papers))
    on_progress(len(found), len(papers))
    missing = sorted(set(range(len(papers))) - found.keys(), key=lambda place: (-_length(papers[place]), place))
    stage = functools.partial(extract, lexicon=load_lexicon(), settings=settings)
    made = engine.map_batches(
        stage,
        [papers[place] for place in missing],
        size=settings.batch_size,
        worth_a_process=_WORTH_A_PROCESS_FAST if settings.fast else _WORTH_A_PROCESS,
    )
    with closing(made):
        for start in range(0, len(missing), settings.batch_size):
            places = missing[start : start + settings.batch_size]
            batch = list(islice(made, len(places)))
            kept.keep([papers[place] for place in places], batch)
            found |= zip(places, batch, strict=True)
            on_progress(len(found), len(papers))
    return [found[place] for place in range(len(papers))]


def _length(paper: Paper) -> int:
    return len(paper.title) + len(paper.abstract)


def _resolve(extractions: Sequence[Extraction], store: Store, request: Request) -> Resolution:
    settings = request.settings
    return resolve(
        [mention for extraction in extractions for mention in extraction.mentions],
        lexicon=load_lexicon(),
        overrules=request.overrules,
        embed=None if settings.fast else kept_vectors(store, lambda name: load_encoder().encode(name).pooled()),
        reworded_similarity=settings.reworded_similarity,
        inferred_names=settings.inferred_names,
    )


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
