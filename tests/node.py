"""Packages of Node.js that tests read with."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest


def installed(folder: Path) -> Path:
    """Return `folder`, which holds a package.json, once all that this names is installed; skip where that fails."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node or npm is not on the path: apt install nodejs npm")
    named = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    needed = {**named.get("dependencies", {}), **named.get("devDependencies", {})}
    if not all((folder / "node_modules" / name).is_dir() for name in needed):
        install = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm install failed in {folder}: {done.stderr.strip()[-300:]}")
    return folder
