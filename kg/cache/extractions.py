"""Extractions, kept under what they follow from: the text of the paper, the settings, and what extraction rests on."""

import dataclasses
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.cache.store import Store
from kg.extract import Extraction
from kg.fingerprints import extraction_fingerprint, fingerprint
from kg.model import Field, Mention, Paper, Relation, Role
from kg.settings import Settings, extraction_settings

__all__ = ["UNREAD", "KeptExtractions", "decode_extraction", "encode_extraction", "kept_vectors"]

UNREAD = frozenset(
    ["paper_id", "authors", "year", "venue", "url", "sources", "doi", "arxiv_id", "references", "identifiers"]
)
"""The fields of a paper that extraction does not read."""

_READ = tuple(field.name for field in dataclasses.fields(Paper) if field.name not in UNREAD)
_OF_MENTION = tuple(field.name for field in dataclasses.fields(Mention) if field.name != "paper_id")
_FASTEST = 1
_RELATIONS: Mapping[str, Relation] = {relation: relation for relation in Relation}
_FIELDS: Mapping[str, Field] = {field: field for field in Field}
_ROLES: Mapping[str, Role] = {role: role for role in Role}

Vector = NDArray[np.float32]
Embed = Callable[[str], Vector]


class KeptExtractions:
    """The extractions of papers under given settings, in a store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._made_of = [extraction_fingerprint(), extraction_settings(settings)]

    def find(self, papers: Sequence[Paper]) -> Iterator[tuple[int, Extraction]]:
        """Yield the extractions that are kept, each with the place of its paper in `papers`; in no order."""
        places: dict[bytes, list[int]] = {}
        for place, paper in enumerate(papers):
            places.setdefault(self._key(paper), []).append(place)
        for key, value in self._store.get(list(places)):
            for place in places[key]:
                yield place, decode_extraction(value, papers[place].paper_id)

    def keep(self, papers: Iterable[Paper], extractions: Iterable[Extraction]) -> None:
        """Keep the extractions of `papers`."""
        pairs = zip(papers, extractions, strict=True)
        self._store.put({self._key(paper): encode_extraction(extraction) for paper, extraction in pairs})

    def _key(self, paper: Paper) -> bytes:
        return bytes.fromhex(fingerprint([*self._made_of, {name: getattr(paper, name) for name in _READ}]))


def encode_extraction(extraction: Extraction) -> bytes:
    """Return an extraction as bytes, without the identifier of its paper."""
    mentions = [[getattr(mention, name) for name in _OF_MENTION] for mention in extraction.mentions]
    text = json.dumps([mentions, extraction.pages], separators=(",", ":"))
    return zlib.compress(text.encode(), _FASTEST)


def decode_extraction(value: bytes, paper_id: str) -> Extraction:
    """Return the extraction that `encode_extraction` made bytes of.

    >>> decode_extraction(encode_extraction(Extraction("paper/a", (), ("https://a.org",))), "paper/b").pages
    ('https://a.org',)
    """
    mentions, pages = json.loads(zlib.decompress(value))
    return Extraction(paper_id, tuple(_mention(paper_id, values) for values in mentions), tuple(pages))


def _mention(paper_id: str, values: Iterable[Any]) -> Mention:
    relation, field, start, end, surface, rule, score, role, name = values
    return Mention(paper_id, _RELATIONS[relation], _FIELDS[field], start, end, surface, rule, score, _ROLES[role], name)


def kept_vectors(store: Store, embed: Embed) -> Embed:
    """Return `embed` so that the vectors of names are kept in `store`."""
    made_of = extraction_fingerprint()

    def embed_once(name: str) -> Vector:
        key = bytes.fromhex(fingerprint([made_of, "vector", name]))
        for _, kept in store.get([key]):
            return np.frombuffer(kept, dtype=np.float32)
        vector = embed(name)
        store.put({key: vector.tobytes()})
        return vector

    return embed_once
