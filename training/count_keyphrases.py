"""Write the table of keyphrases: how often phrases stand in papers, and how often authors choose them as keywords.

    python training/count_keyphrases.py KG_CORPUS/conferences KG_GOLD/author_keywords_dev.jsonl > keyphrases.tsv

Papers of the second file are left out, so that they can judge what is built on the table. Columns: the phrase (folded,
singular, without spaces), the number of all papers whose text has it, the number of papers with author keywords whose
text has it, and the number of these whose authors chose it. Phrases in fewer than `LEAST_PAPERS` papers are dropped
unless `LEAST_CHOSEN` authors chose them.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from kg.extract.candidates import find_candidates
from kg.extract.passage import make_passages
from kg.ids import paper_id
from kg.lexicon import Lexicon
from kg.read import make_paper
from kg.text import variant_key

LEAST_PAPERS = 60
LEAST_CHOSEN = 2


def main(corpus: str, held_out: str) -> None:
    """Count over `corpus` without the papers of `held_out`, and print the table."""
    lines = Path(held_out).read_text(encoding="utf-8").splitlines()
    excluded = {paper_id(json.loads(line)["title"]) for line in lines}
    no_lexicon = Lexicon([])
    papers: Counter[str] = Counter()
    keyworded: Counter[str] = Counter()
    chosen: Counter[str] = Counter()
    total = total_keyworded = 0
    for path in sorted(Path(corpus).glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                paper = make_paper(title=record["title"], abstract=record["abstract"] or "", source="")
                if paper.paper_id in excluded:
                    continue
                phrases = {candidate.key for candidate in find_candidates(make_passages(paper, no_lexicon))}
                papers.update(phrases)
                total += 1
                if record.get("keywords"):
                    total_keyworded += 1
                    keyworded.update(phrases)
                    chosen.update(phrases & {variant_key(keyword) for keyword in record["keywords"]})
    print("phrase\tpapers\tkeyworded\tchosen")
    print(f"\t{total}\t{total_keyworded}\t")
    for phrase in sorted(papers):
        if papers[phrase] >= LEAST_PAPERS or chosen[phrase] >= LEAST_CHOSEN:
            print(f"{phrase}\t{papers[phrase]}\t{keyworded[phrase]}\t{chosen[phrase]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
