"""The process that holds the graph, and forks one of itself for every query.

A query so runs in a process of its own, over memory that all share, and the system enforces its bounds: time by an
alarm, memory and the size of the answer by limits. It can open no file and no connection, for it may hold no more
than the three that it was given. Whatever happens to it, the graph and the other queries are not touched.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.dataset import built_graphs
from kg.errors import KgError, OutputError
from kg.serve.answer import answer_question, query_keywords
from kg.serve.limits import Limits
from kg.serve.question import Question

__all__ = ["bind_process", "keeper_command", "load_store", "main"]


def keeper_command(build: Path, limits: Limits, control: int) -> list[str]:
    """Return the command that starts a keeper; `control` is the file descriptor of its end of a socket pair.

    The keeper says `ready` and the number of triples on it, or why it has failed. Every byte that it then receives
    comes with two descriptors: of a socket, on which it answers with the number of the process, reads the question and
    returns the verdict, and of the file to write the answer into. It ends when the other end is closed.
    """
    start = f"import sys; from {__name__} import main; main(*sys.argv[1:])"
    return [sys.executable, "-P", "-c", start, str(build), json.dumps(asdict(limits)), str(control)]


def load_store(build: Path) -> Store:
    """Load the graphs of a build, each under its name.

    Raises OutputError where one is missing or cannot be read.
    """
    store = Store()
    for graph in built_graphs(build):
        try:
            store.bulk_load(path=graph.path, format=RdfFormat.TURTLE, to_graph=NamedNode(graph.iri))
        except (SyntaxError, OSError) as error:
            raise OutputError(f"{graph.path}: cannot be read as Turtle ({error}); build the graph again") from None
    return store


def main(build: str, limits: str, control: str) -> None:
    """Hold the graph of `build`, and answer queries until the other end of `control` is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(control)) as server, suppress(BrokenPipeError):
        try:
            store = load_store(Path(build))
        except KgError as error:
            server.sendall(f"{error}".encode())
            return
        query_keywords("ASK {}")  # compiles the lexer once and for all
        gc.collect()
        gc.freeze()
        server.sendall(b"ready %d" % len(store))
        _fork_for_queries(store, Limits(**json.loads(limits)), server)


def _fork_for_queries(store: Store, limits: Limits, server: socket.socket) -> None:
    while True:
        received, descriptors, *_ = socket.recv_fds(server, 1, 2)
        if not received:
            return
        if os.fork() == 0:
            try:
                server.close()
                _answer(store, limits, *descriptors)
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def _answer(store: Store, limits: Limits, connection: int, file: int) -> None:
    with (
        socket.socket(fileno=connection) as server,
        server.makefile("rw", encoding="utf-8") as lines,
        os.fdopen(file, "wb") as answer,
    ):
        _say(lines, str(os.getpid()))
        question = Question.from_json(lines.readline())
        bind_process(limits)
        try:
            verdict = answer_question(store, question, answer, limits)
            answer.flush()
        except MemoryError:
            return
        _say(lines, verdict.to_json())


def _say(lines: TextIOWrapper, line: str) -> None:
    lines.write(f"{line}\n")
    lines.flush()


def bind_process(limits: Limits) -> None:
    """Let the system end this process where it takes too long or too much, and keep it from files and connections."""
    size = _address_space()
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, sys.stderr.fileno())
    os.close(silent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.answer, limits.answer))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if size:
        resource.setrlimit(resource.RLIMIT_AS, (size + limits.memory, size + limits.memory))
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)


def _address_space() -> int:
    """Return the bytes of address space of this process, 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()
