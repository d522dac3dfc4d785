"""Batches in processes of their own, which live no longer than the one that started them."""

import os
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from loky import cpu_count
from loky.process_executor import ProcessPoolExecutor
from threadpoolctl import threadpool_limits

from kg.errors import EngineError
from kg.garbage import collect_rarely

__all__ = ["available_processors", "map_in_processes", "started", "worthwhile_processes"]

_GLANCE = 0.5

# loky starts a process anew that has come to hold 300 MB more than at first, which those that write do by right
warnings.filterwarnings("ignore", message="A worker was restarted", category=UserWarning)

Item = TypeVar("Item")
Result = TypeVar("Result")

_stage: Callable[..., object] | None = None


def available_processors() -> int:
    """Return how many processors this process may use: those of its affinity and of the quota of its container."""
    return int(cpu_count())


def worthwhile_processes(jobs: int | None, items: int, *, worth_a_process: int) -> int:
    """Return how many processes to have for so many items: `jobs`, without it one a processor, each with enough to do.

    >>> worthwhile_processes(4, 250, worth_a_process=100)
    2
    """
    return min(jobs or available_processors(), items // worth_a_process)


def map_in_processes(
    stage: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    jobs: int,
    ahead: int | None = 8,
    meanwhile: Callable[[], object] = lambda: None,
) -> Generator[Result]:
    """Yield what `stage` makes of each of `items`, in their order, computed by `jobs` processes of one thread each.

    `stage` is sent to each process once; `ahead` items wait ready for each, all where it is None. `meanwhile` is called
    once, while the processes start.

    Raises EngineError where a process dies; what was yielded before stands.
    """
    with _pool(stage, jobs) as pool:
        items = iter(items)
        waiting = deque(map(partial(_submit, pool), islice(items, None if ahead is None else ahead * jobs)))
        meanwhile()
        for item in items:
            waiting.append(_submit(pool, item))
            yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def started(work: Callable[[], Result], *, jobs: int) -> Iterator[Callable[[], Result]]:
    """Give a function that returns the result of `work`, which a process of its own does in the meantime.

    With one job there is no such process, and the function is `work` itself.

    Raises EngineError where the process dies.
    """
    if jobs < 2:
        yield work
        return
    with _pool(work, 1) as pool:
        done = _submit(pool)

        def result() -> Result:
            result: Result = done.result()
            pool.shutdown(wait=True)
            return result

        yield result


@contextmanager
def _pool(stage: Callable[..., object], jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that do `stage`; they end at the end, at once where that comes too early."""
    pool = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(stage, os.getpid()))
    kill = True
    try:
        yield pool
        kill = False
    except BrokenProcessPool:
        dead = "the worker process" if jobs == 1 else f"one of {jobs} worker processes"
        raise EngineError(
            f"{dead} died, most often because memory ran out; "
            "run the same command again, with a lower --jobs: what the cache keeps is not done twice"
        ) from None
    finally:
        pool.shutdown(wait=True, kill_workers=kill)


def _submit(pool: ProcessPoolExecutor, *items: object) -> "Future[Any]":
    with _interrupts_held():
        future: Future[Any] = pool.submit(_run, *items)
        return future


def _begin(stage: Callable[..., object], parent: int) -> None:
    global _stage
    _stage = stage
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(limits=1)
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _run(*items: object) -> object:
    assert _stage
    return _stage(*items)


def _die_with(parent: int) -> None:
    """End this process as soon as the one that started it is gone, however that ended."""
    while os.getppid() == parent:
        time.sleep(_GLANCE)
    os._exit(1)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl+C from processes started inside: they inherit it; it is for this process to end them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
