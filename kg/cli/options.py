"""The options that commands share, and what they take."""

from pathlib import Path
from typing import Any

import click

from kg.errors import SettingError

__all__ = ["FILE", "FORMAT", "KIND", "OUT", "PATH_OR_ADDRESS", "ROW_FORMATS", "PathOrAddress", "name_and_value"]


class PathOrAddress(click.Path):
    """A path of this machine, or an address that Spark knows, of which a path would lose a slash."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an address as it is, else a path."""
        from kg.read import is_address

        return value if is_address(value) else super().convert(value, param, ctx)


FILE = click.Path(path_type=Path)
PATH_OR_ADDRESS = PathOrAddress(path_type=Path)
ROW_FORMATS = ["table", "csv", "tsv", "json", "markdown"]

OUT = click.option(
    "-o", "--out", type=FILE, default=Path("outputs"), show_default=True, help="The folder of the graph."
)
FORMAT = click.option(
    "--format", type=click.Choice(ROW_FORMATS), default="table", show_default=True, help="How to print rows."
)
KIND = click.option("--kind", help="Only this kind: dataset, technique, task, metric, keyword or repository.")


def name_and_value(option: str, text: str, example: str) -> tuple[str, str]:
    """Return the two sides of NAME=VALUE.

    Raises SettingError where there is no `=`; it shows the `example`.
    """
    name, separator, value = text.partition("=")
    if not separator:
        raise SettingError(f"{option} {text!r}: expected NAME=VALUE, for example {option} {example}")
    return name.strip(), value.strip()
