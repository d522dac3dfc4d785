"""Write the table of trust: how often what a rule finds was marked by annotators.

    python training/measure_trust.py KG_GOLD/conferences_train.jsonl > kg/extract/words/trust.tsv

A finding counts once a paper. A single name of the lexicon or a single last noun gets a row of its own from `LEAST`
findings on; its share is drawn to that of its rule with the weight of `PRIOR` findings, so that few
findings say little.
A last noun that is right in less than `LEAST_SHARE` of its phrases gets none: then it tells nothing.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.extract.acronyms import find_definitions
from kg.extract.entities import find_candidates
from kg.extract.headed import HEADED, head_noun, is_headed
from kg.extract.passage import Passage, make_passages
from kg.extract.rules import Rule
from kg.lexicon import load_lexicon
from kg.model import Relation
from kg.read import make_paper
from kg.text import variant_key

FIELDS = {
    Relation.DATASET: "datasets",
    Relation.TECHNIQUE: "techniques",
    Relation.TASK: "tasks",
    Relation.METRIC: "metrics",
}
LEAST = 3
LEAST_SHARE = 0.3
PRIOR = 3

Finding = tuple[Rule, Relation, str]


def findings(passages: tuple[Passage, ...]) -> Iterator[tuple[Finding, str]]:
    """Yield what is found in a paper: rule, relation and key, with the variant key of the surface."""
    definitions = [definition for passage in passages for definition in find_definitions(passage)]
    for mention in find_candidates(passages, definitions):
        rule = Rule(mention.rule)
        if rule is not Rule.HEAD_NOUN:
            key = mention.name if rule is Rule.LEXICON else ""
            yield (rule, mention.relation, key), variant_key(mention.surface)
    for passage in passages:
        for chunk in filter(is_headed, passage.chunks):
            for relation in HEADED:
                yield (Rule.HEAD_NOUN, relation, head_noun(chunk)), variant_key(passage.text[slice(*chunk.span)])


def count(annotated: list[dict[str, Any]]) -> tuple[Counter[Finding], Counter[Finding]]:
    """Return how often each was found, and how often it was marked."""
    found: Counter[Finding] = Counter()
    marked: Counter[Finding] = Counter()
    lexicon = load_lexicon()
    for record in annotated:
        paper = make_paper(title=record["title"], abstract=record["abstract"], source="")
        wanted = {
            relation: {variant_key(text) for entity in record[field] for text in (*entity["mentions"], entity["name"])}
            for relation, field in FIELDS.items()
        }
        for finding, surface in sorted(set(findings(make_passages(paper, lexicon)))):
            found[finding] += 1
            marked[finding] += surface in wanted[finding[1]]
    return found, marked


def main(path: str) -> None:
    """Measure on the annotated papers of `path` and print the table."""
    found, marked = count([json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()])
    whole_found: Counter[tuple[Rule, Relation]] = Counter()
    whole_marked: Counter[tuple[Rule, Relation]] = Counter()
    for (rule, relation, key), number in found.items():
        whole_found[rule, relation] += number
        whole_marked[rule, relation] += marked[rule, relation, key]
    share = {whole: whole_marked[whole] / number for whole, number in whole_found.items()}
    rows = [(*whole, "", value) for whole, value in share.items() if whole[0] is not Rule.HEAD_NOUN]
    for (rule, relation, key), number in found.items():
        score = (marked[rule, relation, key] + PRIOR * share[rule, relation]) / (number + PRIOR)
        if key and number >= LEAST and (rule is Rule.LEXICON or score >= LEAST_SHARE):
            rows.append((rule, relation, key, score))
    print("rule\trelation\tkey\tscore")
    for rule, relation, key, score in sorted(rows):
        print(f"{rule}\t{relation}\t{key}\t{score:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
