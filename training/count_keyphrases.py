"""Write the tables of keyphrases: how often phrases stand in papers, and how often authors choose them as keywords.

    python training/count_keyphrases.py KG_CORPUS/conferences KG_GOLD/author_keywords_dev.jsonl kg/extract/words

Papers of the second file are left out, so that they can judge what is built on the tables. `keyphrases.tsv` has a
phrase (folded, singular, without spaces) a row, `keyheads.tsv` the last word of longer phrases; `kg.extract.keyphrases`
says what is counted of each. What is rare is dropped: phrases in fewer than `LEAST_PAPERS` papers unless an author
lists them, last words of fewer than `LEAST_PHRASES` phrases. Papers whose keywords are subject headings ("Machine
Learning: Deep Learning", whose last part counts as listed) tell nothing of what their authors chose of the text.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.extract.candidates import find_candidates
from kg.extract.passage import make_passages
from kg.ids import paper_id
from kg.lexicon import Lexicon
from kg.read import make_paper
from kg.text import variant_key

LEAST_PAPERS = 30
LEAST_PHRASES = 30
HEADING = ":"
SUBJECT_HEADINGS = frozenset(["ijcai"])
PHRASE_COLUMNS = ("papers", "titled", "whole", "keyworded", "chosen", "listed")
HEAD_COLUMNS = ("phrases", "titled", "keyworded", "chosen")


def main(corpus: str, held_out: str, target: str) -> None:
    """Count over `corpus` without the papers of `held_out`, and write both tables into the folder `target`."""
    lines = Path(held_out).read_text(encoding="utf-8").splitlines()
    excluded = {paper_id(json.loads(line)["title"]) for line in lines}
    phrases = {column: Counter[str]() for column in PHRASE_COLUMNS}
    heads = {column: Counter[str]() for column in HEAD_COLUMNS}
    totals = Counter[str]()
    for venue, record in records(corpus):
        paper = make_paper(title=record["title"], abstract=record["abstract"] or "", source="")
        if paper.paper_id not in excluded:
            count(paper, venue, record.get("keywords") or [], phrases, heads, totals)
    kept = {key for key, papers in phrases["papers"].items() if papers >= LEAST_PAPERS or phrases["listed"][key]}
    write(Path(target, "keyphrases.tsv"), "phrase", phrases, sorted(kept), totals)
    kept = {key for key, number in heads["phrases"].items() if number >= LEAST_PHRASES}
    write(Path(target, "keyheads.tsv"), "head", heads, sorted(kept), None)


def records(corpus: str) -> Iterator[tuple[str, Any]]:
    """Yield the venue and the record of every paper."""
    for path in sorted(Path(corpus).glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield path.name.partition(".")[0], json.loads(line)


def count(
    paper: Any,
    venue: str,
    keywords: list[str],
    phrases: dict[str, Counter[str]],
    heads: dict[str, Counter[str]],
    totals: Counter[str],
) -> None:
    """Add one paper to the counts."""
    candidates = find_candidates(make_passages(paper, Lexicon([])), knows=lambda _: True)
    listed = {variant_key(keyword.split(HEADING)[-1]) for keyword in keywords}
    chosen = set() if venue in SUBJECT_HEADINGS else listed & {candidate.key for candidate in candidates}
    totals["papers"] += 1
    totals["keyworded"] += bool(chosen)
    phrases["listed"].update(listed)
    for candidate in candidates:
        whole = any(occurrence.whole for occurrence in candidate.occurrences)
        facts = {
            "papers": True,
            "titled": candidate.in_title,
            "whole": whole,
            "keyworded": bool(chosen),
            "chosen": candidate.key in chosen,
        }
        for column, is_so in facts.items():
            phrases[column][candidate.key] += is_so
        if candidate.words > 1:
            head = candidate.head
            heads["phrases"][head] += whole
            heads["titled"][head] += whole and candidate.in_title
            heads["keyworded"][head] += bool(chosen)
            heads["chosen"][head] += candidate.key in chosen


def write(
    path: Path, name: str, columns: dict[str, Counter[str]], keys: list[str], totals: Counter[str] | None
) -> None:
    """Write one table; where there are totals, they are its first row."""
    rows = [[name, *columns]]
    if totals is not None:
        rows.append(["", *(str(totals[column]) if column in totals else "" for column in columns)])
    rows += [[key, *(str(counts[key]) for counts in columns.values())] for key in keys]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
