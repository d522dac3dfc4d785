"""Run the server until it is told to stop."""

import errno
import logging
import resource
import socket
from asyncio import TimerHandle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import ServeError
from kg.serve.app import create_app
from kg.serve.limits import Limits

__all__ = ["serve"]


def serve(
    build: Path | str,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    origins: tuple[str, ...] = ("*",),
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the build in the folder `build` at `host` and `port` (0 takes a free one) until SIGINT or SIGTERM.

    `on_ready` is told the address once the graph is loaded. Requests that are being answered at the end are finished,
    for five seconds at most.

    Raises OutputError where the folder holds no readable build, ServeError where the address cannot be had.
    """
    limits = limits or Limits()
    app = create_app(build, limits=limits, origins=origins)
    with _listen(host, port) as listener:
        _allow_many_connections()
        bound_host, bound_port = listener.getsockname()[:2]
        shown = f"[{bound_host}]" if ":" in bound_host else bound_host
        config = uvicorn.Config(
            app,
            http=_patient_protocol(limits.patience),
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        server = _Server(config, f"http://{shown}:{bound_port}/", on_ready)
        with suppress(SystemExit, KeyboardInterrupt):
            server.run(sockets=[listener])
        if failure := getattr(app.state, "failure", None):
            raise failure


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, address: str, on_ready: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self._address = address
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
            if self._on_ready:
                self._on_ready(self._address)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off, which costs 40 ms an answer, only where the protocol is named
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ServeError(f"port {port} of {host} is taken; choose another one with --port, or 0 for any") from None
        raise ServeError(f"cannot listen at port {port} of {host}: {error.strerror or error}") from None
    except OverflowError:
        listener.close()
        raise ServeError(f"there is no port {port}; expected 0 to 65535") from None
    return listener


def _allow_many_connections() -> None:
    """Let the process hold as many connections as the system grants it, not the 1024 that it starts with."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _patient_protocol(patience: float) -> type[H11Protocol]:
    """Return uvicorn's protocol, which waits for a request for ever, with an end to its waiting."""

    class PatientProtocol(H11Protocol):
        _deadline: TimerHandle

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._deadline.cancel()
            super().connection_lost(exc)

        def on_response_complete(self) -> None:
            self._deadline.cancel()
            self._wait()
            super().on_response_complete()

        def _wait(self) -> None:
            self._deadline = self.loop.call_later(patience, self._hang_up)

        def _hang_up(self) -> None:
            if self.cycle is None or self.cycle.response_complete:
                self.transport.close()

    return PatientProtocol
