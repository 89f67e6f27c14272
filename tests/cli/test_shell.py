"""`shell`: what is at hand, and what becomes of a script."""

from __future__ import annotations

from pathlib import Path

from .running import Run, manage


def test_the_shell_knows_every_model_and_verb(run: Run, sqlite: Path) -> None:
    run("db", "upgrade")

    result = manage("shell", stdin="Student.query.count()\nUser, Job, admit, select, func, app.name\n")

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("0\n")
    assert "'admin_app')" in result.stdout


def test_a_script_that_fails_in_the_shell_fails(tmp_path: Path) -> None:
    result = manage("shell", stdin="1/0\nprint('after')\n", DATABASE_URL=f"sqlite:///{tmp_path / 'school.db'}")

    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr
