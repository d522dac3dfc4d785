"""The web application: which address answers what."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from kg.dataset import built_graphs
from kg.errors import KgError, OutputError
from kg.serve.answer import TRIPLE_TYPES
from kg.serve.description import describe_service
from kg.serve.engine import Answer, Engine
from kg.serve.limits import Limits
from kg.serve.negotiation import choose_type
from kg.serve.pages import PAGE_POLICY, NodePages, query_page
from kg.serve.protocol import read_question
from kg.serve.question import Question

__all__ = ["create_app"]

_Value = TypeVar("_Value")

_STATIC = Path(__file__).parent / "static"
_VIS_FOLDER = "lib/vis-9.1.2"
_HTML = "text/html"
_CHUNK = 2**16
_HEADERS = {"Vary": "Accept", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_METHODS = ["GET", "POST"]


def create_app(build: Path | str, *, limits: Limits | None = None, origins: tuple[str, ...] = ("*",)) -> Starlette:
    """Return the application that serves the build in the folder `build`, for any ASGI server.

    It loads the graph when the server starts it up; where that fails, the error is in its `state.failure`. Pages of
    `origins` may read its answers; "*" means of all.

    Raises OutputError where the folder holds no build.
    """
    return _Application(Path(build), limits or Limits()).to_starlette(origins)


class _Application:
    def __init__(self, build: Path, limits: Limits) -> None:
        self._explorer = build / "graph.html"
        if not self._explorer.is_file():
            raise OutputError(f"{self._explorer}: no such page; build it first: kg build PATH... -o {build}")
        self._graphs = [graph.iri for graph in built_graphs(build)]
        self._limits = limits
        self._engine = Engine(build, limits)
        self._nodes = NodePages(self._engine)

    def to_starlette(self, origins: tuple[str, ...]) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self._explore),
                Route("/graph.html", self._explore),
                Route("/graph/{leaf}.html", self._explore_leaf),
                Route("/sparql", self._sparql, methods=_METHODS),
                Route("/query", self._query),
                Route("/id/{node:path}", self._node),
                Mount("/static", StaticFiles(directory=_STATIC, packages=[("pyvis", _VIS_FOLDER)])),
            ],
            middleware=[
                Middleware(
                    CORSMiddleware,
                    allow_origins=origins,
                    allow_methods=_METHODS,
                    allow_headers=["*"],
                )
            ],
            exception_handlers={HTTPException: _explain},
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        try:
            await asyncio.to_thread(self._engine.start)
        except KgError as error:
            app.state.failure = error
            raise
        try:
            yield
        finally:
            self._engine.close()

    async def _explore(self, request: Request) -> Response:
        del request
        return FileResponse(self._explorer, media_type=_HTML, headers=_HEADERS)

    async def _explore_leaf(self, request: Request) -> Response:
        page = self._explorer.parent / "graph" / f"{request.path_params['leaf']}.html"
        if not page.is_file():
            raise HTTPException(404, f"no page {page.name}; the explorer at / leads to those that there are")
        return FileResponse(page, media_type=_HTML, headers=_HEADERS)

    async def _query(self, request: Request) -> Response:
        del request
        return Response(query_page(), media_type=_HTML, headers=_HEADERS | {"Content-Security-Policy": PAGE_POLICY})

    async def _sparql(self, request: Request) -> Response:
        if request.method != "POST" and not request.url.query:
            return self._describe(request)
        question = await read_question(request, self._limits, self._graphs)
        return await self._answer(request, question)

    def _describe(self, request: Request) -> Response:
        wanted = choose_type(request.headers, [_HTML, *TRIPLE_TYPES])
        if wanted == _HTML:
            return RedirectResponse("/query", 303, headers=_HEADERS)
        if not wanted:
            raise HTTPException(406, f"no type of description that the request accepts; there are {_offers()}")
        endpoint = str(request.url.replace(query="", fragment=""))
        return Response(describe_service(endpoint, self._graphs, wanted), media_type=wanted, headers=_HEADERS)

    async def _node(self, request: Request) -> Response:
        wanted = choose_type(request.headers, [*TRIPLE_TYPES, _HTML])
        if not wanted:
            raise HTTPException(406, f"no type that the request accepts; there are {_offers()}")
        node = self._nodes.node(request.scope["raw_path"].decode("ascii").removeprefix("/id/"))
        if wanted != _HTML:
            await _while_connected(request, self._nodes.require(node))
            return await self._answer(request, self._nodes.triples(node, wanted))
        page = await _while_connected(request, self._nodes.page(node))
        return Response(page, media_type=_HTML, headers=_HEADERS | {"Content-Security-Policy": PAGE_POLICY})

    async def _answer(self, request: Request, question: Question) -> Response:
        answer = await _while_connected(request, self._engine.ask(question))
        if not answer.file:
            raise HTTPException(answer.verdict.status, answer.verdict.message)
        return _FileAnswer(answer, answer.file, self._limits.sending)


class _FileAnswer(StreamingResponse):
    """Sends an answer from its file, and closes the file, at the latest when the time for it is over."""

    def __init__(self, answer: Answer, file: IO[bytes], seconds: float) -> None:
        super().__init__(_chunks(file), media_type=answer.verdict.media_type, headers=_HEADERS)
        self.headers["Content-Length"] = str(file.seek(0, 2))
        self._file = file
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            self._file.seek(0)
            async with asyncio.timeout(self._seconds):
                await super().__call__(scope, receive, send)


def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    async def read() -> AsyncIterator[bytes]:
        while chunk := file.read(_CHUNK):
            yield chunk

    return read()


async def _while_connected(request: Request, work: Awaitable[_Value]) -> _Value:
    """Return what `work` does; where the client goes away before, `work` is cancelled."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(400, "the client has gone away")
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _explain(request: Request, error: Exception) -> Response:
    """Say what went wrong as one line of plain text."""
    del request
    if not isinstance(error, HTTPException):
        raise error
    headers = _HEADERS | dict(error.headers or {}) | ({"Retry-After": "2"} if error.status_code == 503 else {})
    return PlainTextResponse(f"{error.detail}\n", error.status_code, headers=headers)


def _offers() -> str:
    return ", ".join([_HTML, *TRIPLE_TYPES])
