"""Walk over the pages of a service."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import FetchError
from kg.harvest.client import Client
from kg.harvest.service import Record, Request, Service, Wish

__all__ = ["Batch", "walk"]

_PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Batch:
    """The new records of a page, how many of the page came before, and how many there are in all where told."""

    records: tuple[Record, ...]
    duplicates: int
    total: int | None


def walk(service: Service, wish: Wish, client: Client) -> Iterator[Batch]:
    """Yield the records that a wish asks for, page by page; each record once.

    Raises FetchError where a page leads back to one that was there, or five in a row hold nothing new.
    """
    known: set[str] = set()
    for start in service.requests(wish):
        asked: set[Request] = set()
        barren = 0
        request: Request | None = start
        while request is not None:
            if request in asked:
                raise FetchError(f"{service.title} leads back to a page that it gave before; there is no way on")
            asked.add(request)
            page = client.ask(request)
            new = {record.key: record for record in page.records if record.key not in known}
            known |= new.keys()
            yield Batch(tuple(new.values()), len(page.records) - len(new), page.total)
            barren = 0 if new else barren + 1
            if barren == _PATIENCE and page.following:
                raise FetchError(
                    f"{service.title} gave {_PATIENCE} pages in a row with nothing new; there is no way on"
                )
            request = page.following
