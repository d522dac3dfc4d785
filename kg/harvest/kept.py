"""Answers that are kept for a day, so that nothing is asked for twice and an interrupted fetch goes on."""

import gzip
import os
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from kg.errors import OutputError
from kg.staging import replacing

__all__ = ["KeptAnswers", "default_folder"]

_DAY = 24 * 60 * 60
_SUFFIX = ".gz"


def default_folder(environment: Mapping[str, str]) -> Path:
    """Return where answers are kept: below XDG_CACHE_HOME, else below `.cache` of the user.

    >>> default_folder({"XDG_CACHE_HOME": "/var/cache/me"}).as_posix()
    '/var/cache/me/kg/fetch'
    """
    base = environment.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "kg" / "fetch"


class KeptAnswers:
    """A folder of answers, each a file named after what was asked. It knows no headers, so no keys either.

    Raises OutputError where the folder cannot be written.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        """Open a folder and delete what is older than a day; where `fresh`, give nothing that is in it."""
        self._folder = folder
        self._fresh = fresh
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for file in folder.glob(f"*{_SUFFIX}"):
                if self._age(file) > _DAY:
                    file.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{folder}: cannot keep answers there ({error.strerror}); choose --cache") from None

    def get(self, *asked: str) -> bytes | None:
        """Return the answer to what was `asked`, None where there is none or it cannot be read."""
        if self._fresh:
            return None
        file = self._file(asked)
        with suppress(OSError, EOFError, zlib.error):
            if self._age(file) <= _DAY:
                return gzip.decompress(file.read_bytes())
        return None

    def put(self, answer: bytes, *asked: str) -> None:
        """Keep an answer, whole or not at all."""
        with replacing(self._file(asked)) as new:
            new.write_bytes(gzip.compress(answer, mtime=0))
            os.utime(new, (time.time(), time.time()))

    def _file(self, asked: tuple[str, ...]) -> Path:
        name = sha256("\0".join(asked).encode()).hexdigest()
        return self._folder / f"{name}{_SUFFIX}"

    def _age(self, file: Path) -> float:
        return time.time() - file.stat().st_mtime
