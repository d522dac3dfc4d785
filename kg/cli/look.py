"""Commands that look at a graph."""

from pathlib import Path

import click

from kg.cli.options import FORMAT, OUT, ROW_FORMATS, name_and_value

__all__ = ["entities", "query", "show", "stats"]


@click.command()
@click.argument("title")
@OUT
def show(title: str, out: Path) -> None:
    """Show the paper with TITLE, or with TITLE as a part of its title.

    \b
    Example: kg show "attention is all you need"
    """
    from kg.console import format_profile
    from kg.lookup import find_paper, profile_paper
    from kg.tables import load

    tables = load(out)
    click.echo(format_profile(profile_paper(tables, find_paper(tables.papers, title))))


@click.command()
@OUT
@click.option("--conflicts", is_flag=True, help="List what the sources of a paper disagree on, instead.")
@FORMAT
def stats(out: Path, conflicts: bool, format: str) -> None:
    """Show how big the graph is, what its papers share most, and their communities and years.

    \b
    Example: kg stats -o /tmp/landmarks
    """
    from kg.console import ROW_FORMATS, format_statistics
    from kg.lookup import list_conflicts
    from kg.stats import graph_statistics
    from kg.tables import load

    tables = load(out)
    click.echo(
        ROW_FORMATS[format](list_conflicts(tables))
        if conflicts
        else format_statistics(graph_statistics(tables), format)
    )


@click.command()
@OUT
@click.option("--kind", help="Only entities of this kind: dataset, technique, task, metric, keyword or repository.")
@click.option("--merges", is_flag=True, help="List the names that were taken for an entity, and why.")
@FORMAT
def entities(out: Path, kind: str | None, merges: bool, format: str) -> None:
    """List the entities, those that most papers mention first.

    \b
    Example: kg entities --kind dataset
    """
    from kg.console import ROW_FORMATS
    from kg.lookup import list_entities, list_merges
    from kg.tables import load

    rows = (list_merges if merges else list_entities)(load(out), kind=kind)
    click.echo(ROW_FORMATS[format](rows))


@click.command()
@click.argument("question", required=False)
@OUT
@click.option("-p", "values", multiple=True, metavar="NAME=VALUE", help="Ask about this value; --list shows the names.")
@click.option("--list", "list_names", is_flag=True, help="List the queries that have a name, and their parameters.")
@click.option(
    "--format",
    type=click.Choice([*ROW_FORMATS, "turtle"]),
    default="table",
    show_default=True,
    help="How to print rows; a graph (CONSTRUCT, DESCRIBE) is printed as Turtle.",
)
def query(question: str | None, out: Path, values: tuple[str, ...], list_names: bool, format: str) -> None:
    """Answer QUESTION: the name of a query, a .rq file, or SPARQL.

    \b
    kg query "SELECT ?title { ?paper kg:usesDataset <dataset/ImageNet> ; dcterms:title ?title }"
    Example: kg query datasets-by-technique -p technique="knowledge distillation"
    """
    from kg.console import format_answer, format_questions
    from kg.query import named_queries, run_query

    if list_names:
        click.echo(format_questions(named_queries()))
    elif question is None:
        raise click.UsageError("Missing argument 'QUESTION'; `kg query --list` shows the queries that have a name.")
    else:
        given = dict(name_and_value("-p", text, "technique=BERT") for text in values)
        click.echo(format_answer(run_query(out, question, given), format))
