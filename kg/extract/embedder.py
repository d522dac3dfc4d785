"""The encoder as KeyBERT wants it."""

from collections.abc import Sequence

import numpy as np
from keybert.backend import BaseEmbedder
from numpy.typing import NDArray

from kg.extract.encoder import Encoder

__all__ = ["SentenceEmbedder"]


class SentenceEmbedder(BaseEmbedder):  # type: ignore[misc]
    """Texts in, one vector each out."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self._encoder = encoder

    def embed(self, documents: Sequence[str], verbose: bool = False) -> NDArray[np.float32]:  # noqa: ARG002
        """Return the pooled vectors (texts x 384) of `documents`."""
        return np.stack([self._encoder.encode(document).pooled() for document in documents])
