"""Builds in processes of their own that can be killed at any moment, started from one that has all imported."""

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from kg.errors import KgError
from kg.settings import Settings

__all__ = ["SETTINGS", "start_build"]

SETTINGS = Settings(fast=True, batch_size=1)

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["kg.pipeline"])


def start_build(
    paths: Sequence[Path], out: Path, *, cache: Path, wait_at: str = ""
) -> tuple[BaseProcess, "Connection[str, str]"]:
    """Start a build and return its process, and what the names of its stages come through, at last `done` or an error.

    At the stage `wait_at` it waits until something is sent to it.
    """
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_build, args=(paths, out, cache, wait_at, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _build(paths: Sequence[Path], out: Path, cache: Path, wait_at: str, told: "Connection[str, str]") -> None:
    from kg.pipeline import build

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["KG_CACHE"] = str(cache)

    def tell(stage: str) -> None:
        told.send(stage)
        if stage == wait_at:
            told.recv()

    with suppress(BrokenPipeError):
        try:
            build(
                paths, out, settings=SETTINGS, on_stage=tell, on_notice=lambda message: told.send(f"notice: {message}")
            )
        except KgError as error:
            told.send(f"error: {error}")
        else:
            told.send("done")
