"""The pace at which a service is asked."""

import os
import time
from pathlib import Path

__all__ = ["Pace"]


class Pace:
    """Lets `seconds` pass between the starts of two requests; a file remembers the last one for the next command."""

    def __init__(self, file: Path, seconds: float) -> None:
        self._file = file
        self._seconds = seconds

    def wait(self) -> None:
        """Wait until the next request may start, and take it as started."""
        pause = self._last() + self._seconds - time.time()
        if 0 < pause <= self._seconds:
            time.sleep(pause)
        self._file.touch()
        os.utime(self._file, (time.time(), time.time()))

    def _last(self) -> float:
        try:
            return self._file.stat().st_mtime
        except FileNotFoundError:
            return 0.0
