"""Commands that make a graph."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import FILE, OUT, name_and_value
from kg.cli.outcome import build_summary, change_summary
from kg.cli.progress import progress

if TYPE_CHECKING:
    from kg.built import Build

__all__ = ["add", "build", "cache", "settings"]

_INTERRUPTED = 130

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
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
@QUIET
def build(
    paths: tuple[Path, ...],
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
    quiet: bool,
) -> None:
    """Build the graph of the papers in PATHS (files, folders, patterns, or - for standard input).

    What is extracted of a paper is kept for later builds; `kg cache` tells where.

    \b
    Example: kg build examples/landmarks.txt -o /tmp/landmarks
    """
    from kg.built import find_unchanged
    from kg.overrules import load_overrules
    from kg.request import Request
    from kg.settings import parse_settings

    if engine != "spark" and master is not None:
        raise click.UsageError("--master names a Spark; say --engine spark too.")
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
    request = Request.make(
        paths, format=format, columns=named_columns, strict=strict, settings=settings, overrules=overrules
    )
    if not no_cache and (unchanged := find_unchanged(request, out)):
        _tell(unchanged, quiet=quiet)
        return

    from kg import pipeline
    from kg.engine import spark_engine

    with spark_engine(master) if engine == "spark" else nullcontext() as cluster:
        _make(
            pipeline.build,
            paths,
            out,
            format=format,
            columns=named_columns,
            strict=strict,
            settings=settings,
            overrules=overrules,
            jobs=jobs,
            cache=not no_cache,
            engine=cluster,
            quiet=quiet,
        )


@click.command()
@PATHS
@OUT
@JOBS
@NO_CACHE
@QUIET
def add(paths: tuple[Path, ...], out: Path, jobs: int | None, no_cache: bool, quiet: bool) -> None:
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
    make: Callable[..., "Build"], paths: tuple[Path, ...], out: Path, *, cache: bool, quiet: bool, **options: Any
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
