"""`backup` and `restore` as somebody types them, and `db upgrade`, which takes a copy first and says what it left."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from admin_app import config, migrations
from tests.backups.conftest import everything, programs  # noqa: F401  # a fixture

from .running import Run

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of backups, of which one is taken before an upgrade, as in service."""
    monkeypatch.setenv("BACKUP_FOLDER", str(tmp_path / "backups"))
    monkeypatch.setattr(config.Testing, "BACKUP_BEFORE_UPGRADE", True)
    return tmp_path / "backups"


def execute(uri: str, *statements: str) -> None:
    engine = create_engine(uri)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def tables(uri: str) -> set[str]:
    engine = create_engine(uri)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


TAGS = "CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT)"


@on_sqlite
def test_a_backup_goes_back_only_when_it_is_said_twice(uri: str, run: Run, backups: Path, tmp_path: Path) -> None:
    execute(uri, TAGS, "INSERT INTO tag VALUES (1, 'first')")
    made = run("backup", "--to", str(tmp_path / "elsewhere"))
    assert made.exit_code == 0, made.output
    found = re.match(r"(\S+-by-hand\.sqlite3): 1 rows of 1 tables, ", made.output)
    assert found
    execute(uri, "UPDATE tag SET name = 'second'")

    asked = run("restore", found[1], stdin="n\n")
    assert asked.exit_code == 1
    assert "holds something. Replace all of it" in asked.output
    assert everything(make_url(uri)) == {"tag": [(1, "second")]}
    assert run("restore", found[1]).exit_code == 1  # nobody there to say yes
    assert not backups.exists()

    restored = run("restore", found[1], "--yes")
    assert restored.exit_code == 0, restored.output
    assert everything(make_url(uri)) == {"tag": [(1, "first")]}
    (kept,) = backups.iterdir()
    assert f"What it held before is in {kept}." in restored.output
    assert run("restore", str(kept), stdin="y\n").exit_code == 0
    assert everything(make_url(uri)) == {"tag": [(1, "second")]}


@on_sqlite
def test_what_is_wrong_with_a_backup_is_one_sentence(uri: str, run: Run, backups: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("To the parents")
    refused = run("restore", str(letter))
    assert (refused.exit_code, refused.output) == (1, f"Error: {letter} is no backup of a database.\n")


@on_sqlite
def test_an_upgrade_takes_a_copy_of_what_is_there(uri: str, run: Run, backups: Path) -> None:
    assert run("db", "upgrade", "0001").exit_code == 0
    assert not backups.exists()  # there was nothing to lose
    execute(uri, "INSERT INTO student (firstname, lastname, email) VALUES ('Sammy', 'Shark', 's@example.com')")
    upgraded = run("db", "upgrade")
    assert upgraded.exit_code == 0, upgraded.output
    (kept,) = backups.iterdir()
    assert f"What the database holds now is in {kept}." in upgraded.output
    assert run("db", "upgrade").exit_code == 0
    assert list(backups.iterdir()) == [kept]  # nothing was pending

    restored = run("restore", str(kept), "--yes")
    assert "It is of an older version. Now run: python3 manage.py db upgrade" in restored.output
    assert tables(uri) == {"alembic_version", "student"}


@on_sqlite
def test_an_upgrade_without_its_copy_does_not_begin(
    uri: str, run: Run, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("db", "upgrade", "0001").exit_code == 0
    execute(uri, "INSERT INTO student (firstname, lastname, email) VALUES ('Sammy', 'Shark', 's@example.com')")
    backups.touch()
    refused = run("db", "upgrade")
    assert refused.exit_code == 1
    assert "Nothing was migrated" in refused.output
    assert tables(uri) == {"alembic_version", "student"}
    monkeypatch.setattr(config.Testing, "BACKUP_BEFORE_UPGRADE", False)
    assert run("db", "upgrade", "0002").exit_code == 0


@pytest.mark.usefixtures("programs")
def test_a_migration_that_fails_half_way_says_what_it_left_and_can_be_run_again(
    uri: str, run: Run, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "migrations"
    for name in ("env.py", "script.py.mako", "alembic.ini"):
        if (migrations.SCRIPTS / name).exists():
            (scripts / "versions").mkdir(parents=True, exist_ok=True)
            shutil.copy(migrations.SCRIPTS / name, scripts / name)
    monkeypatch.setattr(migrations, "SCRIPTS", scripts)
    first = 'op.create_table("first", sa.Column("id", sa.Integer))'
    half = 'op.create_table("half", sa.Column("id", sa.Integer))'
    write_script(scripts, "0001", None, first)
    write_script(scripts, "0002", "0001", f'{half}; op.execute("INSERT INTO nowhere VALUES (1)")')  # noqa: S608  # of a script
    assert run("db", "upgrade", "0001").exit_code == 0
    execute(uri, "INSERT INTO first VALUES (7)")

    failed = run("db", "upgrade")

    assert failed.exit_code == 1
    assert "The database is at migration 0001, as it was." in failed.output
    assert "nowhere" in failed.output
    (kept,) = backups.iterdir()
    write_script(scripts, "0002", "0001", half)
    if "mysql" in uri:
        assert f"Go back to what was there before (python3 manage.py restore {kept})" in failed.output
        assert "half" in tables(uri)
        assert run("db", "upgrade").exit_code == 1
        assert run("restore", str(kept), "--yes").exit_code == 0
    else:
        assert "has left nothing behind" in failed.output
        assert "Remove the reason, and run the same command again." in failed.output
    assert tables(uri) == {"alembic_version", "first"}
    again = run("db", "upgrade")
    assert again.exit_code == 0, again.output
    assert everything(make_url(uri)) == {"alembic_version": [("0002",)], "first": [(7,)], "half": []}


def write_script(folder: Path, revision: str, after: str | None, body: str) -> None:
    (folder / "versions" / f"{revision}_a.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = {revision!r}, {after!r}\ndef upgrade():\n    {body}\n"
    )
