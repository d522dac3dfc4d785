"""A triple store of our own, over Oxigraph, that answers at the addresses of Jena Fuseki and fails on demand."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Store

__all__ = ["FakeStore", "fake_store"]


@dataclass
class FakeStore:
    """A store over Oxigraph. `faults` are asked before each request: a status to answer with, or 0 to hang up."""

    address: str = ""
    store: Store = field(default_factory=Store)
    faults: list[Callable[[str, str], int | None]] = field(default_factory=list)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    wanted: str = ""
    answer_count: bytes = b""

    @property
    def graphs(self) -> dict[str, int]:
        return {
            graph.value: sum(1 for _ in self.store.quads_for_pattern(None, None, None, graph))
            for graph in self.store.named_graphs()
            if isinstance(graph, NamedNode)
        }

    def fault(self, method: str, target: str) -> int | None:
        return next((status for fault in self.faults if (status := fault(method, target)) is not None), None)

    def answer(self, method: str, path: str, parameters: Mapping[str, list[str]], body: bytes) -> tuple[int, bytes]:
        """Return what a store with the addresses of Jena Fuseki answers."""
        if path == "/papers/data":
            graph = NamedNode(parameters["graph"][0])
            known = self.store.contains_named_graph(graph)
            if method in ("PUT", "DELETE"):
                self.store.remove_graph(graph)
            if method in ("PUT", "POST"):
                self.store.load(body, format=RdfFormat.TURTLE, to_graph=graph)
            return (404, b"") if method == "DELETE" and not known else (204, b"")
        form = parse_qs(body.decode())
        if path == "/papers/query":
            solutions = self.store.query(form["query"][0])
            assert isinstance(solutions, QuerySolutions)
            text = solutions.serialize(format=QueryResultsFormat.JSON) or b""
            return 200, self.answer_count or text
        if path == "/papers/update":
            self.store.update(form["update"][0])
            return 204, b""
        return 404, b"<h1>Not here</h1>"


@contextmanager
def fake_store() -> Iterator[FakeStore]:
    """Serve a store while the body runs."""
    fake = FakeStore()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            target = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fake.requests.append((self.command, target.path, self.headers.get("Authorization", "")))
            status = fake.fault(self.command, self.path)
            answer = b"the store says why"
            if status == 0:
                self.close_connection = True
                return
            if fake.wanted and self.headers.get("Authorization") != fake.wanted:
                status = 401
            if status is None:
                status, answer = fake.answer(self.command, target.path, parse_qs(target.query), body)
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", 'Basic realm="papers"')
            if status == 301:
                self.send_header("Location", "http://elsewhere.example/data")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PUT = do_POST = do_DELETE = do  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.address = f"http://127.0.0.1:{server.server_address[1]}/papers/data"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield fake
        server.shutdown()
        thread.join()
