"""Garbage collection for work that makes millions of values and hardly any cycles.

Python looks for cycles after every 700 new values, through all that are young, and now and then through all there are.
A build makes tens of millions of values, which reference counting frees: looking took a third of the time of resolving.
At its end Python looks through all there are several times more, for nothing: memory goes with the process.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collect_rarely", "end_at_once", "rare_collections"]

_RARELY = (50_000, 20, 100)


def collect_rarely() -> None:
    """Look for cycles rarely in this process, from now on."""
    gc.set_threshold(*_RARELY)


def end_at_once() -> None:
    """Look for no cycles when this process ends."""
    atexit.register(gc.freeze)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cycles rarely while this is open."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
