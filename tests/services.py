"""A web server that plays the services papers are fetched from: answers in their shapes, faults on demand."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

__all__ = [
    "Asked",
    "FakeClock",
    "FakeServices",
    "acl_bibliography",
    "acl_collection",
    "arxiv_entry",
    "arxiv_feed",
    "daily_paper",
    "graph_paper",
    "work",
]

WORDS = ["moss", "bells", "ferries", "quilts", "lanterns", "orchards", "kites", "harbours", "tundra", "beehives"]


@dataclass(frozen=True)
class Asked:
    """A request that came, and when by the clock of the test."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    when: float


class FakeClock:
    """Stands in for the module `time`: sleeping takes no time."""

    def __init__(self) -> None:
        self.now = time.time()
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class FakeServices:
    """All services at one address. `faults` are asked first, and what they return is the answer."""

    clock: FakeClock = field(default_factory=FakeClock)
    address: str = ""
    papers: int = 5
    asked: list[Asked] = field(default_factory=list)
    faults: list[Callable[[Asked], Response | None]] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        return [f"{asked.path}?{'&'.join(f'{k}={v}' for k, v in asked.query.items())}" for asked in self.asked]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._respond(Request(scope, receive))
        await answer(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        asked = Asked(
            request.method,
            urlsplit(request.scope["path"]).path,  # to a proxy whole addresses are sent
            dict(request.query_params),
            dict(request.headers),
            await request.body(),
            self.clock.now,
        )
        self.asked.append(asked)
        for fault in self.faults:
            if (answer := fault(asked)) is not None:
                return answer
        return self.answer(asked)

    def answer(self, asked: Asked) -> Response:
        numbers = range(self.papers)
        if asked.path == "/api/query":
            return self._arxiv(asked, numbers)
        if asked.path == "/works":
            return self._openalex(asked, numbers)
        if asked.path == "/graph/v1/paper/search/bulk":
            return self._bulk(asked, numbers)
        if asked.path == "/graph/v1/paper/batch":
            return self._batch(asked, numbers)
        if asked.path == "/api/papers/search":
            return as_json([daily_paper(number) for number in numbers][: int(asked.query["limit"])])
        if asked.path == "/api/daily_papers":
            return self._daily(asked)
        if asked.path.startswith("/api/papers/"):
            number = numbers_of("2401.", asked.path.removeprefix("/api/papers/"))
            return as_json(hub_paper(number)) if number in numbers else as_json({"error": "Paper not found"}, 404)
        if asked.path == "/anthology+abstracts.bib.gz":
            return Response(gzip.compress(acl_bibliography(numbers).encode()), 200, media_type="application/gzip")
        if asked.path.startswith("/data/xml/"):
            name = asked.path.removeprefix("/data/xml/").removesuffix(".xml")
            return (
                Response(acl_collection(name), 200) if name in ("2023.acl", "P18") else Response("404: Not Found", 404)
            )
        return Response("not here", 404)

    def _arxiv(self, asked: Asked, numbers: range) -> Response:
        found: Sequence[int] = numbers
        if "id_list" in asked.query:
            found = [numbers_of("2401.", id.partition("v")[0]) for id in asked.query["id_list"].split(",")]
            found = [number for number in found if number in numbers]
        start, size = int(asked.query["start"]), int(asked.query["max_results"])
        entries = [arxiv_entry(number) for number in found[start : start + size]]
        return Response(arxiv_feed(entries, len(found), start), 200, media_type="application/atom+xml")

    def _openalex(self, asked: Asked, numbers: range) -> Response:
        filters = dict(part.split(":", 1) for part in asked.query.get("filter", "").split(",") if part)
        found: Sequence[int] = numbers
        if "openalex" in filters or "doi" in filters:
            wanted = (filters.get("openalex") or filters["doi"]).casefold().split("|")
            found = [n for n in numbers if f"w{n + 100}" in wanted or f"10.1234/paper.{n}" in wanted]
        size, cursor = int(asked.query["per_page"]), asked.query.get("cursor", "")
        start = int(cursor.removeprefix("after-")) if cursor.startswith("after-") else 0
        results = [work(number) for number in found[start : start + size]]
        meta: dict[str, object] = {"count": len(found), "per_page": size}
        if cursor:
            meta["next_cursor"] = f"after-{start + size}" if results else None
        return as_json({"meta": meta, "results": results})

    def _bulk(self, asked: Asked, numbers: range) -> Response:
        start = int(asked.query.get("token", "t0")[1:])
        answer: dict[str, object] = {
            "total": len(numbers),
            "data": [graph_paper(n) for n in numbers[start : start + 2]],
        }
        return as_json(answer | ({"token": f"t{start + 2}"} if start + 2 < len(numbers) else {}))

    def _batch(self, asked: Asked, numbers: range) -> Response:
        found = [numbers_of("ARXIV:2401.", id) for id in json.loads(asked.body)["ids"]]
        return as_json([graph_paper(number) if number in numbers else None for number in found])

    def _daily(self, asked: Asked) -> Response:
        start, size = int(asked.query["p"]) * int(asked.query["limit"]), int(asked.query["limit"])
        day = int(asked.query["date"][-2:]) if "date" in asked.query else 0
        return as_json([daily_paper(100 * day + n) for n in range(self.papers)[start : start + size]])

    @contextmanager
    def running(self, certificate: Path | None = None) -> Iterator["FakeServices"]:
        """Serve at a free port of this machine; by https where there is a certificate with its key."""
        config = uvicorn.Config(self, log_level="critical", lifespan="off", date_header=False, ssl_certfile=certificate)
        server = uvicorn.Server(config)
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http{'s' if certificate else ''}://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join()


def as_json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), status, media_type="application/json")


