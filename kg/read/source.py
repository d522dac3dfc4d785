"""Find the files to read and open them as numbered lines of text."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from kg.errors import InputError

__all__ = ["SourceFile", "find_sources"]

_HEAD = 65_536
_GZIP_MAGIC = b"\x1f\x8b"
_BOMS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file given to read; `name` is its path below the folder that all given files have in common.

    `explicit` tells a file that was given by name from one found in a folder.
    """

    path: Path
    name: str
    explicit: bool

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes, in hexadecimal."""
        with self.path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def head(self) -> str:
        """Return the first 64 K characters.

        Raises InputError where the file is empty, binary, unreadable or in an encoding that is not recognised.
        """
        size = 0
        gathered = []
        for _, line in self.lines():
            gathered.append(line)
            size += len(line) + 1
            if size >= _HEAD:
                break
        head = "\n".join(gathered)[:_HEAD]
        if not head.strip():
            raise InputError(f"{self.path}: the file is empty; expected papers")
        return head

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the numbered lines, line ends taken off; .gz is opened, a byte-order mark obeyed.

        Raises InputError as `head` does, naming the line.
        """
        number = 0
        try:
            with self._open() as file:
                encoding = _encoding(file)
                if b"\0" in _peek(file, 8192) and encoding.startswith("utf-8"):
                    raise InputError(f"{self.path}: a binary file; expected text (UTF-8)")
                with io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape") as text:
                    for number, line in enumerate(text, 1):
                        line.encode()  # fails on the very line that holds an escaped byte
                        yield number, line.rstrip("\n")
        except UnicodeError as error:
            raise InputError(
                f"{self.path}, near line {max(number, 1)}: not {_shown(encoding)} text{_bad_byte(error)}; "
                "convert it first, for example: iconv -f latin1 -t utf-8"
            ) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(f"{self.path}, after line {number}: a damaged .gz file ({error})") from None
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read ({error.strerror})") from None

    def _open(self) -> io.BufferedReader:
        file = self.path.open("rb")
        if _peek(file, 2) != _GZIP_MAGIC:
            return file
        file.close()
        return io.BufferedReader(gzip.open(self.path))


def find_sources(paths: Sequence[Path]) -> list[SourceFile]:
    """Return the files that `paths` name, sorted by name; of folders all files below them but hidden ones.

    Raises InputError where a path does not exist or is neither file nor folder, or a folder holds no file.
    """
    found: dict[Path, bool] = {}
    for path in paths:
        try:
            for file in _files_of(path):
                found[file.resolve()] = found.get(file.resolve(), False) or file == path
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    common = Path(os.path.commonpath([file.parent for file in found])) if found else Path()
    files = [SourceFile(file, file.relative_to(common).as_posix(), explicit) for file, explicit in found.items()]
    return sorted(files, key=lambda file: file.name)


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(f"{path}: {'neither a file nor a folder' if path.exists() else 'no such file or folder'}")
    inside = [file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path))]
    if not inside:
        raise InputError(f"{path}: a folder without files; expected files of papers")
    return inside


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _peek(file: io.BufferedReader, size: int) -> bytes:
    return file.peek(size)[:size]


def _encoding(file: io.BufferedReader) -> str:
    start = _peek(file, 4)
    return next((encoding for bom, encoding in _BOMS if start.startswith(bom)), "utf-8")


def _bad_byte(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError):
        code = error.object[error.start]
        return f" (byte 0x{(ord(code) if isinstance(code, str) else code) & 0xFF:02x})"
    return ""


def _shown(encoding: str) -> str:
    return encoding.upper().removesuffix("-SIG")
