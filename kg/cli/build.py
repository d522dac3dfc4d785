"""Commands that make a graph."""

from contextlib import nullcontext
from pathlib import Path

import click

from kg.cli.options import FILE, OUT, name_and_value

__all__ = ["build", "settings"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@OUT
@click.option("--format", help="The reader to use; without it each file's own content decides.")
@click.option("--aliases", type=FILE, help="A file of names that stand for another: alias, tab, name.")
@click.option("--not-same", type=FILE, help="A file of names that are never one thing: name, tab, name.")
@click.option("--stop", type=FILE, help="A file of names that are no entities, one a line.")
@click.option("--fast", is_flag=True, help="Leave the language model out: several times as fast, less is found.")
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change a setting; `kg settings` lists them."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where the work is done; spark needs pip install 'kg[spark]' and Java.",
)
@click.option("--master", metavar="URL", help="The Spark to use: local[2], spark://HOST:7077, yarn, k8s://...")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def build(
    paths: tuple[Path, ...],
    out: Path,
    format: str | None,
    aliases: Path | None,
    not_same: Path | None,
    stop: Path | None,
    fast: bool,
    changes: tuple[str, ...],
    engine: str,
    master: str | None,
    quiet: bool,
) -> None:
    """Build the graph of the papers in PATHS (files or folders).

    \b
    Example: kg build examples/landmarks.txt -o /tmp/landmarks
    """
    from kg import pipeline
    from kg.console import build_summary
    from kg.engine import LocalEngine, spark_engine
    from kg.overrules import load_overrules
    from kg.settings import parse_settings

    if engine != "spark" and master is not None:
        raise click.UsageError("--master names a Spark; say --engine spark too.")
    with spark_engine(master) if engine == "spark" else nullcontext(LocalEngine()) as chosen:
        done = pipeline.build(
            paths,
            out,
            format=format,
            settings=parse_settings(
                {
                    **({"fast": "true"} if fast else {}),
                    **dict(name_and_value("--set", text, "related_per_paper=20") for text in changes),
                }
            ),
            overrules=load_overrules(aliases=aliases, not_same=not_same, stop=stop),
            engine=chosen,
            on_stage=str if quiet else _announce,
        )
    if not quiet:
        click.echo(build_summary(done, str(out)))


@click.command()
def settings() -> None:
    """List the settings of a build: name, default, meaning.

    \b
    Example: kg build papers/ --set related_per_paper=20
    """
    from kg.settings import describe_settings

    for name, default, meaning in describe_settings():
        click.echo(f"{name:20} {default:>6}  {meaning}")


def _announce(stage: str) -> None:
    click.echo(f"{stage} ...", err=True)
