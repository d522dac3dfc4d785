"""The page: asked, drawn and written."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kg.errors import OutputError
from kg.export.communities import community_names
from kg.look.wording import count_of
from kg.reporting.drawing import drawing_style
from kg.reporting.questions import Answer, Asker, printable
from kg.reporting.sections import Section, sections
from kg.staging import replacing
from kg.tables import load
from kg.text import clip

__all__ = ["REPORT", "report"]

REPORT = "report.html"

_MANIFEST = "manifest.json"
_CELL_WIDTH = 240
_TITLE = "What these papers share"


def report(build: Path | str = "outputs", file: Path | str | None = None) -> Path:
    """Write the report on the build in the folder `build`, and return where it stands.

    `file` is where to write it, else `report.html` in the folder of the build. It is one HTML page that asks no other
    host for anything, the same bytes for the same build.

    Raises OutputError where the folder holds no build, or `file` cannot be written.
    """
    folder = Path(build)
    path = folder / REPORT if file is None else Path(file)
    names = {community: printable(name) for community, name in community_names(load(folder)).items()}
    if not (folder / _MANIFEST).is_file():
        raise OutputError(f"{folder / _MANIFEST}: no such file; build the graph again: kg build PATH... -o {folder}")
    with Asker(folder) as asker, drawing_style():
        page = _render(asker.ask("sizes"), asker.ask("kinds"), sections(asker, names))
    with replacing(path) as new:
        new.write_text(page, encoding="utf-8", newline="\n")
    return path


def _render(sizes: Answer, kinds: Answer, parts: Sequence[Section]) -> str:
    style = _own_file("style.css")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["told"] = _told
    environment.globals["count_of"] = count_of
    return environment.from_string(_own_file("template.html")).render(
        title=_TITLE,
        policy=f"default-src 'none'; style-src '{_hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'",
        style=Markup(style),  # noqa: S704 - a file of this package
        sizes=dict(zip(sizes.columns, sizes.rows[0], strict=True)),
        answer=sizes,
        kinds=kinds,
        sections=parts,
    )


def _told(cell: object, column: str) -> str:
    """Return a cell as it is read; years have no separators."""
    if isinstance(cell, int) and "year" not in column:
        return f"{cell:,}"
    return "" if cell is None else clip(str(cell), _CELL_WIDTH)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _own_file(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
