"""The command line: parse, call one function, print. Heavy modules are imported by the command that needs them."""

import sys

import click

from kg.cli.build import add, build, cache, settings
from kg.cli.check import evaluate, validate
from kg.cli.fetch import fetch
from kg.cli.look import entities, explain, gaps, path, query, show, similar, stats, trends
from kg.cli.share import export, publish, report, serve
from kg.errors import KgError

__all__ = ["main"]


class _Commands(click.Group):
    """Prints what kg raises on purpose as one clear message and exits with 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"kg: {error}", err=True)
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kg")
def main() -> None:
    """Turn plain paper dumps (title and abstract) into a knowledge graph.

    \b
    kg build papers/            # into outputs/: HTML, GraphML, Turtle, tables
    kg show "attention is all"  # one paper: its links, the words they rest on
    kg query top-entities       # SPARQL by name, from a file or written out
    """
    from kg.garbage import end_at_once

    end_at_once()


_COMMANDS = (
    add,
    build,
    cache,
    entities,
    evaluate,
    explain,
    export,
    fetch,
    gaps,
    path,
    publish,
    query,
    report,
    serve,
    settings,
    show,
    similar,
    stats,
    trends,
    validate,
)

for command in _COMMANDS:
    main.add_command(command)
