"""`kg export` on the command line: a view into a file, a folder or the terminal, and clear words where it cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.cli.share import EXPORT_FORMATS, VIEWS, WEIGHTS
from kg.export import views
from kg.export.formats import FORMATS, export, export_lines
from kg.export.views.entities import WEIGHTS as ALL_WEIGHTS


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)], prog_name="kg")


def test_the_command_offers_all_there_is() -> None:
    assert tuple(EXPORT_FORMATS) == FORMATS
    assert list(views.VIEWS) == VIEWS
    assert tuple(WEIGHTS) == ALL_WEIGHTS


def test_a_view_goes_where_it_is_wanted(tmp_path: Path, example_build: Path) -> None:
    given = ["-o", example_build, "--view", "papers", "--strongest", 3, "--min-shared", 2, "--kind", "dataset"]
    thresholds: dict[str, Any] = {"view": "papers", "strongest": 3, "min_shared": 2, "kinds": ["dataset"]}
    printed = run(*given, "--format", "graphology").stdout
    assert printed.splitlines() == list(export_lines(example_build, format="graphology", **thresholds))
    assert all(edge["attributes"]["shared_count"] >= 2 for edge in json.loads(printed)["edges"])
    assert run(*given, "--format", "gexf", "--out", tmp_path / "one.gexf").exit_code == 0
    export(example_build, tmp_path / "two.gexf", format="gexf", **thresholds)
    assert (tmp_path / "one.gexf").read_bytes() == (tmp_path / "two.gexf").read_bytes()
    assert run(*given, "--format", "neo4j", "--out", tmp_path / "lists").exit_code == 0
    assert {path.name for path in (tmp_path / "lists").iterdir()} == {"nodes.csv", "relationships.csv"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "csv"], "kg: the format 'csv' is several files; say where to put them: --out FOLDER"),
        (["--format", "trig", "--view", "papers"], "kg: the format 'trig' holds the whole build; it takes no view"),
        (["--format", "gexf", "--strongest", "3"], "kg: the view 'all' has no threshold 'strongest'; it has: kinds"),
        (["--format", "gexf", "--kind", "datasets"], "kg: kinds: 'datasets' is none; there are: repository, dataset"),
    ],
)
def test_what_does_not_go_together_is_told(example_build: Path, options: list[str], message: str) -> None:
    result = run("-o", example_build, *options)
    assert result.exit_code == 1
    assert result.stderr.startswith(message)


def test_a_folder_that_is_no_build_is_told(tmp_path: Path) -> None:
    result = run("-o", tmp_path, "--format", "gexf")
    assert result.exit_code == 1
    assert "build the graph first" in result.stderr
