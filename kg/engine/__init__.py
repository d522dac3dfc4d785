"""Where the work is done: on this machine."""

from kg.engine.local import LocalEngine

__all__ = ["LocalEngine"]