def numbers_of(prefix: str, id: str) -> int:
    """Return the number of a paper in an identifier, -1 where it is of another paper."""
    return int(id.removeprefix(prefix)) if id.startswith(prefix) else -1


def title(number: int) -> str:
    return f"Counting {WORDS[number % 10]} with Größe {number} & a graph <b>network</b>"


def arxiv_entry(number: int) -> str:
    name = title(number).replace("&", "&amp;").replace("<", "&lt;")
    return f"""  <entry>
    <id>http://arxiv.org/abs/2401.{number:05}v2</id>
    <title>{name}</title>
    <updated>2024-02-03T17:59:59Z</updated>
    <link href="https://arxiv.org/abs/2401.{number:05}v2" rel="alternate" type="text/html"/>
    <summary>We count things in the field.
  Nothing is left out: code at https://github.com/moss/count{number}.</summary>
    <category term="cs.DL" scheme="http://arxiv.org/schemas/atom"/>
    <published>2024-01-0{number % 9 + 1}T09:00:00Z</published>
    <arxiv:comment>8 pages</arxiv:comment>
    <arxiv:primary_category term="cs.DL"/>
    <author>
      <name>Ada Möwe</name>
    </author>
  </entry>"""


def arxiv_feed(entries: Sequence[str], total: int, start: int = 0) -> str:
    lines = "\n".join(entries)
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
  xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/Zm9v</id>
  <title>arXiv Query: search_query=all:moss</title>
  <updated>2024-03-01T00:00:00Z</updated>
  <opensearch:itemsPerPage>{len(entries)}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{lines}
</feed>
"""


def work(number: int) -> dict[str, object]:
    return {
        "id": f"https://openalex.org/W{number + 100}",
        "doi": f"https://doi.org/10.1234/Paper.{number}",
        "title": title(number),
        "publication_year": 2024,
        "authorships": [{"author": {"id": "https://openalex.org/A1", "display_name": "Ada Möwe"}}],
        "abstract_inverted_index": {"We": [0], "count": [1], "things": [2]},
        "fwci": 0.10000000000000001,
    }


def graph_paper(number: int) -> dict[str, object]:
    return {
        "paperId": f"{number:040x}",
        "corpusId": 9000 + number,
        "externalIds": {"ArXiv": f"2401.{number:05}", "DOI": f"10.1234/Paper.{number}", "CorpusId": 9000 + number},
        "title": title(number),
        "abstract": None if number == 1 else "We count things.",
        "authors": [{"authorId": "7", "name": "Ada Möwe"}],
        "year": 2024,
    }


def hub_paper(number: int) -> dict[str, object]:
    return {
        "id": f"2401.{number:05}",
        "authors": [{"_id": "65a", "name": "Ada Möwe", "hidden": False}],
        "publishedAt": "2024-01-02T00:00:00.000Z",
        "title": title(number),
        "summary": "We count things.",
        "upvotes": 12,
        "githubRepo": f"https://github.com/moss/count{number}",
    }


def daily_paper(number: int) -> dict[str, object]:
    paper = hub_paper(number)
    return {"paper": paper, "publishedAt": paper["publishedAt"], "title": paper["title"], "numComments": 2}


def acl_collection(name: str) -> str:
    volumes = ("long", "short") if "." in name else ("1", "2")
    papers = "".join(
        f"""
    <paper id="{number}">
      <title>Parsing the <fixed-case>M</fixed-case>orse of {WORDS[number]} &amp; more</title>
      <author><first>Ada</first><last>Möwe</last></author>
      <abstract>We parse it.</abstract>
      <url hash="0b1c2d3e">{name}-{{volume}}.{number}</url>
    </paper>"""
        for number in (1, 2)
    )
    inside = "".join(
        f"""
  <volume id="{volume}" type="proceedings">
    <meta>
      <booktitle>Proceedings of <fixed-case>ACL</fixed-case> &amp; friends, {volume}</booktitle>
      <year>2023</year>
    </meta>{papers.format(volume=volume)}
  </volume>"""
        for volume in volumes
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<collection id="{name}">{inside}
  <event id="acl-2023"><colocated><volume-id>2023.acl-long</volume-id></colocated></event>
</collection>
"""


def acl_bibliography(numbers: Sequence[int]) -> str:
    entries = "".join(
        f"""@inproceedings{{moewe-{WORDS[number]}-{2019 + number},
    title = "Parsing the {{M}}orse of {WORDS[number].capitalize()}: {{\\"U}}ber-sense",
    author = {{M{{\\"o}}we, Ada  and
      Li, Bo}},
    booktitle = "Proceedings of {{ACL}}",
    month = jul,
    year = "{2019 + number}",
    url = "https://aclanthology.org/{2019 + number}.acl-long.{number + 1}/",
    abstract = "We parse it, said A. Nobody. {{\\textquotedblleft}}Word sense{{\\textquotedblright}} is
      not {"enough" if number % 2 else "needed"}."
}}
"""
        for number in numbers
    )
    return "% made every night\n" + entries
