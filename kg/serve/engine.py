"""Ask the graph from an asynchronous server: queries in processes of their own, as many at once as there may be."""

import asyncio
import os
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from kg.errors import ServeError
from kg.serve.keeper import keeper_command
from kg.serve.limits import Limits
from kg.serve.question import Question, Verdict

__all__ = ["Answer", "Engine"]

_BUSY = Verdict(503, message="the server has as many queries as it can take; try again in a few seconds")


class Answer:
    """A verdict, and the file that holds the answer where the verdict is 200."""

    def __init__(self, verdict: Verdict, file: IO[bytes] | None = None) -> None:
        self.verdict = verdict
        self.file = file


class Engine:
    """Answers questions to the build in the folder `build`, within `limits`.

    Start it before the first question and close it after the last.
    """

    def __init__(self, build: Path, limits: Limits) -> None:
        self._build = build
        self._limits = limits
        self._running = asyncio.Semaphore(limits.running)
        self._waiting = 0
        self._control: socket.socket | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    def start(self) -> int:
        """Load the graph into a process of its own, and return the number of its triples.

        Raises OutputError where the folder holds no readable graph, ServeError where the process cannot be started.
        """
        self._control, theirs = socket.socketpair()
        with theirs:
            self._keeper = subprocess.Popen(  # noqa: S603
                keeper_command(self._build, self._limits, theirs.fileno()), pass_fds=[theirs.fileno()]
            )
        said = self._control.recv(65536).decode()
        word, _, count = said.partition(" ")
        if word != "ready":
            self.close()
            raise ServeError(said or "the process that holds the graph has ended; is there enough memory for it?")
        return int(count)

    def close(self) -> None:
        """End the process that holds the graph."""
        if self._control:
            self._control.close()
        if self._keeper:
            self._keeper.wait()

    async def ask(self, question: Question) -> Answer:
        """Answer a question, or say why it was refused or ended; where the caller is cancelled, the query ends too."""
        if self._waiting >= self._limits.waiting:
            return Answer(_BUSY)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.patience):
                await self._running.acquire()
        except TimeoutError:
            return Answer(_BUSY)
        finally:
            self._waiting -= 1
        try:
            return await self._run(question)
        except OSError as error:
            return Answer(Verdict(503, message=f"the server cannot take the query now ({error.strerror or error})"))
        finally:
            self._running.release()

    async def _run(self, question: Question) -> Answer:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it goes to the caller
        try:
            verdict = await self._verdict(question, file)
        except BaseException:
            file.close()
            raise
        if verdict.status != 200:
            file.close()
            return Answer(verdict)
        file.seek(0)
        return Answer(verdict, file)

    async def _verdict(self, question: Question, file: IO[bytes]) -> Verdict:
        reader, writer = await self._fork(file)
        loop = asyncio.get_running_loop()
        process = 0
        try:
            process = int(await reader.readline() or 0)
            writer.write(f"{question.to_json()}\n".encode())
            started = loop.time()
            line = await reader.readline()
            if line:
                return Verdict.from_json(line.decode())
            return self._ended(loop.time() - started)
        except asyncio.CancelledError:
            if process:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            raise
        finally:
            writer.close()

    async def _fork(self, file: IO[bytes]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if not self._control:
            raise ServeError("the engine has not been started; expected Engine.start() before the first question")
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"?"], [theirs.fileno(), file.fileno()])
        return await asyncio.open_connection(sock=ours)

    def _ended(self, seconds: float) -> Verdict:
        """Say why a process has ended without a verdict."""
        if seconds >= self._limits.seconds:
            return Verdict(504, message=f"the query was ended: it ran for more than {self._limits.seconds:g} seconds")
        return Verdict(
            500,
            message=f"the query was ended: it took more than {self._limits.memory // 2**20:,} MiB of memory, "
            "or is nested too deeply; ask for less",
        )
