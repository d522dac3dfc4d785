"""Measure the keywords of kg and of plain KeyBERT on Inspec, in one run, over the same encoder.

    python benchmarks/inspec.py KG_GOLD/public/inspec/valid.txt [PAPERS]

Inspec (Hulth, 2003) holds abstracts of 1998 to 2002 with the phrases that indexers chose; nothing of kg is fitted to
it. The file has a token and its tag (B-KEY, I-KEY, O) a line, and an empty line after each paper. PAPERS takes the
first so many. The tokens are joined to text again; the title, which the file does not set apart, is taken to end before
the first capitalised function word ("This", "A", "We"), else before the first capitalised word that stands between two
in lower case.

How it is counted, as is usual for present keyphrases: gold are the distinct tagged phrases of a paper; gold and
predicted phrases are lower-cased, split at all but letters, digits and + #, and each word is stemmed (Porter);
predictions with equal stems count once, the next one moves up; a prediction is right where all stems agree. At k,
precision divides the right ones by k or by how many were predicted, whichever is fewer, recall by the gold phrases. F1
is taken a paper and averaged over papers; papers without gold phrases are left out.

kg: `find_keywords` as a build calls it, with neither threshold nor lexicon. KeyBERT: its defaults (English stop words,
no MMR) with phrases of one to three words.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import snowballstemmer  # type: ignore[import-untyped, unused-ignore]
from keybert import KeyBERT

from kg.extract.embedder import SentenceEmbedder
from kg.extract.encoder import encode_paper, load_encoder
from kg.extract.keyword import find_keywords
from kg.extract.passage import make_passages
from kg.lexicon import Lexicon
from kg.model import Paper
from kg.settings import Settings

__all__ = ["IndexedPaper", "f1_at", "read_inspec"]

CUTS = (5, 10)
MOST = 25
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a all although among an and as at based both by despite for from given how however i if in it many most new"
        " of often on one our recent recently since some the there these this to two under using we what when while"
        " why with",
    )
)
BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
LONGEST_TITLE = 40
WORD = re.compile(r"[a-z0-9]+(?:\+\+|#)?")
STEMMER = snowballstemmer.stemmer("porter")


class IndexedPaper(NamedTuple):
    """A paper and the phrases that indexers chose, stemmed."""

    paper: Paper
    phrases: frozenset[str]


def main(path: str, papers: str = "500") -> None:
    """Print F1 of both at both cuts, and seconds a paper."""
    indexed = [item for item in read_inspec(Path(path).read_text(encoding="utf-8")) if item.phrases][: int(papers)]
    keybert = KeyBERT(model=SentenceEmbedder(load_encoder()))
    print(f"| {len(indexed)} papers | " + " | ".join(f"F1@{cut}" for cut in CUTS) + " | seconds a paper |")
    print("|---|" + "--:|" * (len(CUTS) + 1))
    rankers: dict[str, Callable[[Paper], list[str]]] = {
        "kg": _kg_phrases,
        "KeyBERT, (1,3)-grams": lambda paper: _keybert_phrases(keybert, paper),
    }
    for name, ranker in rankers.items():
        start = time.perf_counter()
        ranked = [_stemmed(ranker(item.paper)) for item in indexed]
        seconds = (time.perf_counter() - start) / len(indexed)
        f1s = [
            np.mean([f1_at(cut, phrases, item.phrases) for phrases, item in zip(ranked, indexed, strict=True)])
            for cut in CUTS
        ]
        print(f"| {name} | " + " | ".join(f"{f1:.3f}" for f1 in f1s) + f" | {seconds:.3f} |")


def read_inspec(text: str) -> Iterator[IndexedPaper]:
    """Yield the papers of a file of tagged tokens.

    >>> rows = "Fog B-KEY|in O|towns O|The O|fog B-KEY|-LRB- O|sea B-KEY|fog I-KEY|-RRB- O|came O|. O"
    >>> (item,) = read_inspec(rows.replace(" ", chr(9)).replace("|", chr(10)))
    >>> item.paper.title, item.paper.abstract, sorted(item.phrases)
    ('Fog in towns', 'The fog (sea fog) came.', ['fog', 'sea fog'])
    """
    for number, block in enumerate(re.split(r"\n\s*\n", text.strip())):
        rows = [line.rstrip("\n").split("\t") for line in block.splitlines()]
        tokens = [BRACKETS.get(token, token) for token, _ in rows]
        phrases: list[list[str]] = []
        for token, (_, tag) in zip(tokens, rows, strict=True):
            if tag.startswith("B"):
                phrases.append([token])
            elif tag.startswith("I") and phrases:
                phrases[-1].append(token)
        end = _title_end(tokens)
        paper = Paper(f"paper/{number}", _joined(tokens[:end]), _joined(tokens[end:]))
        yield IndexedPaper(paper, frozenset(_stemmed(" ".join(phrase) for phrase in phrases)))


def f1_at(cut: int, ranked: Sequence[str], wanted: frozenset[str]) -> float:
    """Return F1 of the first `cut` phrases.

    >>> f1_at(2, ["fog", "sea", "town"], frozenset(["fog", "town"]))
    0.5
    """
    best = ranked[:cut]
    hits = len(wanted.intersection(best))
    return 2 * hits / (len(best) + len(wanted)) if best else 0.0


def _kg_phrases(paper: Paper) -> list[str]:
    diversity = Settings().keyword_diversity
    passages = make_passages(paper, Lexicon([]))
    mentions = find_keywords(passages, encode_paper(passages, [], []), most=MOST, min_score=0, diversity=diversity)
    return [mention.surface for mention in sorted(mentions, key=lambda mention: (-mention.score, mention))]


def _keybert_phrases(keybert: KeyBERT, paper: Paper) -> list[str]:
    text = f"{paper.title}. {paper.abstract}" if paper.title else paper.abstract
    return [phrase for phrase, _ in keybert.extract_keywords(text, keyphrase_ngram_range=(1, 3), top_n=MOST)]


def _stemmed(phrases: Sequence[str] | Iterator[str]) -> list[str]:
    stems = (" ".join(STEMMER.stemWords(WORD.findall(phrase.lower()))) for phrase in phrases)
    return [phrase for phrase in dict.fromkeys(stems) if phrase]


def _title_end(tokens: Sequence[str]) -> int:
    window = range(2, min(LONGEST_TITLE, len(tokens) - 3))
    for index in window:
        if (
            tokens[index][0].isupper()
            and tokens[index].lower() in FUNCTION_WORDS
            and tokens[index - 1][-1] not in ":-("
        ):
            return index
    for index in window:
        is_word = tokens[index].istitle() and tokens[index - 1].isalnum()
        if is_word and tokens[index + 1].islower():
            return index
    return 0


def _joined(tokens: Sequence[str]) -> str:
    text = ""
    for token in tokens:
        close = not text or text[-1] in "([{" or token in ",.;:)]}?!%" or token.startswith("'")
        text += token if close else f" {token}"
    return text


if __name__ == "__main__":
    main(*sys.argv[1:])
