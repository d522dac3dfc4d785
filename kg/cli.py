"""The command line: parse, call one function, print. Heavy modules are imported by the command that needs them."""

import sys
from pathlib import Path

import click

from kg.errors import KgError, SettingError

__all__ = ["main"]

_OUT = click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=Path("outputs"),
    show_default=True,
    help="The folder of the graph.",
)


_FILE = click.Path(path_type=Path)
_ROW_FORMATS = ["table", "csv", "tsv", "json", "markdown"]
_FORMAT = click.option(
    "--format", type=click.Choice(_ROW_FORMATS), default="table", show_default=True, help="How to print rows."
)


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


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_OUT
@click.option("--format", help="The reader to use; without it each file's own content decides.")
@click.option("--aliases", type=_FILE, help="A file of names that stand for another: alias, tab, name.")
@click.option("--not-same", type=_FILE, help="A file of names that are never one thing: name, tab, name.")
@click.option("--stop", type=_FILE, help="A file of names that are no entities, one a line.")
@click.option("--fast", is_flag=True, help="Leave the language model out: several times as fast, less is found.")
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change a setting; `kg settings` lists them."
)
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
    quiet: bool,
) -> None:
    """Build the graph of the papers in PATHS (files or folders).

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
        settings=parse_settings(
            {
                **({"fast": "true"} if fast else {}),
                **dict(_name_and_value("--set", text, "related_per_paper=20") for text in changes),
            }
        ),
        overrules=load_overrules(aliases=aliases, not_same=not_same, stop=stop),
        on_stage=_silent if quiet else _announce,
    )
    if not quiet:
        click.echo(build_summary(done, str(out)))


@main.command()
@click.argument("title")
@_OUT
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


@main.command()
@_OUT
def stats(out: Path) -> None:
    """Show how big the graph is and what its papers share most.

    \b
    Example: kg stats -o /tmp/landmarks
    """
    from kg.console import format_statistics
    from kg.stats import graph_statistics
    from kg.tables import load

    click.echo(format_statistics(graph_statistics(load(out))))


@main.command()
@_OUT
@click.option("--kind", help="Only entities of this kind: dataset, technique, task, metric, keyword or repository.")
@click.option("--merges", is_flag=True, help="List the names that were taken for an entity, and why.")
@_FORMAT
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


@main.command()
@click.argument("question", required=False)
@_OUT
@click.option("-p", "values", multiple=True, metavar="NAME=VALUE", help="Ask about this value; --list shows the names.")
@click.option("--list", "list_names", is_flag=True, help="List the queries that have a name, and their parameters.")
@click.option(
    "--format",
    type=click.Choice([*_ROW_FORMATS, "turtle"]),
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
        given = dict(_name_and_value("-p", text, "technique=BERT") for text in values)
        click.echo(format_answer(run_query(out, question, given), format))


@main.command()
@click.argument("folder", metavar="DIR", type=_FILE, default=Path("outputs"))
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


@main.command()
@click.argument("gold", type=_FILE)
@click.argument("folder", metavar="DIR", type=_FILE)
@click.option("--canon", type=_FILE, help="A file of names that mean one thing: field, tab, name, tab, canonical name.")
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


@main.command()
@click.option(
    "-o",
    "folder",
    metavar="DIR",
    type=_FILE,
    default=Path("outputs"),
    show_default=True,
    help="The folder of the graph.",
)
@click.option("--out", "file", metavar="FILE", type=_FILE, help="The file to write; without it the lines are printed.")
@click.option(
    "--format",
    type=click.Choice(["jsonl", "jsonld", "ntriples", "trig"]),
    default="jsonl",
    show_default=True,
    help="jsonl: what was found in each paper, to be corrected for `kg evaluate`; the others: the graph as RDF.",
)
def export(folder: Path, file: Path | None, format: str) -> None:
    """Write the graph in another format.

    \b
    kg export --format trig --out graph.trig    # the evidence in a named graph
    kg export --format jsonld --out graph.jsonld
    Example: kg export --format jsonl -o /tmp/landmarks --out found.jsonl
    """
    from kg.export.formats import LINE_FORMATS, write_lines

    lines = LINE_FORMATS[format](folder)
    if file is not None:
        write_lines(lines, file)
    else:
        for line in lines:
            click.echo(line)


@main.command()
@_OUT
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option("--port", type=int, default=8000, show_default=True, help="The port to listen at; 0 for any free one.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="End a query that runs longer.",
)
@click.option(
    "--rows", type=click.IntRange(min=1), default=100_000, show_default=True, help="End a query with more rows."
)
@click.option(
    "--memory", type=click.IntRange(min=1), default=1024, show_default=True, help="End a query that takes more MiB."
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    default=["*"],
    show_default=True,
    help="A web site whose pages may read the answers.",
)
def serve(out: Path, host: str, port: int, seconds: float, rows: int, memory: int, origins: tuple[str, ...]) -> None:
    """Serve the graph: the explorer, SPARQL at /sparql, a query page, and a page for every node.

    \b
    Example: kg serve --port 8080 -o /tmp/landmarks
    """
    from kg.serve import Limits
    from kg.serve import serve as run

    limits = Limits(seconds=seconds, rows=rows, memory=memory * 2**20)
    run(out, host=host, port=port, limits=limits, origins=origins, on_ready=_say_where)


@main.command()
@click.argument("url")
@_OUT
@click.option("--query-url", help="Where the store takes SPARQL queries, if not where others of its kind do.")
@click.option("--update-url", help="Where the store takes SPARQL updates, if not where others of its kind do.")
@click.option(
    "--part", type=click.IntRange(min=1), default=20_000, show_default=True, help="How many triples to send at a time."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def publish(url: str, out: Path, query_url: str | None, update_url: str | None, part: int, quiet: bool) -> None:
    """Put the graph into the triple store whose Graph Store Protocol answers at URL.

    Credentials come from the environment: KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN.

    \b
    Example: kg publish http://localhost:8890/sparql-graph-crud-auth -o /tmp/landmarks
    """
    from kg.publish import publish as put

    done = put(
        out,
        url,
        query_url=query_url,
        update_url=update_url,
        part=part,
        on_progress=_silent_count if quiet else _announce_count,
    )
    if not quiet:
        for published in done:
            click.echo(f"{published.triples:>12,} triples in {published.graph}")


@main.command()
def settings() -> None:
    """List the settings of a build: name, default, meaning.

    \b
    Example: kg build papers/ --set related_per_paper=20
    """
    from kg.settings import describe_settings

    for name, default, meaning in describe_settings():
        click.echo(f"{name:20} {default:>6}  {meaning}")


def _name_and_value(option: str, text: str, example: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise SettingError(f"{option} {text!r}: expected NAME=VALUE, for example {option} {example}")
    return name.strip(), value.strip()


def _announce(stage: str) -> None:
    click.echo(f"{stage} ...", err=True)


def _announce_count(graph: str, triples: int) -> None:
    click.echo(f"{graph} {triples:,} ...", err=True)


def _silent_count(graph: str, triples: int) -> None:
    del graph, triples


def _say_where(address: str) -> None:
    click.echo(f"explorer    {address}\nqueries     {address}query\nSPARQL      {address}sparql\nCtrl+C to stop")


def _silent(stage: str) -> None:
    del stage
