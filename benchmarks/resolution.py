"""Measure which names become one entity, against names that people say mean one thing.

    python benchmarks/resolution.py KG_CORPUS/listings KG_GOLD

A pair is two names of one kind, written differently. Gold says which pairs are one thing: `listings_dev_canon.tsv` for
all annotated papers of the listings together, the annotation itself for two names in one paper (of the listings or of
`conferences_train.jsonl`). Precision is the share of joined pairs that gold joins, recall the share of gold's pairs
that are joined. Names that differ in spelling alone (case, hyphens, plural) are left out: that they are joined is not
in question. Rows:

- built: the names that a build of the listings finds and gold marks, with their acronyms and lexicon names.
- annotated: the annotated names themselves, so that extraction has no part in it.
- one paper: names of one paper, annotated; half of the papers chose the threshold, the other half is reported.

Columns: without an encoder; any names of the same words; the same with vectors near enough. The papers of each half
are drawn by the parity of a hash of the title.
"""

import functools
import hashlib
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract import extract
from kg.extract.encoder import load_encoder
from kg.gold import ENTITY_FIELDS, GoldPaper, read_canon, read_gold
from kg.lexicon import load_lexicon
from kg.model import Field, Mention, Relation
from kg.overrules import load_overrules
from kg.read import read_papers
from kg.resolve import resolve
from kg.resolve.spelling import spelling_key
from kg.settings import Settings
from kg.text import title_key

KINDS = (Relation.DATASET, Relation.METRIC, Relation.TASK, Relation.TECHNIQUE)
THRESHOLDS = (0.0, 0.75, 0.8, 0.85, 0.875, 0.9, 0.925, 0.95)

Embed = Callable[[str], NDArray[np.float32]]


class Marked(NamedTuple):
    """A mention and what gold says that it names, comparable within `scope`."""

    mention: Mention
    thing: str
    scope: str


class Rates(NamedTuple):
    """Pairs that were joined, pairs that gold joins, and pairs that both join."""

    joined: int
    wanted: int
    right: int

    def __str__(self) -> str:
        precision = f"{self.right / self.joined:.3f}" if self.joined else "-"
        recall = f"{self.right / self.wanted:.3f}" if self.wanted else "-"
        return f"{precision} / {recall} ({self.right} of {self.joined}, {self.wanted} wanted)"


def main(listings: str, gold: str) -> None:
    """Print the table of thresholds of one half, and precision and recall of the other."""
    canon = read_canon(Path(gold) / "listings_dev_canon.tsv")
    dev = read_gold(Path(gold) / "listings_dev.jsonl").papers
    train = read_gold(Path(gold) / "conferences_train.jsonl").papers
    chosen, judged = ([paper for paper in train if _half(paper) == half] for half in (0, 1))
    encoder = load_encoder()

    @functools.cache
    def embed(name: str) -> NDArray[np.float32]:
        return encoder.encode(name).pooled()

    def alike(name: str) -> NDArray[np.float32]:
        del name
        return np.ones(1, dtype=np.float32)

    print("Half of conferences_train.jsonl that chose the threshold: right of joined, pairs of one paper\n")
    print("| cosine of at least | " + " | ".join(KINDS) + " |\n|---|" + "--:|" * len(KINDS))
    mentions, marked = _with_itself(_annotated(chosen, {}, one_paper=True))
    for least in THRESHOLDS:
        cells = _rates(mentions, marked, embed, least)
        print(f"| {least} | " + " | ".join(f"{cells[kind].right} of {cells[kind].joined}" for kind in KINDS) + " |")

    print("\nPrecision / recall of pairs\n")
    print("| names | kind | no encoder | same words | same words and near |\n|---|---|---|---|---|")
    built = _built(Path(listings), dev, canon)
    rows = {
        "listings, built": built,
        "listings, annotated": _with_itself(_annotated(dev, canon, one_paper=False)),
        "listings, one paper": _with_itself(_annotated(dev, canon, one_paper=True)),
        "other half of the conferences, one paper": _with_itself(_annotated(judged, {}, one_paper=True)),
    }
    for name, (mentions, marked) in rows.items():
        columns = [_rates(mentions, marked, way, Settings().reworded_similarity) for way in (None, alike, embed)]
        for kind in KINDS:
            print(f"| {name} | {kind} | " + " | ".join(str(rates[kind]) for rates in columns) + " |")


def _half(paper: GoldPaper) -> int:
    return hashlib.sha256(title_key(paper.title).encode()).digest()[0] % 2


def _with_itself(marked: Iterable[Marked]) -> tuple[list[Mention], list[Marked]]:
    listed = list(marked)
    return [item.mention for item in listed], listed


def _annotated(
    papers: Iterable[GoldPaper], canon: Mapping[tuple[str, str], str], *, one_paper: bool
) -> Iterator[Marked]:
    for paper in papers:
        key = title_key(paper.title)
        for kind in KINDS:
            for entity in paper.entities.get(kind, ()):
                thing = canon.get((ENTITY_FIELDS[kind], entity.name), spelling_key(entity.name))
                for surface in entity.mentions:
                    field = Field.ABSTRACT if surface in paper.abstract else Field.TITLE
                    mention = Mention(key, kind, field, 0, len(surface), surface, "annotated", 1.0)
                    yield Marked(mention, thing, key if one_paper else "")


def _built(
    listings: Path, papers: Iterable[GoldPaper], canon: Mapping[tuple[str, str], str]
) -> tuple[list[Mention], list[Marked]]:
    read = read_papers([listings]).papers
    extractions = extract(read, lexicon=load_lexicon(), settings=Settings())
    mentions = [mention for extraction in extractions for mention in extraction.mentions]
    titles = {paper.paper_id: title_key(paper.title) for paper in read}
    things: dict[tuple[str, Relation, str], str] = {}
    for item in _annotated(papers, canon, one_paper=True):
        things[item.scope, item.mention.relation, item.mention.surface] = item.thing
    marked = [
        Marked(mention, thing, "")
        for mention in mentions
        if (thing := things.get((titles[mention.paper_id], mention.relation, mention.surface)))
    ]
    return mentions, marked


def _rates(
    mentions: Iterable[Mention], marked: Iterable[Marked], embed: Embed | None, least: float
) -> dict[Relation, Rates]:
    resolution = resolve(
        mentions, lexicon=load_lexicon(), overrules=load_overrules(), embed=embed, reworded_similarity=least
    )
    entities = {_place(item.mention): item.entity_id for item in resolution.mentions}
    names: dict[tuple[str, Relation], set[tuple[str, str, str]]] = defaultdict(set)
    for mention, thing, scope in marked:
        names[scope, mention.relation].add((spelling_key(mention.surface), thing, entities[_place(mention)]))
    counts = {kind: [0, 0, 0] for kind in KINDS}
    for (_, kind), items in names.items():
        for (spelling, thing, entity), (other_spelling, other_thing, other_entity) in combinations(sorted(items), 2):
            if spelling != other_spelling:
                joined, wanted = entity == other_entity, thing == other_thing
                counts[kind][0] += joined
                counts[kind][1] += wanted
                counts[kind][2] += joined and wanted
    return {kind: Rates(*count) for kind, count in counts.items()}


def _place(mention: Mention) -> tuple[str, Field, int, str]:
    return mention.paper_id, mention.field, mention.start, mention.surface


if __name__ == "__main__":
    main(*sys.argv[1:])
