"""The command that gets papers from services."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import FILE

if TYPE_CHECKING:
    from kg.harvest import Fetched, Plan, Progress

__all__ = ["fetch"]

_MOST_NAMED = 10
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("service")
@click.argument("query", nargs=-1, required=True)
@click.option("-o", "file", metavar="FILE", type=FILE, help="The file to write; needed but for --dry-run.")
@click.option("--limit", type=click.IntRange(min=1), help="The most records; 1,000 of a query if not said.")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="The first day of publication.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="The last day of publication.")
@click.option("--contact", help="Your e-mail address, for the service to know whom to ask; else KG_CONTACT.")
@click.option("--url", help="Another address of the service: a mirror.")
@click.option(
    "--cache", type=FILE, metavar="DIR", help="Where answers are kept for a day.  [default: ~/.cache/kg/fetch]"
)
@click.option("--fresh", is_flag=True, help="Ask for all anew, even for what is kept.")
@click.option("--dry-run", is_flag=True, help="Show what would be asked, and send nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def fetch(
    service: str,
    query: tuple[str, ...],
    file: Path | None,
    limit: int | None,
    since: datetime | None,
    until: datetime | None,
    contact: str | None,
    url: str | None,
    cache: Path | None,
    fresh: bool,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Fetch records of papers from SERVICE: arxiv, openalex, semanticscholar, huggingface or acl.

    QUERY is what the service's search takes; or identifiers; or @FILE, a file of identifiers. Records are written as
    the service gives them, for `kg build` to read. Keys come from the environment: OPENALEX_API_KEY, S2_API_KEY,
    HF_TOKEN.

    \b
    kg fetch openalex "graph neural network" --since 2024-01-01 -o works.jsonl
    kg fetch huggingface daily --since 2025-03-01 --until 2025-03-07 -o daily.jsonl
    kg fetch acl 2023.acl-long -o acl.xml
    Example: kg fetch arxiv "cat:cs.DL AND ti:citation" --limit 100 -o dl.xml
    """
    from kg import harvest

    first, last = (moment.date() if moment else None for moment in (since, until))
    if dry_run:
        planned = harvest.plan(
            service, query, limit=limit, since=first, until=last, url=url, contact=contact, cache=cache, fresh=fresh
        )
        click.echo(_plan_text(planned))
        return
    if file is None:
        raise click.UsageError("Missing option '-o': the file to write. Or look first, with --dry-run.")
    with _progress(service, quiet) as (on_progress, on_wait):
        done = harvest.fetch(
            service,
            query,
            file,
            limit=limit,
            since=first,
            until=last,
            url=url,
            contact=contact,
            cache=cache,
            fresh=fresh,
            on_progress=on_progress,
            on_wait=on_wait,
        )
    if not quiet:
        click.echo(_summary(done))


@contextmanager
def _progress(service: str, quiet: bool) -> Iterator["tuple[Callable[[Progress], None], Callable[[float, str], None]]"]:
    """Give what tells how far the fetch is and what it waits for: in one line on a terminal, else the waits alone."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Line

    console = Console(stderr=True)
    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Line(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as line:
        task = line.add_task(service, total=None)

        def show(progress: "Progress") -> None:
            line.update(task, description=service, completed=progress.records, total=progress.total)

        def say_wait(seconds: float, reason: str) -> None:
            if not line.disable:
                line.update(task, description=f"{service}: {_wait_text(seconds, reason)}")
            elif not quiet:
                click.echo(f"{_wait_text(seconds, reason)} ...", err=True)

        yield show, say_wait


def _wait_text(seconds: float, reason: str) -> str:
    return f"again in {seconds:.0f} s ({reason})"


def _plan_text(plan: "Plan") -> str:
    lines = []
    for request in plan.requests:
        kept = "   (kept from before: not sent)" if request.kept else ""
        lines.append(f"{request.method} {request.url}{kept}")
        lines += [f"    {name}: {value}" for name, value in request.headers]
        lines += [f"    {request.body}"] if request.body else []
    pages = f", and the pages that follow until there are {plan.limit:,} records" if plan.limit else ""
    pace = f"{plan.seconds:g} second{'' if plan.seconds == 1 else 's'} apart or more"
    lines.append(f"{_count(len(plan.requests), 'request')}{pages}, {pace}. Nothing was sent.")
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _summary(done: "Fetched") -> str:
    parts = [f"{_count(done.records, 'record')} in {done.file}", f"{_count(done.sent, 'request')} sent"]
    parts += [f"{_count(done.reused, 'answer')} kept from before"] if done.reused else []
    parts += [f"{_count(done.duplicates, 'record')} came twice"] if done.duplicates else []
    lines = ["; ".join(parts)]
    if done.limited:
        lines.append("stopped at the limit: there may be more, see --limit")
    if done.missing:
        more = ", …" if len(done.missing) > _MOST_NAMED else ""
        lines.append(f"not there ({len(done.missing):,}): {', '.join(done.missing[:_MOST_NAMED])}{more}")
    return "\n".join(lines)
