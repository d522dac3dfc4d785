"""Papers that lie where Spark reads: copied to this machine, and known by what they are called there."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.read import Copied, Fetched, is_address
from kg.spark.storage import Status, Storage

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["fetched"]

_WILD = frozenset("*?[{")


@contextmanager
def fetched(session: "SparkSession", paths: Sequence[Path | str]) -> Iterator[list[Path | str | Fetched]]:
    """Give `paths` with those that have a scheme (`s3a://bucket/papers/`) fetched into a temporary folder.

    As on this machine, a folder stands for all files below it but hidden ones, a pattern (`hdfs://host/*.jsonl`) for
    the files that it matches. The copies go at the end.

    Raises InputError where there is nothing, it may not be read, or Spark knows no such file system.
    """
    storage = Storage(session, InputError)
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        yield [
            _fetched(storage, str(path), Path(folder) / str(number)) if is_address(path) else path
            for number, path in enumerate(paths)
        ]


def _fetched(storage: Storage, address: str, folder: Path) -> Fetched:
    folder.mkdir()
    files = []
    for number, (found, explicit) in enumerate(_files_of(storage, address)):
        copy = folder / str(number)
        storage.copy_here(found.address, copy)
        files.append(Copied(found.address, _place(found), copy, explicit))
    return Fetched(address, tuple(files))


def _files_of(storage: Storage, address: str) -> list[tuple[Status, bool]]:
    """Return the files that an address names, and whether it is the name of that very file."""
    there = storage.status(address)
    if there is None:
        return [(file, False) for file in _matching(storage, address)]
    if there.is_file:
        return [(there, True)]
    below = [file for file in storage.files_below(address) if not _is_hidden(file, there)]
    if not below:
        raise InputError(f"{address}: a folder without files; expected files of papers")
    return [(file, False) for file in below]


def _matching(storage: Storage, address: str) -> list[Status]:
    if not _WILD & set(address):
        raise InputError(f"{address}: no such file or folder")
    if "**" in address:
        raise InputError(
            f"{address}: Spark's patterns know no **; name the folder, which stands for all files below it"
        )
    matching = [found for found in storage.matching(address) if found.is_file]
    if not matching:
        raise InputError(f"{address}: no file matches the pattern")
    return matching


def _is_hidden(file: Status, folder: Status) -> bool:
    below = file.path.removeprefix(folder.path).split("/")
    return any(part.startswith(".") for part in below)


def _place(file: Status) -> Path:
    """Return the path that names come from: of this machine's own files what it is without a scheme."""
    if file.scheme == "file":
        return Path(file.path).resolve()
    return Path("/", f"{file.scheme}:", file.authority, file.path.lstrip("/"))
