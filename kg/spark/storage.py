"""The file systems that Spark reaches: local, HDFS, object stores, whatever its configuration and jars know."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KgError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Status", "Storage"]

_NOT_THERE = ("FileNotFoundException", "NoSuchFileException")
_NO_RIGHT = ("AccessControlException", "AccessDeniedException")
_NO_SYSTEM = ("UnsupportedFileSystemException", "ClassNotFoundException", "No FileSystem for scheme")


@dataclass(frozen=True, slots=True)
class Status:
    """A file or folder: its address, and the parts of that."""

    address: str
    scheme: str
    authority: str
    path: str
    is_file: bool


class Storage:
    """Lists, copies, moves and deletes what lies under addresses (`s3a://bucket/papers`), through Hadoop's own classes.

    Bytes go from file to file, in pieces; none come into Python. Every method raises `error` where an address is of a
    file system that Spark does not know, may not be used, or cannot be reached.
    """

    def __init__(self, session: "SparkSession", error: type[KgError]) -> None:
        context = session.sparkContext
        jvm: Any = context._jvm
        self._hadoop = jvm.org.apache.hadoop.fs
        self._configuration = context._jsc.hadoopConfiguration()
        self._error = error

    def status(self, address: str) -> Status | None:
        """Return what lies at an address, None where nothing does."""
        with self._told(address):
            path, system = self._located(address)
            return _status(system.getFileStatus(path)) if system.exists(path) else None

    def files_below(self, folder: str) -> list[Status]:
        """Return all files below a folder, none where it does not exist."""
        with self._told(folder):
            path, system = self._located(folder)
            found = system.listFiles(path, True) if system.exists(path) else None
            files = []
            while found is not None and found.hasNext():
                files.append(_status(found.next()))
            return files

    def matching(self, pattern: str) -> list[Status]:
        """Return what matches a pattern, as Hadoop understands it: `*`, `?`, `[a-c]`, `{a,b}`."""
        with self._told(pattern):
            path, system = self._located(pattern)
            return [_status(found) for found in system.globStatus(path) or ()]

    def copy_here(self, address: str, file: Path) -> None:
        """Copy a file to this machine."""
        with self._told(address):
            path, system = self._located(address)
            system.copyToLocalFile(False, path, self._hadoop.Path(f"file://{file}"), True)

    def copy_there(self, file: Path, address: str) -> None:
        """Copy a file of this machine to an address."""
        with self._told(address):
            path, system = self._located(address)
            system.copyFromLocalFile(False, True, self._hadoop.Path(f"file://{file}"), path)

    def move(self, address: str, to: str) -> None:
        """Give what lies at an address another one, at which nothing may lie."""
        with self._told(to):
            path, system = self._located(address)
            target, _ = self._located(to)
            system.mkdirs(target.getParent())
            if not system.rename(path, target):
                raise self._error(f"{to}: cannot be written; {address} could not be moved there")

    def delete(self, address: str) -> None:
        """Delete a file, or a folder with all that is in it, where there is one."""
        with self._told(address):
            path, system = self._located(address)
            system.delete(path, True)

    def touch(self, address: str) -> None:
        """Write an empty file."""
        with self._told(address):
            path, system = self._located(address)
            system.create(path, True).close()

    def _located(self, address: str) -> tuple[Any, Any]:
        path = self._hadoop.Path(address)
        return path, path.getFileSystem(self._configuration)

    @contextmanager
    def _told(self, address: str) -> Iterator[None]:
        """Turn what Java says into one line."""
        from py4j.protocol import Py4JJavaError

        try:
            yield
        except Py4JJavaError as error:
            raise self._error(f"{address}: {_reason(str(error.java_exception.toString()))}") from None


def _status(found: Any) -> Status:
    uri = found.getPath().toUri()
    return Status(
        str(found.getPath().toString()),
        str(uri.getScheme() or ""),
        str(uri.getAuthority() or ""),
        str(uri.getPath()),
        bool(found.isFile()),
    )


def _reason(told: str) -> str:
    """Return what a person should know of a Java exception, as it prints itself.

    >>> _reason("java.io.FileNotFoundException: /a (Permission denied)")
    'no right to it: /a (Permission denied)'
    """
    kind, _, message = told.splitlines()[0].partition(": ")
    if any(name in told for name in _NO_SYSTEM):
        return (
            f"Spark knows no such file system ({message}); give it the jars of one, "
            "for example spark.jars.packages in its spark-defaults.conf"
        )
    if kind.endswith(_NO_RIGHT) or "Permission denied" in message:
        return f"no right to it: {message}"
    if kind.endswith(_NOT_THERE):
        return f"no such file or folder: {message}"
    return f"cannot be reached: {message or kind}"
