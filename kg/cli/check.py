"""Commands that say how good a graph is."""

import sys
from pathlib import Path

import click

from kg.cli.options import FILE

__all__ = ["evaluate", "validate"]


@click.command()
@click.argument("folder", metavar="DIR", type=FILE, default=Path("outputs"))
@click.option("--no-shapes", is_flag=True, help="Leave out SHACL, which takes most of the time.")
@click.option("--most", type=click.IntRange(min=1), default=10, show_default=True, help="Problems named a check.")
def validate(folder: Path, no_shapes: bool, most: int) -> None:
    """Check that the tables and the graph in DIR are sound and say the same; exit with 1 where they are not.

    \b
    Example: kg validate /tmp/landmarks
    """
    from kg.validate import validate_build

    sound = True
    for check in validate_build(folder, shapes=not no_shapes):
        click.echo(check.report(most=most))
        sound = sound and not check.problems
    if not sound:
        sys.exit(1)


@click.command()
@click.argument("gold", type=FILE)
@click.argument("folder", metavar="DIR", type=FILE)
@click.option("--canon", type=FILE, help="A file of names that mean one thing: field, tab, name, tab, canonical name.")
@click.option(
    "--errors", type=click.IntRange(min=0), default=5, show_default=True, help="The worst misses and errors a kind."
)
@click.option(
    "--samples",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="Draws of the papers for the 95 % intervals; 0 leaves them out.",
)
@click.option(
    "--format",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="How to print the figures.",
)
def evaluate(gold: Path, folder: Path, canon: Path | None, errors: int, samples: int, format: str) -> None:
    """Measure the graph in DIR against the annotated papers in GOLD.

    \b
    Example: kg evaluate docs/landmarks_gold.jsonl /tmp/landmarks
    """
    from kg.console import format_evaluation
    from kg.evaluate import evaluate
    from kg.gold import read_canon, read_gold
    from kg.tables import load

    names = {} if canon is None else read_canon(canon)
    click.echo(
        format_evaluation(evaluate(read_gold(gold), load(folder), names, samples=samples), format, errors=errors)
    )
