"""Write the table of trust: how often what a rule finds was marked by annotators.

    python training/measure_trust.py KG_GOLD > kg/extract/words/trust.tsv

A finding counts once a paper. The share of a single name of the lexicon or of a single last noun is drawn to that of
its rule with the weight of `PRIOR` findings, so that few findings say little;
names with fewer than `LEAST` findings get none of their own.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.extract.acronyms import find_definitions
from kg.extract.findings import find_by_rules
from kg.extract.headed import HEADED, head_noun, is_headed
from kg.extract.passage import Passage, make_passages
from kg.extract.rules import Rule, Trust
from kg.gold import GoldPaper, read_gold
from kg.lexicon import load_lexicon
from kg.model import Relation
from kg.read import make_paper
from kg.text import variant_key

GOLD = ("conferences_train.jsonl", "listings_dev.jsonl")
LEAST = 3
PRIOR = 3

Finding = tuple[Rule, Relation, str]


def judged_findings(annotated: GoldPaper) -> list[tuple[Finding, bool]]:
    """Return what is found in an annotated paper (rule, relation and key), each with whether it was marked."""
    paper = make_paper(title=annotated.title, abstract=annotated.abstract, source="")
    wanted = {
        relation: {variant_key(text) for entity in entities for text in (*entity.mentions, entity.name)}
        for relation, entities in annotated.entities.items()
    }
    found = sorted(set(_findings(make_passages(paper, load_lexicon()))))
    return [(finding, surface in wanted[finding[1]]) for finding, surface in found]


def _findings(passages: tuple[Passage, ...]) -> Iterator[tuple[Finding, str]]:
    definitions = [definition for passage in passages for definition in find_definitions(passage)]
    for mention in find_by_rules(passages, definitions):
        rule = Rule(mention.rule)
        if rule is not Rule.HEAD_NOUN:
            key = mention.name if rule is Rule.LEXICON else ""
            yield (rule, mention.relation, key), variant_key(mention.surface)
    for passage in passages:
        for chunk in filter(is_headed, passage.chunks):
            for relation in HEADED:
                yield (Rule.HEAD_NOUN, relation, head_noun(chunk)), variant_key(passage.text[slice(*chunk.span)])


def trust_table(papers: Iterable[list[tuple[Finding, bool]]]) -> dict[tuple[str, str, str], Trust]:
    """Return the trust in every finding that the papers had, and in every rule as a whole (its key is empty)."""
    found: Counter[Finding] = Counter()
    marked: Counter[Finding] = Counter()
    for judged in papers:
        for finding, is_marked in judged:
            for counted in {finding, (*finding[:2], "")}:
                found[counted] += 1
                marked[counted] += is_marked
    table = {}
    for (rule, relation, key), number in found.items():
        if key and rule is not Rule.HEAD_NOUN and number < LEAST:
            continue
        whole = marked[rule, relation, ""] / found[rule, relation, ""]
        prior = PRIOR if key else 0
        share = (marked[rule, relation, key] + prior * whole) / (number + prior)
        table[str(rule), str(relation), key] = Trust(share, number)
    return table


def main(folder: str) -> None:
    """Measure on the annotated papers and print the table."""
    papers = [judged_findings(paper) for name in GOLD for paper in read_gold(Path(folder) / name).papers]
    print("rule\trelation\tkey\tshare\tfound")
    for (rule, relation, key), (share, found) in sorted(trust_table(papers).items()):
        print(f"{rule}\t{relation}\t{key}\t{share:.3f}\t{found}")


if __name__ == "__main__":
    main(sys.argv[1])
