"""The language model: one forward pass of a paper gives a vector for each of its tokens and tags for its words.

Texts are read one at a time, never padded together: the int8 model scales its activations by what is in a batch, so
company would change a text's vectors. Long texts are cut into windows between sentences.
"""

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from kg.errors import ResourceError
from kg.extract.acronyms import Definition
from kg.extract.marks import MARKS, mark_text
from kg.extract.passage import Passage, field_starts
from kg.extract.tags import Tags
from kg.model import Field, Mention
from kg.text import Span, sentences

__all__ = [
    "BETWEEN",
    "EncodedPaper",
    "EncodedText",
    "Encoder",
    "encode_paper",
    "letter_case",
    "load_encoder",
    "mark_paper",
    "unit",
]

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

BETWEEN = ". "
"""What stands between the title and the abstract where both are read as one text."""

_SLOWER = ["SkipLayerNormFusion"]
"""What ONNX Runtime would make of this model that is slower than the parts it is made of."""
_WINDOW = 510
_VOCABULARY = 30522
_LOWER, _CAPITALISED, _UPPER, _MIXED = range(4)


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The token vectors (tokens x 384) of a text, the characters that each token covers, and the tags of its words."""

    vectors: Matrix
    starts: list[int]
    ends: list[int]
    tags: Tags

    def pooled(self, span: Span | None = None) -> Vector:
        """Return the mean vector (length 1) of the tokens in `span`, without one of all; zeros where none is."""
        if span is None:
            return _mean(self.vectors)
        return _mean(self.vectors[bisect_right(self.ends, span.start) : bisect_left(self.starts, span.end)])


@dataclass(frozen=True, slots=True)
class EncodedPaper:
    """The title and the abstract of a paper, read as one text; `starts` tells where in it each of them begins."""

    text: EncodedText
    starts: Mapping[Field, int]

    def place(self, field: Field, span: Span) -> Span:
        """Return where a span of a field is in the text."""
        start = self.starts[field]
        return Span(start + span.start, start + span.end)

    def pooled(self, field: Field, span: Span) -> Vector:
        """Return the mean vector (length 1) of the tokens in `span` of a field."""
        return self.text.pooled(self.place(field, span))


class Encoder:
    """MiniLM with a tagger branching off it, through ONNX Runtime; safe to call from several threads at once."""

    def __init__(self, model: bytes, tokenizer: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._opening, self._closing = (self._tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))
        self._shapes = [output.shape[2:] for output in self._session.get_outputs()]
        self.size = int(self._shapes[0][0])

    def encode(self, text: str, marks: Matrix | None = None) -> EncodedText:
        """Return the token vectors of `text` and the tags of its words; special tokens are left out.

        `marks` (`MARKS` x characters) are what the rules say of the text, without them nothing.
        """
        tokens = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = np.array(tokens.offsets, dtype=np.int64).reshape(-1, 2)
        marked = np.zeros((len(MARKS), len(text)), np.float32) if marks is None else marks
        parts = [self._run(tokens, text, offsets, marked, window) for window in _windows(tokens, text)]
        vectors, tag_logits, role_logits = (
            np.concatenate([np.zeros((0, *shape), np.float32), *outputs])
            for shape, outputs in zip(self._shapes, zip(*parts, strict=True) if parts else [()] * 3, strict=True)
        )
        firsts, ends = _words(tokens)
        tags = Tags(
            offsets[firsts, 0].tolist(),
            offsets[ends, 1].tolist(),
            _softmax(tag_logits[firsts]),
            _softmax(role_logits[firsts]),
        )
        return EncodedText(vectors, offsets[:, 0].tolist(), offsets[:, 1].tolist(), tags)

    def _run(
        self, tokens: Encoding, text: str, offsets: NDArray[np.int64], marks: Matrix, window: Span
    ) -> list[Matrix]:
        inside = slice(*window)
        cased = [
            token + _VOCABULARY * letter_case(text[start:end])
            for token, (start, end) in zip(tokens.ids[inside], tokens.offsets[inside], strict=True)
        ]
        ids = np.array([[self._opening, *cased, self._closing]], dtype=np.int64)
        framed = np.zeros((1, ids.shape[1], len(MARKS)), dtype=np.float32)
        framed[0, 1:-1] = marks[:, offsets[inside, 0]].T
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "marks": framed}
        return [output[0, 1:-1] for output in self._session.run(None, inputs)]


def unit(vector: Vector) -> Vector:
    """Return a vector of length 1 that points where `vector` does; zeros stay."""
    return np.asarray(vector / max(float(np.sqrt(vector.dot(vector))), 1e-12), dtype=np.float32)


def _mean(vectors: Matrix) -> Vector:
    """Return the mean of vectors, of length 1; zeros where there are none."""
    return unit(np.add.reduce(vectors) / max(len(vectors), 1))


@functools.lru_cache(maxsize=1 << 16)
def letter_case(piece: str) -> int:
    """Tell how a piece of a word is written: 0 in lower case, 1 with a first capital, 2 in capitals, 3 mixed."""
    if not any(map(str.isupper, piece)):
        return _LOWER
    if len(piece) > 1 and not any(map(str.islower, piece)):
        return _UPPER
    return _CAPITALISED if not any(map(str.isupper, piece[1:])) else _MIXED


def _words(tokens: Encoding) -> tuple[list[int], list[int]]:
    """Return the first and the last token of each word."""
    firsts: list[int] = []
    lasts: list[int] = []
    before = None
    for index, word in enumerate(tokens.word_ids):
        if word == before:
            lasts[-1] = index
        else:
            firsts.append(index)
            lasts.append(index)
        before = word
    return firsts, lasts


def _softmax(logits: Matrix) -> NDArray[np.float64]:
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def encode_paper(
    passages: Sequence[Passage], findings: Sequence[Mention], definitions: Sequence[Definition]
) -> EncodedPaper:
    """Return the passages of one paper, read in one forward pass together with what the rules find in them."""
    text, marks = mark_paper(passages, findings, definitions)
    return EncodedPaper(load_encoder().encode(text, marks), field_starts(passages, between=len(BETWEEN)))


def mark_paper(
    passages: Sequence[Passage], findings: Sequence[Mention], definitions: Sequence[Definition]
) -> tuple[str, Matrix]:
    """Return the passages of one paper as one text, and its marks (`MARKS` x characters)."""
    text = BETWEEN.join(passage.text for passage in passages)
    starts = field_starts(passages, between=len(BETWEEN))
    return text, mark_text(passages, starts, len(text), findings, definitions)


@functools.cache
def load_encoder() -> Encoder:
    """Return the encoder that kg ships, loaded once.

    Raises ResourceError where its files are missing.
    """
    models = files("kg.models")
    try:
        with as_file(models.joinpath("encoder.onnx")) as path:
            return Encoder(path.read_bytes(), models.joinpath("tokenizer.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ResourceError(f"{error.filename}: the encoder is missing; install kg again") from None


def _windows(tokens: Encoding, text: str) -> Iterator[Span]:
    """Yield runs of tokens that fit the model, of whole sentences; a sentence too long alone is cut between tokens."""
    count = len(tokens.ids)
    sentence_ends = {sentence.end for sentence in sentences(text)} if count > _WINDOW else set()
    first = 0
    while first < count:
        last = min(first + _WINDOW, count)
        if last < count:
            last = max(
                (end for end in range(first + 1, last + 1) if tokens.offsets[end - 1][1] in sentence_ends), default=last
            )
        yield Span(first, last)
        first = last
