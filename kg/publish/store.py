"""A triple store behind its three protocols: graphs, queries, updates."""

from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

import httpx2
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from kg.errors import PublishError
from kg.publish.addresses import StoreAddresses
from kg.web import first_words, may_pass

__all__ = ["TripleStore"]

_TIMEOUT = httpx2.Timeout(60, read=900)
_HINTS = {
    401: "the store wants credentials, or others: set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN",
    403: "these credentials may not do that: set KG_STORE_USER and KG_STORE_PASSWORD of a user who may write",
    404: "there is no such service: is the address right?",
    405: "this service does not take that: is it the address of the Graph Store Protocol?",
    413: "the store takes no requests that long: make the parts smaller with --part",
}
_JSON = "application/sparql-results+json"


class TripleStore:
    """Writes, counts and switches graphs, and tries again what fails for the moment.

    All that it sends may be sent twice: the triples of a part, the order to copy, the order to delete. Every method
    raises PublishError where the store cannot be reached or refuses.
    """

    def __init__(self, addresses: StoreAddresses, auth: httpx2.Auth | None, *, attempts: int, wait: float) -> None:
        self._addresses = addresses
        self._client = httpx2.Client(auth=auth, timeout=_TIMEOUT, headers={"User-Agent": "kg"})
        self._retrying = Retrying(
            stop=stop_after_attempt(attempts),
            wait=wait_random_exponential(multiplier=wait, max=30),
            retry=retry_if_exception(may_pass),
            reraise=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def put(self, graph: str, turtle: bytes) -> None:
        """Make these triples the whole graph."""
        self._send(self._graph_request("PUT", graph, turtle))

    def add(self, graph: str, turtle: bytes) -> None:
        """Add these triples to the graph."""
        self._send(self._graph_request("POST", graph, turtle))

    def delete(self, graph: str) -> None:
        """Delete the graph, if there is one."""
        self._send(self._graph_request("DELETE", graph), accepted=(404,))

    def count(self, graph: str) -> int:
        """Return how many triples the graph holds."""
        query = f"SELECT (COUNT(*) AS ?triples) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        address = self._addresses.query
        response = self._send(
            self._client.build_request("POST", address, data={"query": query}, headers={"Accept": _JSON})
        )
        try:
            return int(response.json()["results"]["bindings"][0]["triples"]["value"])
        except (ValueError, LookupError, TypeError):
            raise PublishError(
                f"{address}: asked for a count and got {first_words(response.text)!r}; "
                "is it the address of the SPARQL query service? give the right one with --query-url"
            ) from None

    def copy(self, graphs: Iterable[tuple[str, str]]) -> None:
        """Replace each second graph by the first, all in one update."""
        update = " ;\n".join(f"COPY <{source}> TO <{target}>" for source, target in graphs)
        self._send(self._client.build_request("POST", self._addresses.update, data={"update": update}))

    def _graph_request(self, method: str, graph: str, turtle: bytes | None = None) -> httpx2.Request:
        headers = {"Content-Type": "text/turtle"} if turtle is not None else {}
        return self._client.build_request(
            method, self._addresses.graphs, params={"graph": graph}, content=turtle, headers=headers
        )

    def _send(self, request: httpx2.Request, *, accepted: Collection[int] = ()) -> httpx2.Response:
        try:
            return self._retrying(self._send_once, request, accepted)
        except httpx2.HTTPStatusError as error:
            raise PublishError(_refusal(request, error.response)) from None
        except httpx2.RequestError as error:
            reason = str(error) or type(error).__name__
            raise PublishError(f"{request.url}: the store does not answer ({reason}); does it run there?") from None

    def _send_once(self, request: httpx2.Request, accepted: Collection[int]) -> httpx2.Response:
        response = self._client.send(request)
        if not response.is_success and response.status_code not in accepted:
            raise httpx2.HTTPStatusError("refused", request=request, response=response)
        return response


def _refusal(request: httpx2.Request, response: httpx2.Response) -> str:
    if response.has_redirect_location:
        hint = f"the service is at {response.headers['location']}; give that address"
    else:
        hint = _HINTS.get(response.status_code, first_words(response.text))
    where = request.url.copy_with(query=None)
    return f"{where}: {request.method} was answered by {response.status_code} {response.reason_phrase}: {hint}"
