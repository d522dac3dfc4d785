"""Commands that make a graph."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache as once
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import FILE, OUT, PATH_OR_ADDRESS, name_and_value
from kg.cli.outcome import build_summary, change_summary
from kg.cli.progress import progress

if TYPE_CHECKING:
    from kg.built import Build
    from kg.engine import SparkEngine
    from kg.read import Fetched

__all__ = ["add", "build", "cache", "settings"]

_INTERRUPTED = 130

PATHS = click.argument("paths", nargs=-1, required=True, type=PATH_OR_ADDRESS)
JOBS = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    show_default="one a processor",
    help="Processes that extract and write; few papers are left to one.",
)
NO_CACHE = click.option(
    "--no-cache", is_flag=True, help="Extract all papers anew and keep nothing, even where nothing changed."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")


@click.command()
@PATHS
@OUT
@click.option("--format", help="The reader to use; without it each file's own content decides.")
@click.option(
    "--columns",
    metavar="FIELD=COLUMN,...",
    default="",
    help="The columns of a table that hold the fields of a paper: title=Titel,abstract=Zusammenfassung.",
)
@click.option("--strict", is_flag=True, help="Stop at a record that holds no paper instead of skipping it.")
@click.option("--aliases", type=FILE, help="A file of names that stand for another: alias, tab, name.")
@click.option("--not-same", type=FILE, help="A file of names that are never one thing: name, tab, name.")
@click.option("--stop", type=FILE, help="A file of names that are no entities, one a line.")
@click.option("--fast", is_flag=True, help="Leave the language model out: several times as fast, less is found.")
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change a setting; `kg settings` lists them."
)
@JOBS
@NO_CACHE
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where the work is done; spark needs pip install 'kg[spark]' and Java.",
)
@click.option("--master", metavar="URL", help="The Spark to use: local[2], spark://HOST:7077, yarn, k8s://...")
@click.option(
    "--parts",
    metavar="FOLDER",
    type=PATH_OR_ADDRESS,
    help="Let Spark also write tables and sorted N-Triples in parts, to a folder or an address (s3a://bucket/graph).",
)
@QUIET
def build(
    paths: tuple[Path | str, ...],
    out: Path,
    format: str | None,
    columns: str,
    strict: bool,
    aliases: Path | None,
    not_same: Path | None,
    stop: Path | None,
    fast: bool,
    changes: tuple[str, ...],
    jobs: int | None,
    no_cache: bool,
    engine: str,
    master: str | None,
    parts: Path | str | None,
    quiet: bool,
) -> None:
    """Build the graph of the papers in PATHS (files, folders, patterns, or - for standard input).

    What is extracted of a paper is kept for later builds; `kg cache` tells where. With --engine spark, PATHS may be
    addresses that Spark reads (s3a://bucket/papers/).

    \b
    Example: kg build examples/landmarks.txt -o /tmp/landmarks
    """
    from kg.built import find_unchanged
    from kg.overrules import load_overrules
    from kg.read import is_address
    from kg.request import Request
    from kg.settings import parse_settings

    if engine != "spark" and master is not None:
        raise click.UsageError("--master names a Spark; say --engine spark too.")
    if engine != "spark" and parts is not None:
        raise click.UsageError("--parts are written by Spark; say --engine spark too.")
    settings = parse_settings(
        {
            **({"fast": "true"} if fast else {}),
            **dict(name_and_value("--set", text, "related_per_paper=20") for text in changes),
        }
    )
    overrules = load_overrules(aliases=aliases, not_same=not_same, stop=stop)
    named_columns = dict(
        name_and_value("--columns", text, "title=Titel") for text in columns.split(",") if text.strip()
    )
    with ExitStack() as held:
        spark = once(lambda: held.enter_context(_spark(master)))
        given: Sequence[Path | str | Fetched] = paths
        if engine == "spark" and any(map(is_address, paths)):
            given = held.enter_context(_fetched(spark(), paths, quiet=quiet))
        request = Request.make(
            given, format=format, columns=named_columns, strict=strict, settings=settings, overrules=overrules
        )
        made = None if no_cache else find_unchanged(request, out)
        if made:
            _tell(made, quiet=quiet)
        else:
            from kg import pipeline

            made = _make(
                pipeline.build,
                given,
                out,
                format=format,
                columns=named_columns,
                strict=strict,
                settings=settings,
                overrules=overrules,
                jobs=jobs,
                cache=not no_cache,
                engine=spark() if engine == "spark" else None,
                quiet=quiet,
            )
        if parts is not None:
            _write_parts(spark(), made, parts, quiet=quiet)


@click.command()
@PATHS
@OUT
@JOBS
@NO_CACHE
@QUIET
def add(paths: tuple[Path | str, ...], out: Path, jobs: int | None, no_cache: bool, quiet: bool) -> None:
    """Bring the papers in PATHS into the graph that was built before.

    The result is that of building all files at once. The files of before are read again from where they were; settings,
    reader and overrules stay those of the build.

    \b
    Example: kg add new_papers.bib -o /tmp/landmarks
    """
    from kg import pipeline
    from kg.built import read_build

    before = read_build(out)
    added = _make(pipeline.add, paths, out, jobs=jobs, cache=not no_cache, quiet=quiet)
    if not quiet:
        click.echo(change_summary(before.manifest, added.manifest))


@click.command()
@click.option("--clear", is_flag=True, help="Forget all of it.")
def cache(clear: bool) -> None:
    """Tell where extractions are kept for later builds, how many and how large.

    \b
    Example: kg cache --clear
    """
    from kg.cache import Store, cache_folder

    folder = cache_folder()
    with Store(folder, on_notice=lambda message: click.echo(f"kg: {message}", err=True)) as store:
        if clear:
            store.clear()
        click.echo(f"{folder}: {store.count():,} kept, {store.size() / 2**20:.1f} MiB")


@click.command()
def settings() -> None:
    """List the settings of a build: name, default, meaning.

    \b
    Example: kg build papers/ --set related_per_paper=20
    """
    from kg.settings import describe_settings

    for name, default, meaning in describe_settings():
        click.echo(f"{name:20} {default:>6}  {meaning}")


def _make(
    make: Callable[..., "Build"],
    paths: Sequence["Path | str | Fetched"],
    out: Path,
    *,
    cache: bool,
    quiet: bool,
    **options: Any,
) -> "Build":
    """Run what makes a graph, tell how it goes on and what came out."""
    try:
        with progress(quiet=quiet) as told:
            made = make(
                paths,
                out,
                cache=cache,
                on_stage=told.stage,
                on_progress=told.papers,
                on_notice=told.notice,
                **options,
            )
    except KeyboardInterrupt:
        kept = ", and what was extracted is kept" if cache else ""
        click.echo(f"kg: stopped; what was there is as it was{kept}", err=True)
        sys.exit(_INTERRUPTED)
    _tell(made, quiet=quiet)
    return made


def _tell(made: "Build", *, quiet: bool) -> None:
    if not quiet:
        click.echo(build_summary(made.manifest, str(made.folder), is_unchanged=made.is_unchanged))


def _spark(master: str | None) -> AbstractContextManager["SparkEngine"]:
    from kg.engine import spark_engine

    return spark_engine(master)


@contextmanager
def _fetched(
    spark: "SparkEngine", paths: Sequence[Path | str], *, quiet: bool
) -> Iterator[Sequence["Path | str | Fetched"]]:
    """Give the paths with those fetched that Spark reads."""
    from kg.spark.fetching import fetched

    with ExitStack() as held:
        with progress(quiet=quiet) as told:
            told.stage("fetch")
            given = held.enter_context(fetched(spark.session, paths))
        yield given


def _write_parts(spark: "SparkEngine", build: "Build", target: Path | str, *, quiet: bool) -> None:
    from kg.spark.parts import write_parts

    with progress(quiet=quiet) as told:
        told.stage("parts")
        write_parts(spark.session, build, target)
    if not quiet:
        click.echo(f"in parts in {target}")
