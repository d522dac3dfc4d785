"""Write a folder of outputs aside and move them into place, so that they appear whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import OutputError

__all__ = ["staged"]

_PREFIX = ".kg-building-"


@contextmanager
def staged(folder: Path, *, last: str) -> Iterator[Path]:
    """Give an empty folder to write into; on success move what is in it into `folder`, the file `last` at the end.

    Where the body raises, `folder` stays as it was. Other things in `folder` are left alone, but for what builds that
    were killed left behind. Raises OutputError where `folder` cannot be made or written to.
    """
    existed = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=folder))
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written to ({error.strerror}); choose another folder with -o") from None
    try:
        _remove_abandoned(folder)
        new, old = aside / "new", aside / "old"
        new.mkdir()
        old.mkdir()
        yield new
        for item in sorted(new.iterdir(), key=lambda item: (item.name == last, item.name)):
            _replace(item, folder / item.name, old)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written to ({error.strerror})") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if not existed and not any(folder.iterdir()):
            folder.rmdir()


def _replace(new: Path, target: Path, old: Path) -> None:
    if target.is_dir():
        target.rename(old / target.name)
    new.replace(target)


def _remove_abandoned(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        process = int(left.name.removeprefix(_PREFIX).partition("-")[0])
        if process != os.getpid() and not _is_running(process):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
