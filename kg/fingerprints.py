"""What a result rests on, as SHA-256: values, files, and kg itself with the packages it works with."""

import functools
import json
import platform
import re
from collections.abc import Iterable, Iterator
from hashlib import file_digest, sha256
from importlib.metadata import requires, version
from pathlib import Path

from kg.resources import ontology_path

__all__ = ["EXTRACTION_FILES", "extraction_fingerprint", "file_fingerprint", "fingerprint", "kg_fingerprint"]

EXTRACTION_FILES = (
    "extract/**/*",
    "models/*",
    "errors.py",
    "lexicon.py",
    "model.py",
    "resources.py",
    "text.py",
    "ontology/lexicon/*",
    "ontology/stop.txt",
)
"""The files of kg that extraction runs or reads."""

_EXTRACTION_PACKAGES = ("keybert", "numpy", "onnxruntime", "scikit-learn", "scipy", "snowballstemmer", "tokenizers")
_PACKAGE = Path(__file__).resolve().parent
_NAME = re.compile(r"[\w.-]+")


def fingerprint(value: object) -> str:
    """Return the SHA-256 of what `value` is as JSON, in hexadecimal; the order of the keys of objects does not count.

    >>> fingerprint({"a": 1, "b": (2,)}) == fingerprint({"b": [2], "a": 1})
    True
    """
    return sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def file_fingerprint(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@functools.cache
def kg_fingerprint() -> str:
    """Return the fingerprint of all that kg ships, of the packages that it asks for and of Python."""
    required = [text for text in requires("kg") or () if "extra ==" not in text]
    return _of_files(["**/*", "ontology/**/*"], [name for text in required for name in _NAME.findall(text)[:1]])


@functools.cache
def extraction_fingerprint() -> str:
    """Return the fingerprint of what extraction is made of: code, models, word lists, lexicon, packages, Python."""
    return _of_files(EXTRACTION_FILES, _EXTRACTION_PACKAGES)


def _of_files(patterns: Iterable[str], packages: Iterable[str]) -> str:
    files = {name: file_fingerprint(path) for pattern in patterns for name, path in _files(pattern)}
    versions = {package: version(package) for package in packages}
    return fingerprint([files, versions, platform.python_version(), platform.machine()])


def _files(pattern: str) -> Iterator[tuple[str, Path]]:
    """Yield the files that match, with their paths in the package; of a checkout, `ontology` stands beside it."""
    root = ontology_path().parent if pattern.startswith("ontology/") else _PACKAGE
    for path in root.glob(pattern):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix(), path
