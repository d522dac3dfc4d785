"""The sentence encoder: one forward pass of a text gives a vector for each of its tokens.

Texts are encoded one at a time, never padded together: the int8 model scales its activations by what is in a batch, so
company would change a text's vectors. Long texts are cut into windows between sentences.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
import onnxruntime
from keybert.backend import BaseEmbedder
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from kg.errors import ResourceError
from kg.text import Span, sentences

__all__ = ["EncodedText", "Encoder", "SentenceEmbedder", "load_encoder"]

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

_WINDOW = 510


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The token vectors (tokens x 384) of a text, and the characters that each token covers."""

    vectors: Matrix
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def pooled(self, span: Span | None = None) -> Vector:
        """Return the mean vector (length 1) of the tokens in `span`, without one of all; zeros where none is."""
        inside = self.vectors[(self.starts < span.end) & (self.ends > span.start)] if span else self.vectors
        if not len(inside):
            return np.zeros(self.vectors.shape[1], dtype=np.float32)
        mean = inside.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)


class Encoder:
    """MiniLM through ONNX Runtime; safe to call from several threads at once."""

    def __init__(self, model: bytes, tokenizer: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._opening, self._closing = (self._tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))
        self.size = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, text: str) -> EncodedText:
        """Return the token vectors of `text`; special tokens are left out."""
        tokens = self._tokenizer.encode(text, add_special_tokens=False)
        parts = [self._vectors(tokens.ids[slice(*window)]) for window in _windows(tokens, text)]
        offsets = np.array(tokens.offsets, dtype=np.int64).reshape(-1, 2)
        return EncodedText(np.concatenate([np.zeros((0, self.size), np.float32), *parts]), offsets[:, 0], offsets[:, 1])

    def _vectors(self, ids: Sequence[int]) -> Matrix:
        framed = np.array([[self._opening, *ids, self._closing]], dtype=np.int64)
        vectors = self._session.run(None, {"input_ids": framed, "attention_mask": np.ones_like(framed)})[0][0]
        return np.asarray(vectors[1:-1], dtype=np.float32)


class SentenceEmbedder(BaseEmbedder):  # type: ignore[misc]
    """The encoder as KeyBERT wants it: texts in, one vector each out."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self._encoder = encoder

    def embed(self, documents: Sequence[str], verbose: bool = False) -> Matrix:  # noqa: ARG002
        """Return the pooled vectors (texts x 384) of `documents`."""
        return np.stack([self._encoder.encode(document).pooled() for document in documents])


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
