"""Commands that hand a graph to others."""

from pathlib import Path
from typing import Any

import click

from kg.cli.options import FILE, OUT

__all__ = ["EXPORT_FORMATS", "VIEWS", "WEIGHTS", "export", "publish", "report", "serve"]

EXPORT_FORMATS = [
    "jsonl",
    "jsonld",
    "ntriples",
    "trig",
    "graphml",
    "gexf",
    "graphology",
    "cytoscape",
    "csv",
    "neo4j",
]
VIEWS = ["all", "papers", "entities"]
WEIGHTS = ["papers", "association_strength", "npmi"]

_FOLDER = click.option(
    "-o",
    "folder",
    metavar="DIR",
    type=FILE,
    default=Path("outputs"),
    show_default=True,
    help="The folder of the graph.",
)


@click.command()
@_FOLDER
@click.option(
    "--out", "file", metavar="FILE", type=FILE, help="The file or folder to write; without it the lines are printed."
)
@click.option(
    "--format",
    type=click.Choice(EXPORT_FORMATS),
    default="jsonl",
    show_default=True,
    help="jsonl: what was found in each paper, to be corrected for `kg evaluate`; jsonld, ntriples, trig: the graph as "
    "RDF; the others: a view of it for Gephi, Cytoscape, Neo4j, sigma.",
)
@click.option("--view", type=click.Choice(VIEWS), help="What to show: all; papers by what they share; entities.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Entities of this kind count; without it all do.")
@click.option("--min-papers", type=click.IntRange(min=1), help="Entities that this many papers mention count.")
@click.option(
    "--min-shared",
    type=click.IntRange(min=1),
    help="Papers that share this many entities are joined, and entities that this many papers share.",
)
@click.option("--min-weight", type=click.FloatRange(min=0), help="Edges of this weight are kept.")
@click.option("--strongest", type=click.IntRange(min=1), help="Edges are kept that are among so many of either node.")
@click.option("--weight", type=click.Choice(WEIGHTS), help="What edges between entities weigh.")
def export(folder: Path, file: Path | None, format: str, kinds: tuple[str, ...], **options: Any) -> None:
    """Write the graph, or a view of it, in another format.

    \b
    kg export --format trig --out graph.trig    # the evidence in a named graph
    kg export --format gexf --view papers --out papers.gexf
    kg export --format graphml --view entities --kind dataset --kind technique --weight npmi --out both.graphml
    kg export --format neo4j --out neo4j/       # csv and neo4j write a folder
    Example: kg export --format jsonl -o /tmp/landmarks --out found.jsonl
    """
    from kg.export.formats import export as write
    from kg.export.formats import export_lines

    if file is not None:
        write(folder, file, format=format, kinds=kinds or None, **options)
    else:
        for line in export_lines(folder, format=format, kinds=kinds or None, **options):
            click.echo(line)


@click.command()
@_FOLDER
@click.option("--out", "file", metavar="FILE", type=FILE, help="The file to write; without it DIR/report.html.")
def report(folder: Path, file: Path | None) -> None:
    """Write one page about the graph to look at and to print: charts, tables and the query behind each.

    \b
    Example: kg report -o /tmp/landmarks
    """
    from kg.reporting import report

    click.echo(f"written to {report(folder, file)}: open it in a browser")


@click.command()
@OUT
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


@click.command()
@click.argument("url")
@OUT
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


def _announce_count(graph: str, triples: int) -> None:
    click.echo(f"{graph} {triples:,} ...", err=True)


def _silent_count(graph: str, triples: int) -> None:
    del graph, triples


def _say_where(address: str) -> None:
    click.echo(f"explorer    {address}\nqueries     {address}query\nSPARQL      {address}sparql\nCtrl+C to stop")
