"""What a server is asked that it must not do, or not for long: it refuses or ends it, and answers the others."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from kg.cli import main
from kg.serve.engine import Engine
from kg.serve.limits import Limits
from kg.serve.question import Question

JSON = "application/sparql-results+json"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
DEEP = "SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}"


def ask(address: str, query: str, accept: str = JSON, timeout: float = 30) -> httpx2.Response:
    return httpx2.post(f"{address}sparql", data={"query": query}, headers={"Accept": accept}, timeout=timeout)


@pytest.fixture(autouse=True)
def lively(address: str) -> Iterator[None]:
    """After every test the server answers others."""
    yield
    assert ask(address, "ASK {}").json()["boolean"] is True


# ------------------------------------------------------------------------------------------------------- the limits


def test_a_query_that_takes_too_long(address: str) -> None:
    response = ask(address, ENDLESS)
    assert (response.status_code, response.text) == (504, "the query was ended: it ran for more than 6 seconds\n")


def test_others_are_answered_meanwhile(address: str) -> None:
    endless = threading.Thread(target=ask, args=(address, ENDLESS))
    endless.start()
    answered = 0
    while endless.is_alive():
        assert ask(address, "ASK {}").status_code == 200
        answered += 1
    assert answered > 3


@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_an_answer_of_too_many_rows(address: str, accept: str) -> None:
    most = ask(address, f"{WIDE} LIMIT 5000", accept)
    assert most.status_code == 200
    over = ask(address, f"{WIDE} LIMIT 5001", accept)
    assert (over.status_code, over.text.partition(";")[0]) == (500, "the answer has more than 5,000 rows")


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples"])
def test_an_answer_of_too_many_triples(address: str, accept: str) -> None:
    form = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT"
    assert ask(address, f"{form} 5000", accept).status_code == 200
    assert "more than 5,000 rows" in ask(address, f"{form} 5001", accept).text


def test_a_query_that_takes_too_much_memory(address: str) -> None:
    response = ask(address, f"{WIDE} ORDER BY ?a")
    assert response.status_code == 500
    assert "it took more than 256 MiB of memory" in response.text


def test_a_query_that_is_nested_too_deeply(address: str) -> None:
    response = ask(address, DEEP)
    assert response.status_code == 500
    assert "is nested too deeply" in response.text


def test_an_answer_of_too_many_bytes(example_build: Path) -> None:
    (answer,) = asyncio.run(ask_engine(example_build, Limits(answer=2**20, rows=10**9), f"{WIDE} LIMIT 100000"))
    assert answer == (500, "the query was ended: it took an answer of more than 1 MiB; add a LIMIT, or ask for less")


def test_more_queries_than_run_and_wait(example_build: Path) -> None:
    limits = Limits(seconds=1, running=1, waiting=1)
    answers = asyncio.run(ask_engine(example_build, limits, *[ENDLESS] * 4))
    assert sorted(status for status, _ in answers) == [503, 503, 504, 504]
    assert {message for status, message in answers if status == 503} == {
        "the server has as many queries as it can take; try again in a few seconds"
    }


def test_a_query_that_waits_too_long(example_build: Path) -> None:
    limits = Limits(seconds=2, running=1, patience=0.5)
    answers = asyncio.run(ask_engine(example_build, limits, ENDLESS, ENDLESS))
    assert sorted(status for status, _ in answers) == [503, 504]


async def ask_engine(build: Path, limits: Limits, *queries: str) -> list[tuple[int, str]]:
    engine = Engine(build, limits)
    engine.start()
    try:
        answers = await asyncio.gather(*(engine.ask(Question(query, solutions=JSON)) for query in queries))
    finally:
        engine.close()
    for answer in answers:
        if answer.file:
            answer.file.close()
    return [(answer.verdict.status, answer.verdict.message) for answer in answers]


def children(process: int) -> list[int]:
    if not Path("/proc/self/stat").is_file():
        pytest.skip("this system does not tell which processes a process has")
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(stat.parent.name))
    return found


def test_a_query_ends_when_its_client_goes_away(server: subprocess.Popen[str], address: str) -> None:
    (keeper,) = children(server.pid)
    with pytest.raises(httpx2.ReadTimeout):
        ask(address, ENDLESS, timeout=0.5)
    until = time.monotonic() + 4  # of the six seconds that it may run
    while children(keeper) and time.monotonic() < until:
        time.sleep(0.1)
    assert children(keeper) == []


# ------------------------------------------------------------------------------------------------------- the attacks


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on this machine that nobody may be made to talk to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <@> { ?s ?p ?o } }",
        "SELECT * { service silent <@> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { OPTIONAL { #\n SERVICE#<urn:x>\n<@> {} } } } }",
        "SELECT * { BIND (IRI('@') AS ?there) SERVICE ?there { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <@> { ?s ?p ?o } } }",
        "DESCRIBE ?s { SERVICE <@> { ?s ?p ?o } }",
    ],
)
def test_service_reaches_nobody(address: str, listener: socket.socket, query: str) -> None:
    response = ask(address, query.replace("@", f"http://127.0.0.1:{listener.getsockname()[1]}/"), "*/*")
    assert (response.status_code, response.text.partition(";")[0]) == (403, "SERVICE asks another server")
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_bound_process_reaches_nobody_whatever_it_runs(listener: socket.socket) -> None:
    there = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    script = (
        "import sys; from pyoxigraph import Store; from kg.serve.keeper import bind_process; "
        "from kg.serve.limits import Limits; bind_process(Limits())\n"
        f"try: list(Store().query('SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}'))\n"
        "except OSError as error: print(error)\n"
        "try: open('/etc/passwd')\n"
        "except OSError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.count("Too many open files") == 2
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH <file:///etc/passwd> { ?s ?p ?o } }",
        "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }",
        "SELECT * { <file:///etc/passwd> ?p ?o }",
    ],
)
def test_files_are_names_like_others(address: str, query: str) -> None:
    assert ask(address, query).json()["results"]["bindings"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/id/../../../etc/passwd",
        "/id/..%2f..%2f..%2fetc%2fpasswd",
        "/id//etc/passwd",
        "/id/%00",
        "/id/<script>",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "/static//etc/passwd",
        "/../graph.ttl",
        "/graph.ttl",
    ],
)
def test_paths_lead_nowhere_else(address: str, path: str) -> None:
    answer = raw(address, f"GET {path} HTTP/1.1\r\nHost: kg\r\nConnection: close\r\n\r\n".encode())
    assert answer.split(b" ")[1] in (b"404", b"400")
    assert b"root:" not in answer
    assert b"import" not in answer


def test_a_query_of_ten_megabytes(address: str) -> None:
    long = f"ASK {{}} # {'x' * 10_000_000}"
    assert ask(address, long).status_code == 413
    direct = httpx2.post(f"{address}sparql", content=long, headers={"Content-Type": "application/sparql-query"})
    assert direct.status_code == 413
    assert raw(address, b"GET /sparql?query=" + b"x" * 10_000_000 + b" HTTP/1.1\r\n\r\n").split(b" ")[1] in (
        b"400",
        b"",
    )


def test_thousands_of_parameters(address: str) -> None:
    response = httpx2.post(f"{address}sparql", data={f"p{number}": "" for number in range(5000)})
    assert response.status_code == 400


def test_a_thousand_slow_connections(address: str) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    beginnings = [
        b"",
        b"GET /sparql?query=ASK HTTP/1.1\r\nX-Slow: ",
        b"POST /sparql HTTP/1.1\r\nContent-Length: 99\r\n",
    ]
    beginnings.append(beginnings[-1] + b"Host: kg\r\nContent-Type: application/sparql-query\r\n\r\nASK")
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(address)) for _ in range(1000)]
        for number, connection in enumerate(slow):
            connection.sendall(beginnings[number % len(beginnings)])
        for _ in range(5):
            assert ask(address, "ASK {}").status_code == 200
        ends = [connection.recv(100) for connection in slow]  # the server has had eight seconds of patience
    assert {end[:12] for end in ends} == {b"", b"HTTP/1.1 408"}


def test_noise(address: str) -> None:
    for noise in (b"\x16\x03\x01\x02\x00" * 50, b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 100_000, os.urandom(5000)):
        raw(address, noise)


def connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=30)


def raw(address: str, request: bytes) -> bytes:
    """Return what the server sends back for these bytes before it hangs up."""
    with connect(address) as connection:
        answer = b""
        try:
            connection.sendall(request)
            while part := connection.recv(65536):
                answer += part
        except (ConnectionResetError, BrokenPipeError):
            pass
    return answer or b"- "


# ----------------------------------------------------------------------------------------------------- the command


@contextmanager
def start(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "serve", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(("stop", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_the_command_says_where_it_answers_and_stops_when_told(
    example_build: Path, stop: signal.Signals, status: int
) -> None:
    with start("-o", example_build, "--port", 0) as process:
        assert process.stdout
        said = dict(process.stdout.readline().split() for _ in range(3))
        assert set(said) == {"explorer", "queries", "SPARQL"}
        assert httpx2.get(said["SPARQL"], params={"query": "ASK {}"}).status_code == 200
        (keeper,) = children(process.pid)
        process.send_signal(stop)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (status, "")
    assert not Path(f"/proc/{keeper}").exists()


def test_a_port_that_is_taken(example_build: Path, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with start("-o", example_build, "--port", port) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert errors == f"kg: port {port} of 127.0.0.1 is taken; choose another one with --port, or 0 for any\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "70000"], "there is no port 70000; expected 0 to 65535"),
        (["--port", "0", "--host", "nowhere.invalid"], "cannot listen at port 0 of nowhere.invalid"),
    ],
)
def test_addresses_that_cannot_be_had(example_build: Path, arguments: list[str], message: str) -> None:
    with start("-o", example_build, *arguments) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert errors.startswith(f"kg: {message}")


def test_a_folder_without_a_graph(tmp_path: Path) -> None:
    with start("-o", tmp_path) as process:
        _, errors = process.communicate(timeout=20)
    assert errors == f"kg: {tmp_path}/graph.html: no such page; build it first: kg build PATH... -o {tmp_path}\n"


def test_a_graph_that_is_broken(tmp_path: Path) -> None:
    for name in ("graph.html", "graph.ttl", "evidence.ttl"):
        (tmp_path / name).write_text("<a> <b>", encoding="utf-8")
    with start("-o", tmp_path, "--port", 0) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "graph.ttl: cannot be read as Turtle" in errors
    assert "Traceback" not in errors


def test_the_command_is_listed() -> None:
    assert "serve" in main.commands
