"""The wiring of a build: files -> papers -> mentions -> entities and links -> related papers -> map -> outputs."""

import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path

from kg.built import MANIFEST, Build, find_unchanged, read_build
from kg.cache import KeptExtractions, Store, cache_folder, kept_vectors
from kg.engine import Engine, LocalEngine
from kg.engine.processes import started, worthwhile_processes
from kg.errors import InputError
from kg.extract import Extraction, extract
from kg.extract.encoder import load_encoder
from kg.garbage import rare_collections
from kg.incidence import Incidence
from kg.lexicon import load_lexicon
from kg.manifest import StageCosts, build_manifest, describe_run
from kg.model import Paper, Place
from kg.overrules import Overrules
from kg.read import Fetched, Reading, find_citations, is_there, read_papers
from kg.request import Request
from kg.resolve import Census, Resolved
from kg.settings import Settings
from kg.staging import staged
from kg.tables import (
    ConflictRow,
    EntityRow,
    MergeRow,
    PageRow,
    PaperRow,
    ReferenceRow,
    RelatedRow,
    make_row,
    write_rows,
    write_table,
)

__all__ = ["Build", "add", "build"]

_PAGE_TITLE = "Paper knowledge graph"
_PAPERS_AT_ONCE = 5_000
_MAP_WORTH_A_PROCESS = 5_000
"""Papers that it takes longer to relate than a process takes to start; their map is made in it meanwhile."""
_WORTH_A_PROCESS, _WORTH_A_PROCESS_FAST = 40, 60
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
    is what a user knows better of names (`load_overrules`). `jobs` is how many processes extract and write (without
    it, one a processor). With `cache`, what was once extracted is kept and found again, and a build that would give
    what stands in `out` already is left undone. `engine` is where the work is done, without it this machine.

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
    with (
        rare_collections(),
        staged(folder, last=MANIFEST) as new,
        tempfile.TemporaryDirectory(prefix="kg-") as aside,
        Store(cache_folder() if cache else None, on_notice=on_notice) as store,
    ):
        tables = new / "tables"
        with costs.stage("read"):
            fingerprint = request.fingerprint()
            reading = read_papers(request.paths, format=request.format, hints=request.hints, strict=request.strict)
            paper_ids = [paper.paper_id for paper in reading.papers]
        with Census(paper_ids, Path(aside), lexicon=load_lexicon(), overrules=request.overrules) as census:
            with costs.stage("extract"):
                pages = _extract(reading.papers, census, engine, store, request.settings, on_progress)
            with costs.stage("resolve"):
                resolved = _resolve(census, engine, store, request.settings)
                write_table(resolved.links, tables, "links")
                write_table(resolved.mentions, tables, "mentions")
        from kg.measure import measure_places
        from kg.relate import relate

        incidence = Incidence.read(tables)
        measured = partial(measure_places, paper_ids, incidence, seed=request.settings.seed)
        processes = worthwhile_processes(jobs, len(paper_ids), worth_a_process=_MAP_WORTH_A_PROCESS)
        with started(measured, jobs=processes) as map_made:
            with costs.stage("relate"):
                related = relate(
                    incidence,
                    engine=engine,
                    paper_count=len(reading.papers),
                    max_share=request.settings.related_max_share,
                    per_paper=request.settings.related_per_paper,
                    candidates=request.settings.related_candidates,
                )
                write_rows((make_row(RelatedRow, pair) for pair in related.pairs), tables, "related")
            with costs.stage("measure"):
                places = map_made()
        with costs.stage("export"):
            from kg.export.outputs import write_outputs

            _write_tables(tables, reading, pages, resolved, places)
            run, least = describe_run(reading, request), request.settings.page_min_papers
            write_outputs(new, run=run, title=_PAGE_TITLE, min_papers=least, jobs=jobs)
        manifest = build_manifest(request, fingerprint, reading, costs, capped=related.capped, outputs=new, out=folder)
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
    census: Census,
    engine: Engine,
    store: Store,
    settings: Settings,
    on_progress: Callable[[int, int], object],
) -> list[PageRow]:
    """Take all mentions into the census, what is kept from before or else made, and kept; return the pages named."""
    kept = KeptExtractions(store, settings)
    pages: dict[int, list[PageRow]] = {}

    def take_in(place: int, extraction: Extraction) -> None:
        census.add(place, extraction.mentions)
        pages[place] = [PageRow(extraction.paper_id, url) for url in extraction.pages]

    for start in range(0, len(papers), _PAPERS_AT_ONCE):
        for place, extraction in kept.find(papers[start : start + _PAPERS_AT_ONCE]):
            take_in(start + place, extraction)
    on_progress(len(pages), len(papers))
    missing = sorted(set(range(len(papers))) - pages.keys(), key=lambda place: (-_length(papers[place]), place))
    stage = partial(extract, settings=settings)
    made = engine.map_batches(
        stage,
        [papers[place] for place in missing],
        size=settings.batch_size,
        worth_a_process=_WORTH_A_PROCESS_FAST if settings.fast else _WORTH_A_PROCESS,
        meanwhile=_import_stages,
    )
    with closing(made):
        for start in range(0, len(missing), settings.batch_size):
            places = missing[start : start + settings.batch_size]
            batch = list(islice(made, len(places)))
            kept.keep([papers[place] for place in places], batch)
            for place, extraction in zip(places, batch, strict=True):
                take_in(place, extraction)
            on_progress(len(pages), len(papers))
    return [page for place in sorted(pages) for page in pages[place]]


def _import_stages() -> None:
    """Import what the stages after extraction need, so that they need not wait for it."""
    for name in ("kg.relate", "kg.measure", "kg.export.outputs"):
        import_module(name)


def _length(paper: Paper) -> int:
    return len(paper.title) + len(paper.abstract)


def _resolve(census: Census, engine: Engine, store: Store, settings: Settings) -> Resolved:
    return census.resolve(
        engine,
        embed=None if settings.fast else kept_vectors(store, lambda name: load_encoder().encode(name).pooled()),
        reworded_similarity=settings.reworded_similarity,
        inferred_names=settings.inferred_names,
    )


def _write_tables(
    folder: Path, reading: Reading, pages: Sequence[PageRow], resolved: Resolved, places: Mapping[str, Place]
) -> None:
    """Write the tables but those that their stages wrote."""
    rows: Mapping[str, Iterable[tuple[object, ...]]] = {
        "papers": (make_row(PaperRow, paper, places[paper.paper_id]) for paper in reading.papers),
        "entities": (make_row(EntityRow, entity, places[entity.entity_id]) for entity in resolved.entities),
        "merges": (make_row(MergeRow, merge) for merge in resolved.merges),
        "pages": pages,
        "references": (ReferenceRow(*citation) for citation in find_citations(reading.papers)),
        "conflicts": (make_row(ConflictRow, conflict) for conflict in reading.conflicts),
    }
    for name, own in rows.items():
        write_rows(own, folder, name)
