"""The layers: imports point down only, as the contracts in pyproject.toml have it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_imports_point_down_only() -> None:
    """In a process of its own, since the tool switches off the logging of whoever calls it."""
    tool = shutil.which("lint-imports", path=Path(sys.executable).parent)
    assert tool
    found = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("name", ["manage.py", "bootstrap.py"])
def test_what_runs_on_a_bare_machine_needs_the_standard_library_only(name: str) -> None:
    module = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    imported = {
        alias.name for statement in module.body if isinstance(statement, ast.Import) for alias in statement.names
    } | {statement.module or "" for statement in module.body if isinstance(statement, ast.ImportFrom)}

    assert imported
    assert {found.partition(".")[0] for found in imported} <= sys.stdlib_module_names | {"bootstrap"}
