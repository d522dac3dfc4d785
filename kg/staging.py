"""Write outputs aside and move them into place, so that they appear whole or not at all."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import OutputError

__all__ = ["is_unfinished", "replacing", "staged"]

_PREFIX = ".kg-building-"
_COMPLETE = "complete"


@contextmanager
def staged(folder: Path, *, last: str) -> Iterator[Path]:
    """Give an empty folder to write into; on success move what is in it into `folder`, the file `last` at the end.

    Where the body raises, `folder` stays as it was. Where a process is killed before its outputs are complete they are
    cleared away by the next one; stopped while it moves them into place, the next one does the rest of it first. Other
    things in `folder` are left alone.

    Raises OutputError where `folder` cannot be made or written to, another build writes into it, or a folder in it that
    would be replaced holds other kinds of files.
    """
    missing: list[Path] = []
    try:
        missing += [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            for left in folder.glob(f"{_PREFIX}*"):
                _move(left, folder, last=last)
                shutil.rmtree(left, ignore_errors=True)
            aside = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
            try:
                new = aside / "new"
                new.mkdir()
                (aside / "old").mkdir()
                yield new
                _refuse_foreign(new, folder)
                new.rename(aside / _COMPLETE)
                _move(aside, folder, last=last)
            finally:
                if not any(aside.glob(f"{_COMPLETE}/*")):
                    shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        if _is_aside(folder):
            raise  # for the one that writes into the folder that people know
        raise OutputError(
            f"{folder}: cannot be written to ({error.strerror or error}); choose another folder with -o"
        ) from None
    finally:
        for path in missing:
            with suppress(OSError):
                path.rmdir()


def is_unfinished(folder: Path) -> bool:
    """Tell whether something is being written into `folder` by `staged`, or was by a process that was killed."""
    return any(folder.glob(f"{_PREFIX}*"))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file to write to; on success move it to `path`, else leave what is there as it was.

    Raises OutputError where `path` cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=path.parent) as aside:
            new = Path(aside) / path.name
            yield new
            new.replace(path)
    except OSError as error:
        if _is_aside(path):
            raise
        raise OutputError(f"{path}: cannot be written ({error.strerror or error}); choose another file") from None


def _is_aside(path: Path) -> bool:
    return any(part.startswith(_PREFIX) for part in path.parts)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other builds out of `folder`; the lock goes with the process, so a killed build holds none."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        if not _take(lock):
            raise OutputError(f"{folder}: another build writes into it; wait for it or choose another folder with -o")
        yield
    finally:
        os.close(lock)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: nothing keeps others out
    return True


def _refuse_foreign(new: Path, folder: Path) -> None:
    """Raise OutputError where a folder that is to be replaced holds other kinds of files than the new one."""
    for made in sorted(item for item in new.iterdir() if item.is_dir()):
        target, kinds = folder / made.name, {item.suffix for item in made.iterdir()}
        for item in sorted(target.iterdir()) if target.is_dir() else ():
            if item.suffix not in kinds:
                raise OutputError(
                    f"{target}: holds {item.name}, which no build puts there; "
                    "move it away, or choose another folder with -o"
                )


def _move(aside: Path, folder: Path, *, last: str) -> None:
    """Move complete outputs, where there are any, from `aside` into `folder`."""
    complete = aside / _COMPLETE
    items = complete.iterdir() if complete.is_dir() else ()
    for item in sorted(items, key=lambda item: (item.name == last, item.name)):
        _replace(item, folder / item.name, aside / "old")


def _replace(new: Path, target: Path, old: Path) -> None:
    if target.is_dir() or (new.is_dir() and target.exists()):
        target.rename(old / target.name)
    new.replace(target)
