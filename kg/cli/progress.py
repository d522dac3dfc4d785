"""How a build goes on: a bar on a terminal, plain lines in a log, nothing where it is to be quiet."""

import sys
import time
from types import TracebackType
from typing import Self

import click

__all__ = ["Bar", "Lines", "Progress", "progress"]

_SECONDS_BETWEEN_LINES = 30.0
_BAR_WIDTH = 14


def progress(*, quiet: bool) -> "Progress":
    """Return what tells how a build goes on, as fits standard error."""
    if quiet:
        return Progress()
    return Bar() if sys.stderr.isatty() else Lines()


class Progress:
    """Hears how a build goes on, and says nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing is left open."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins."""

    def papers(self, done: int, total: int) -> None:
        """Hear with how many papers the stage is done."""

    def notice(self, message: str) -> None:
        """Hear what a person should know."""


class Lines(Progress):
    """Prints a line a stage, and one every half a minute with rate and remaining time."""

    def __init__(self) -> None:
        self._pace = _Pace()
        self._said = 0.0

    def stage(self, name: str) -> None:
        """Print that a stage begins."""
        self._pace = _Pace()
        click.echo(f"{name} ...", err=True)

    def papers(self, done: int, total: int) -> None:
        """Print how many papers are kept from before, then how far the stage is, at times."""
        now = time.monotonic()
        if not self._pace.has_begun:
            self._said = now
            if done:
                click.echo(f"  {_kept(done, total)}", err=True)
        pace = self._pace.told(done, total)
        if pace and now - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = now
            click.echo(f"  {done:,} of {total:,} papers, {pace}", err=True)

    def notice(self, message: str) -> None:
        """Print what a person should know."""
        click.echo(f"kg: {message}", err=True)


class Bar(Progress):
    """Draws a bar with rate and remaining time; it only moves where a stage does not say how far it is."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Drawing

        self._drawing = Drawing(
            TextColumn("{task.description:7}", markup=False),
            BarColumn(_BAR_WIDTH),
            TimeElapsedColumn(),
            TextColumn("{task.fields[told]}", markup=False),
            console=Console(stderr=True),
        )
        self._pace = _Pace()

    def __enter__(self) -> Self:
        self._drawing.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the bars as they are where the build ended before its end."""
        if kind is None:
            self._finish()
        self._drawing.stop()

    def stage(self, name: str) -> None:
        """Begin the bar of a stage."""
        self._finish()
        self._pace = _Pace()
        self._drawing.add_task(name, total=None, told="")

    def papers(self, done: int, total: int) -> None:
        """Move the bar of the stage."""
        if not self._pace.has_begun and done:
            self._drawing.console.print(_kept(done, total), markup=False, highlight=False)
        told = ", ".join(filter(None, (f"{done:,}/{total:,}", self._pace.told(done, total))))
        self._drawing.update(self._drawing.task_ids[-1], completed=done, total=total, told=told)

    def notice(self, message: str) -> None:
        """Print what a person should know above the bars."""
        self._drawing.console.print(f"kg: {message}", markup=False, highlight=False)

    def _finish(self) -> None:
        for task in self._drawing.tasks[-1:]:
            total = task.total or 1
            self._drawing.update(task.id, completed=total, total=total)


class _Pace:
    """How fast papers are done, those apart that were done when it began."""

    def __init__(self) -> None:
        self._begin: tuple[float, int] | None = None

    @property
    def has_begun(self) -> bool:
        """Tell whether it was told of papers."""
        return self._begin is not None

    def told(self, done: int, total: int) -> str:
        """Return rate and remaining time; nothing as long as there is none, and at the end."""
        now = time.monotonic()
        begin, before = self._begin = self._begin or (now, done)
        if done in (before, total):
            return ""
        rate = (done - before) / max(now - begin, 1e-9)
        return f"{rate:,.1f} a second, {_duration((total - done) / rate)} left"


def _kept(done: int, total: int) -> str:
    return f"{done:,} of {total:,} papers are kept from before"


def _duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> _duration(42.4), _duration(600), _duration(9000)
    ('42 s', '10 min', '2 h 30 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
