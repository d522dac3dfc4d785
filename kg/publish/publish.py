"""Put the graphs of a build into a triple store: beside what is there, counted, then in its place."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from io import BytesIO
from itertools import filterfalse, islice
from pathlib import Path

from pyoxigraph import BlankNode, RdfFormat, Triple, parse, serialize

from kg.dataset import BuiltGraph, built_graphs
from kg.errors import OutputError, PublishError
from kg.publish.addresses import store_addresses
from kg.publish.credentials import read_credentials
from kg.publish.store import TripleStore

__all__ = ["Published", "publish"]

_PART = 20_000
_ATTEMPTS = 5
_WAIT = 0.5


@dataclass(frozen=True, slots=True)
class Published:
    """A graph that was put into a store, and the number of its triples there."""

    graph: str
    triples: int


def publish(
    build: Path | str,
    url: str,
    *,
    query_url: str | None = None,
    update_url: str | None = None,
    part: int = _PART,
    attempts: int = _ATTEMPTS,
    wait: float = _WAIT,
    on_progress: Callable[[str, int], None] | None = None,
) -> tuple[Published, ...]:
    """Put the graphs of the folder `build` into the triple store whose Graph Store Protocol answers at `url`.

    Each graph goes into a graph beside the old one, `part` triples at a time, and is counted there. When all are
    complete, one update copies them over the old ones. Where anything fails before, the old graphs stay as they were.
    What fails for the moment is tried `attempts` times, again after up to `wait` seconds, then after up to twice as
    long, and so on. `on_progress` is told a graph and how many of its triples are there. Credentials come from the
    environment: KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN.

    Raises OutputError where the folder holds no build, PublishError where the store cannot be reached, refuses, or
    counts other triples than it was given.
    """
    graphs = built_graphs(Path(build))
    addresses = store_addresses(url, query=query_url, update=update_url)
    staged: dict[str, Published] = {}
    with TripleStore(addresses, read_credentials(os.environ), attempts=attempts, wait=wait) as store:
        try:
            for graph in graphs:
                place = _staging_place(graph)
                staged[place] = Published(graph.iri, 0)
                staged[place] = Published(graph.iri, _stage(store, graph, place, part, on_progress))
            store.copy([(place, published.graph) for place, published in staged.items()])
            for published in staged.values():
                _require_count(store, published.graph, published.triples)
        finally:
            for place in staged:
                with suppress(PublishError):
                    store.delete(place)
    return tuple(staged.values())


def _staging_place(graph: BuiltGraph) -> str:
    """Return the name of the graph to put the triples into first, the same for the same triples."""
    with graph.path.open("rb") as file:
        return f"{graph.iri}/incoming/{file_digest(file, 'sha256').hexdigest()[:16]}"


def _stage(
    store: TripleStore, graph: BuiltGraph, place: str, part: int, on_progress: Callable[[str, int], None] | None
) -> int:
    """Put the triples of a graph into another one, and return how many they are."""
    sent = 0
    for triples in _parts(graph, part):
        turtle = BytesIO()
        serialize(triples, turtle, RdfFormat.N_TRIPLES)  # every line of which is Turtle as well
        (store.add if sent else store.put)(place, turtle.getvalue())
        sent += len(triples)
        if on_progress:
            on_progress(graph.iri, sent)
    _require_count(store, place, sent)
    return sent


def _parts(graph: BuiltGraph, size: int) -> Iterator[list[Triple]]:
    """Yield the triples of a graph, `size` at a time; first all those with blank nodes, which must stay together."""
    if blank := list(filter(_has_blank_node, _read_triples(graph))):
        yield blank
    ground = filterfalse(_has_blank_node, _read_triples(graph))
    while triples := list(islice(ground, size)):
        yield triples


def _has_blank_node(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _read_triples(graph: BuiltGraph) -> Iterator[Triple]:
    try:
        for quad in parse(path=graph.path, format=RdfFormat.TURTLE):
            yield quad.triple
    except (SyntaxError, OSError) as error:
        raise OutputError(f"{graph.path}: cannot be read as Turtle ({error}); build the graph again") from None


def _require_count(store: TripleStore, graph: str, expected: int) -> None:
    found = store.count(graph)
    if found != expected:
        raise PublishError(
            f"the store counts {found:,} triples in <{graph}>; expected the {expected:,} that were sent; publish again"
        )
