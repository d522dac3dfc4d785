"""A store of bytes under keys: one SQLite file that several builds use at once and that a killed one leaves whole.

Each value carries a digest of itself and its key, so that damage is never taken for a value. A file that is damaged or
of another version is given up for a new one under the next number; a build that still has the old one open is not
disturbed.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_cache_path

__all__ = ["LIMIT", "Store", "cache_folder"]

LIMIT = 2 * 2**30
"""The bytes that a store may take; what was not used for longest goes first."""

_VERSION = 1
_PREFIX, _SUFFIX = "kept-", ".sqlite"
_BESIDE = ("", "-wal", "-shm", "-journal")
_SCHEMA = "CREATE TABLE kept (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL)"
_OLDEST_QUARTER = "SELECT rowid FROM kept ORDER BY used, rowid LIMIT (SELECT count(*) / 4 + 1 FROM kept)"
_DIGEST = 16
_CHUNK = 500
_WAIT = 60.0
_DAY = 86_400


def cache_folder() -> Path:
    """Return the folder that KG_CACHE names, else the one for caches of the user's system."""
    return Path(named) if (named := os.environ.get("KG_CACHE")) else user_cache_path("kg")


class Store:
    """Bytes under keys in `folder`; without one, or where it cannot be used, nothing is kept and nothing is found.

    `on_notice` is called with what a person should know: damage, another version, a folder that cannot be used.
    """

    def __init__(self, folder: Path | None, *, on_notice: Callable[[str], object], limit: int = LIMIT) -> None:
        self._folder, self._on_notice, self._limit = folder or Path(), on_notice, limit
        self._connection: sqlite3.Connection | None = None
        if folder:
            with self._guarded():
                folder.mkdir(parents=True, exist_ok=True)
                self._open(max(self._numbers(), default=1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._guarded():
            while self._connection and self.size() > self._limit:
                self._connection.execute(f"DELETE FROM kept WHERE rowid IN ({_OLDEST_QUARTER})")  # noqa: S608
        self._close()

    def get(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Yield the keys that have a value, with it; in no order."""
        today, damaged = int(time.time() // _DAY), 0
        for start in range(0, len(keys), _CHUNK):
            for key, sealed in self._rows(keys[start : start + _CHUNK], today):
                value = sealed[_DIGEST:]
                if sealed[:_DIGEST] == _digest(key, value):
                    yield key, value
                else:
                    damaged += 1
        if damaged:
            self._on_notice(f"the cache {self._path()} is damaged in {damaged:,} places: these are made anew")

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Keep all of `values`; after this they outlive the process."""
        today = int(time.time() // _DAY)
        rows = [(key, _digest(key, value) + value, today) for key, value in values.items()]
        with self._guarded():
            if self._connection:
                with self._transaction(self._connection):
                    self._connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)

    def count(self) -> int:
        """Return how many values are kept."""
        with self._guarded():
            if self._connection:
                return int(self._connection.execute("SELECT count(*) FROM kept").fetchone()[0])
        return 0

    def size(self) -> int:
        """Return the bytes that the values take on disk."""
        if not self._connection:
            return 0
        ask = self._connection.execute
        pages, free, bytes_a_page = (
            ask(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * bytes_a_page)

    def clear(self) -> None:
        """Forget all values and give their space back."""
        with self._guarded():
            self._begin_anew()

    def _rows(self, keys: Sequence[bytes], today: int) -> Iterable[tuple[bytes, bytes]]:
        these = f"WHERE key IN ({','.join('?' * len(keys))})"
        with self._guarded():
            if self._connection:
                rows = self._connection.execute(f"SELECT key, value, used FROM kept {these}", keys).fetchall()  # noqa: S608
                if any(used < today for _, _, used in rows):
                    self._connection.execute(f"UPDATE kept SET used = ? {these}", (today, *keys))  # noqa: S608
                return [(key, value) for key, value, _ in rows]
        return []

    def _open(self, number: int) -> None:
        path = self._folder / f"{_PREFIX}{number}{_SUFFIX}"
        self._connection = connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        with self._transaction(connection):
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables:
                version = _VERSION
                connection.execute(f"PRAGMA user_version = {_VERSION}")
                connection.execute(_SCHEMA)
        connection.execute("PRAGMA synchronous = NORMAL")
        if version != _VERSION:
            self._on_notice(f"the cache {path} is of version {version}, expected {_VERSION}: it is made anew")
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._close()
        old = self._numbers()
        self._open(max(old, default=0) + 1)
        for number in old:
            for beside in _BESIDE:
                with suppress(OSError):
                    (self._folder / f"{_PREFIX}{number}{_SUFFIX}{beside}").unlink()

    def _numbers(self) -> list[int]:
        names = [path.name for path in self._folder.glob(f"{_PREFIX}*{_SUFFIX}")]
        numbers = [name.removeprefix(_PREFIX).removesuffix(_SUFFIX) for name in names]
        return [int(number) for number in numbers if number.isdecimal()]

    def _path(self) -> Path:
        return self._folder / f"{_PREFIX}{max(self._numbers(), default=1)}{_SUFFIX}"

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Begin anew where the file is damaged; go on without where it cannot be used."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            self._close()
            self._on_notice(f"the cache in {self._folder} cannot be used ({error}): nothing is kept for later builds")
        except sqlite3.DatabaseError as error:
            self._on_notice(f"the cache {self._path()} is damaged ({error}): it is made anew")
            with self._guarded():
                self._begin_anew()

    @staticmethod
    @contextmanager
    def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            yield

    def _close(self) -> None:
        if self._connection:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None


def _digest(key: bytes, value: bytes) -> bytes:
    return blake2b(key + value, digest_size=_DIGEST).digest()
