"""A file to read: its bytes, unpacked, its start, its numbered lines of text."""

import codecs
import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, Self

from kg.errors import InputError, SettingError
from kg.read.packed import unpacked

__all__ = ["FIELDS", "LONGEST_LINE", "NO_HINTS", "Head", "Hints", "SourceFile"]

FIELDS = (
    "title",
    "abstract",
    "authors",
    "year",
    "venue",
    "url",
    "doi",
    "arxiv_id",
    "keywords",
    "code",
    "pages",
    "references",
)
"""What a source can say of a paper."""
LONGEST_LINE = 2**26
"""The characters of the longest line that is read."""

_HEAD = 65_536
_BINARY_WITHIN = 8192
_LARGEST_WHOLE = 2**29
_BOMS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_DECLARATION = re.compile(rb"\s*%[^\n]{0,40}?\bencoding\s*[:=]\s*([\w.-]{1,40})", re.IGNORECASE)
_SINGLE_BYTE = frozenset(
    [f"iso8859-{part}" for part in (1, 2, 4, 5, 7, 9, 13, 15)]
    + [f"cp{page}" for page in range(1250, 1259)]
    + ["koi8-r", "koi8-u", "mac-roman"]
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a user says of the files beyond what they say themselves.

    `columns` names the column (or field) of a source in which a field of a paper stands: {"title": "Titel"}.

    Raises SettingError where it is no field of a paper.
    """

    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.columns:
            if name not in FIELDS:
                raise SettingError(f"no field of a paper is called {name!r}; there are: {', '.join(FIELDS)}")


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Head:
    """How a file begins, unpacked: its first 64 KiB, and these as text with plain line ends, "" where they are none."""

    data: bytes
    text: str
    hints: Hints = NO_HINTS


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file given to read.

    `name` is its path below the folder that all given files have in common, `label` what a user knows it by,
    `explicit` tells a file that was given by name from one found in a folder. `opener` opens it anew each time.
    """

    name: str
    label: str
    opener: Callable[[], io.BufferedReader]
    explicit: bool = True
    hints: Hints = NO_HINTS

    @classmethod
    def of_path(cls, path: Path, name: str, *, explicit: bool = True, label: str = "", hints: Hints = NO_HINTS) -> Self:
        """Return the source that the file at `path` is."""
        return cls(name, label or str(path), lambda: path.open("rb"), explicit, hints)

    @classmethod
    def of_text(cls, content: str | bytes, name: str, *, hints: Hints = NO_HINTS) -> Self:
        r"""Return a source that holds `content`, text as UTF-8.

        >>> list(SourceFile.of_text("two\nlines", "a.txt").lines())
        [(1, 'two'), (2, 'lines')]
        """
        data = content.encode() if isinstance(content, str) else content
        return cls(name, name, lambda: io.BufferedReader(io.BytesIO(data)), hints=hints)

    @property
    def size(self) -> int:
        """The size of the file in bytes, as it lies there."""
        with self._opened() as file:
            return file.seek(0, os.SEEK_END)

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes, as they lie there, in hexadecimal."""
        with self._opened() as file:
            return file_digest(file, "sha256").hexdigest()

    def open(self) -> io.BufferedReader:
        """Open the file's bytes, unpacked where they are packed (.gz, .bz2, .xz, .zst).

        Raises InputError where it cannot be read; reading raises it where it is damaged or a bomb.
        """
        return unpacked(self._opened(), self.label)

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """Open the file's bytes, unpacked, for reading in any order; what was packed lies in a temporary file."""
        with self.open() as file:
            if file.seekable():
                yield file
                return
            with io.BufferedRandom(tempfile.TemporaryFile(buffering=0)) as copy:
                shutil.copyfileobj(file, copy)
                copy.seek(0)
                yield copy

    def whole(self) -> bytes:
        """Return all bytes, unpacked, for formats that cannot be read piece by piece.

        Raises InputError where there are more than 512 MiB, and as `open` does.
        """
        with self.open() as file:
            data = file.read(_LARGEST_WHOLE + 1)
        if len(data) > _LARGEST_WHOLE:
            raise InputError(f"{self.label}: larger than {_LARGEST_WHOLE // 2**20} MiB; split it first")
        return data

    def head(self) -> Head:
        """Return how the file begins.

        Raises InputError where it is empty or cannot be read.
        """
        with self.open() as file:
            data = file.read(_HEAD)
        encoding = _encoding(data)
        if encoding is None:
            return Head(data, "", self.hints)
        text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise InputError(f"{self.label}: the file is empty; expected papers")
        return Head(data, text, self.hints)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the numbered lines, from 1 on, line ends taken off; a byte-order mark is obeyed.

        Raises InputError where the file cannot be read, is binary or in an encoding that is not recognised, naming
        line and byte.
        """
        number = 0
        with self.open() as file:
            encoding = _encoding(file.peek(_BINARY_WITHIN))
            if encoding is None:
                raise InputError(f"{self.label}: a binary file; expected text (UTF-8)")
            try:
                with io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape") as text:
                    for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), 1):
                        line.encode()  # fails on the very line that holds an escaped byte
                        if len(line) == LONGEST_LINE:
                            raise InputError(f"{self.label}, line {number}: longer than {LONGEST_LINE:,} characters")
                        yield number, line.rstrip("\n")
            except UnicodeError as error:
                raise InputError(
                    f"{self.label}, near line {max(number, 1)}: not {_shown(encoding)} text{_bad_byte(error)}; "
                    "convert it first, for example: iconv -f latin1 -t utf-8"
                ) from None
            except OSError as error:
                raise InputError(f"{self.label}: cannot be read ({error.strerror})") from None

    def pieces(self, size: int) -> Iterator[str]:
        """Yield the text in pieces of at most `size` characters, for formats in which lines mean nothing.

        Raises InputError as `lines` does.
        """
        line = 1
        with self.open() as file:
            encoding = _encoding(file.peek(_BINARY_WITHIN))
            if encoding is None:
                raise InputError(f"{self.label}: a binary file; expected text (UTF-8)")
            try:
                with io.TextIOWrapper(file, encoding=encoding) as text:
                    while piece := text.read(size):
                        line += piece.count("\n")
                        yield piece
            except UnicodeError as error:
                raise InputError(
                    f"{self.label}, after line {line}: not {_shown(encoding)} text{_bad_byte(error)}; "
                    "convert it first, for example: iconv -f latin1 -t utf-8"
                ) from None
            except OSError as error:
                raise InputError(f"{self.label}: cannot be read ({error.strerror})") from None

    def text(self) -> str:
        r"""Return all lines as one text.

        Raises InputError as `lines` and `whole` do.

        >>> SourceFile.of_text("two\r\nlines\r\n", "a.txt").text()
        'two\nlines'
        """
        self.whole()
        return "\n".join(line for _, line in self.lines())

    def _opened(self) -> io.BufferedReader:
        try:
            return self.opener()
        except OSError as error:
            raise InputError(f"{self.label}: cannot be read ({error.strerror})") from None


def _encoding(start: bytes) -> str | None:
    """Return the encoding of a text that begins so, None where it is no text."""
    marked = next((encoding for bom, encoding in _BOMS if start.startswith(bom)), None)
    if marked is None and b"\0" in start[:_BINARY_WITHIN]:
        return _unmarked_utf_16(start[:_BINARY_WITHIN])
    return marked or _declared(start) or "utf-8"


def _declared(start: bytes) -> str | None:
    """Return the encoding that the first line names in a comment, as JabRef writes it, unless the text is UTF-8."""
    found = _DECLARATION.match(start)
    try:
        codec = codecs.lookup(found[1].decode("ascii")) if found else None
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except LookupError:
        return None
    except UnicodeDecodeError:
        return codec.name if codec and codec.name in _SINGLE_BYTE else None
    return codec.name if codec and codec.name in _SINGLE_BYTE and start.isascii() else None


def _unmarked_utf_16(start: bytes) -> str | None:
    """Return the byte order of UTF-16 that begins without a mark: half of the bytes, every other one, are zero."""
    for encoding, zeros, others in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if 2 * zeros.count(0) > len(zeros) and not others.count(0):
            text = start[: len(start) // 2 * 2].decode(encoding, "replace")
            if all(char.isprintable() or char.isspace() for char in text):
                return encoding
    return None


def _bad_byte(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError):
        code = error.object[error.start]
        return f" (byte 0x{(ord(code) if isinstance(code, str) else code) & 0xFF:02x})"
    return ""


def _shown(encoding: str) -> str:
    return encoding.upper().removesuffix("-SIG")
