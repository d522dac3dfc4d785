"""Commands that make a graph."""

from pathlib import Path

import click

from kg.cli.options import FILE, OUT, name_and_value

__all__ = ["build", "settings"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
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
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
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
    quiet: bool,
) -> None:
    """Build the graph of the papers in PATHS (files, folders, patterns, or - for standard input).

    \b
    Example: kg build examples/landmarks.txt -o /tmp/landmarks
    """
    from kg import pipeline
    from kg.console import build_summary
    from kg.overrules import load_overrules
    from kg.settings import parse_settings

    done = pipeline.build(
        paths,
        out,
        format=format,
        columns=dict(name_and_value("--columns", text, "title=Titel") for text in columns.split(",") if text.strip()),
        strict=strict,
        settings=parse_settings(
            {
                **({"fast": "true"} if fast else {}),
                **dict(name_and_value("--set", text, "related_per_paper=20") for text in changes),
            }
        ),
        overrules=load_overrules(aliases=aliases, not_same=not_same, stop=stop),
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
