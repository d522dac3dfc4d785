"""The page's logic under Node: the tests in `tests/js/*.test.mjs`, one case a file."""

import subprocess
from pathlib import Path

import pytest

JS = Path(__file__).parent / "js"


@pytest.mark.parametrize("name", sorted(path.name for path in JS.glob("*.test.mjs")))
def test_logic(name: str, node_packages: Path) -> None:
    run = subprocess.run(["node", "--test", name], cwd=JS, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
