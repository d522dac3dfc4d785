"""Commands that look at a graph."""

from pathlib import Path

import click

from kg.cli.options import FORMAT, KIND, OUT, ROW_FORMATS, name_and_value

__all__ = ["entities", "explain", "gaps", "path", "query", "show", "similar", "stats", "trends"]

_KINDS = ("technique", "dataset")


@click.command()
@click.argument("title")
@OUT
def show(title: str, out: Path) -> None:
    """Show the paper with TITLE, or with TITLE as a part of its title.

    \b
    Example: kg show "attention is all you need"
    """
    from kg.knowledge import load

    click.echo(load(out).paper(title))


@click.command()
@OUT
@click.option("--conflicts", is_flag=True, help="List what the sources of a paper disagree on, instead.")
@FORMAT
def stats(out: Path, conflicts: bool, format: str) -> None:
    """Show how big the graph is, what its papers share most, and their communities and years.

    \b
    Example: kg stats -o /tmp/landmarks
    """
    from kg.console import format_statistics
    from kg.knowledge import load
    from kg.rows import format_frame

    graph = load(out)
    click.echo(format_frame(graph.list_conflicts(), format) if conflicts else format_statistics(graph.stats(), format))


@click.command()
@OUT
@KIND
@click.option(
    "--sort",
    default="papers",
    show_default=True,
    help="By what to sort: papers (the most first), label, kind or community.",
)
@click.option("--merges", is_flag=True, help="List the names that were taken for an entity, and why.")
@FORMAT
def entities(out: Path, kind: str | None, sort: str, merges: bool, format: str) -> None:
    """List the entities, those that most papers mention first.

    \b
    Example: kg entities --kind dataset
    """
    from kg.knowledge import load
    from kg.rows import format_frame

    graph = load(out)
    click.echo(format_frame(graph.list_merges(kind) if merges else graph.list_entities(kind, sort=sort), format))


@click.command()
@click.argument("title")
@OUT
@click.option("-k", type=click.IntRange(min=1), default=10, show_default=True, help="How many papers.")
@FORMAT
def similar(title: str, out: Path, k: int, format: str) -> None:
    """List the papers that have most in common with the one with TITLE, and what.

    \b
    Example: kg similar "deep residual" -k 5
    """
    from kg.knowledge import load
    from kg.rows import format_frame

    click.echo(format_frame(load(out).similar(title, k), format))


@click.command()
@click.argument("a")
@click.argument("b")
@OUT
@FORMAT
def path(a: str, b: str, out: Path, format: str) -> None:
    """Find the best way from A to B over papers and what they mention, and why each step can be taken.

    A and B are papers or entities: a whole title, any name of an entity, a part of a title, or an identifier.

    \b
    Example: kg path "mask r-cnn" GLUE
    """
    from kg.knowledge import load
    from kg.rows import format_frame

    found = load(out).path(a, b)
    click.echo(found if format == "table" else format_frame(found.to_frame(), format))


@click.command()
@click.argument("a")
@click.argument("b")
@OUT
@FORMAT
def explain(a: str, b: str, out: Path, format: str) -> None:
    """Tell why the papers A and B are linked: what they share, how rare it is, and the sentences that say so.

    \b
    Example: kg explain roberta electra
    """
    from kg.knowledge import load
    from kg.rows import format_frame

    found = load(out).explain(a, b)
    click.echo(found if format == "table" else format_frame(found.to_frame(), format))


@click.command()
@OUT
@click.option("--kinds", nargs=2, default=_KINDS, show_default=True, help="The kinds of the two things.")
@click.option(
    "--papers", type=click.IntRange(min=1), default=5, show_default=True, help="How many papers at least have each."
)
@click.option(
    "--together", type=click.IntRange(min=0), default=0, show_default=True, help="How many papers at most have both."
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many pairs at most.")
@FORMAT
def gaps(out: Path, kinds: tuple[str, str], papers: int, together: int, limit: int, format: str) -> None:
    """List common things that nobody has combined, the most surprising first.

    \b
    kg gaps --kinds technique task
    Example: kg gaps --papers 6 --together 1
    """
    from kg.knowledge import load
    from kg.rows import format_frame

    click.echo(format_frame(load(out).gaps(kinds, papers=papers, together=together, limit=limit), format))


@click.command()
@OUT
@KIND
@click.option("--since", type=int, help="The year with which the later years begin; without it, the one that halves.")
@click.option(
    "--papers", type=click.IntRange(min=1), default=4, show_default=True, help="How many papers at least mention it."
)
@click.option("--falling", is_flag=True, help="List what falls.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many at most.")
@FORMAT
def trends(out: Path, kind: str | None, since: int | None, papers: int, falling: bool, limit: int, format: str) -> None:
    """List what a growing share of the papers mentions, by year.

    \b
    Example: kg trends --kind technique --since 2020
    """
    from kg.knowledge import load
    from kg.rows import format_frame

    found = load(out).trends(kind, since=since, papers=papers, falling=falling, limit=limit)
    click.echo(format_frame(found, format))


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
