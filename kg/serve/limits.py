"""What a query may take before it is ended, and how much the server takes on at once."""

import os
from dataclasses import dataclass

__all__ = ["Limits"]

_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of a server. A query over one of the first four is ended and told so; the others keep it answering."""

    seconds: float = 10.0
    """How long a query may run."""
    rows: int = 100_000
    """How many rows, or triples, an answer may have."""
    memory: int = 1024 * _MEBIBYTE
    """How many bytes a query may take beside the graph (where the system can bound it: Linux)."""
    answer: int = 256 * _MEBIBYTE
    """How many bytes an answer may have."""

    query: int = _MEBIBYTE
    """How many bytes a query may have."""
    running: int = max(4, os.cpu_count() or 1)
    """How many queries run at once."""
    waiting: int = 100
    """How many queries wait for their turn; more are turned away."""
    patience: float = 30.0
    """How many seconds a query waits for its turn, and a client may take to send its request."""
    sending: float = 300.0
    """How many seconds a client may take to receive an answer."""
