"""Unpack what is compressed: gzip, bzip2, xz and Zstandard, told by content, and guarded against bombs."""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kg.errors import InputError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["FREE_BYTES", "MOST_TIMES", "unpacked"]

MOST_TIMES = 200
"""A packed file may become this many times as large as it is."""
FREE_BYTES = 2**26
"""Up to this size of what is unpacked, how many times does not count."""

_BUFFER = 2**17
_DAMAGES = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, zstd.ZstdError)


class _Packing(NamedTuple):
    suffix: str
    open: Callable[[io.BufferedReader], io.BufferedIOBase]


_PACKINGS: Mapping[bytes, _Packing] = {
    b"\x1f\x8b": _Packing(".gz", lambda file: gzip.GzipFile(fileobj=file)),
    b"BZh": _Packing(".bz2", bz2.BZ2File),
    b"\xfd7zXZ\0": _Packing(".xz", lzma.LZMAFile),
    b"\x28\xb5\x2f\xfd": _Packing(".zst", zstd.ZstdFile),
}


class _Unpacked(io.RawIOBase):
    """What is in a packed file; stops where that is more than a file of papers can be."""

    def __init__(self, file: io.BufferedReader, packing: _Packing, label: str) -> None:
        self._file, self._suffix, self._label = file, packing.suffix, label
        self._inside = packing.open(file)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inside.read(len(buffer))
        except (*_DAMAGES, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise InputError(
                f"{self._label}: a damaged {self._suffix} file ({error}), after {self._given:,} bytes unpacked"
            ) from None
        self._given += len(data)
        if self._given > FREE_BYTES and self._given > MOST_TIMES * self._file.tell():
            raise InputError(
                f"{self._label}: unpacks to more than {FREE_BYTES // 2**20} MiB and to more than {MOST_TIMES} times "
                "its size; if you trust it, unpack it first"
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inside.close()
            self._file.close()
        super().close()


def unpacked(file: io.BufferedReader, label: str) -> io.BufferedReader:
    """Return what is in `file` where it is packed, else `file` itself; `label` is its name in errors.

    Reading raises InputError where the file is damaged, and where it unpacks to more than `FREE_BYTES` and to more than
    `MOST_TIMES` its size.

    >>> unpacked(io.BufferedReader(io.BytesIO(bz2.compress(b"papers"))), "a.bz2").read()
    b'papers'
    """
    start = file.peek(8)
    for magic, packing in _PACKINGS.items():
        if start.startswith(magic):
            return io.BufferedReader(_Unpacked(file, packing, label), _BUFFER)
    return file
