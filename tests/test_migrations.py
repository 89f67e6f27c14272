"""The migrations: up, down and up again on every engine, to the schema that the models ask for, keeping the data."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask
from sqlalchemy.exc import IntegrityError

from admin_app.database import NAMING_CONVENTION, Hundredths, Money, UtcDateTime, choice, db
from admin_app.school import MODELS, DocumentKind

from .engines.reflection import BOOKKEEPING, schema
from .engines.rows import contents, insert_rows, kept
from .engines.schema import MIGRATIONS, check, config, downgrade, revisions, upgrade
from .factories import FACTORIES

VERSIONS = MIGRATIONS / "versions"
#: For what does not depend on the engine, or on SQLite alone.
ON_SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"])
WITH_TRANSACTIONAL_DDL = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def empty(bare_app: Callable[[], Flask]) -> Flask:
    """An application on a database without a single table."""
    return bare_app()


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - BOOKKEEPING


def test_up_to_what_the_models_ask_for_down_to_nothing_and_up_again(empty: Flask) -> None:
    upgrade()
    check()
    downgrade()
    assert tables() == set()
    upgrade()
    check()


def test_migrations_and_models_make_the_same_schema(app: Flask, bare_app: Callable[[], Flask]) -> None:
    migrated = schema(db.engine)  # the test bed's own database was made by the migrations
    bare_app()
    db.create_all()
    created = schema(db.engine)
    assert migrated.keys() == created.keys() == {table.name for table in db.metadata.sorted_tables}
    for name, table in created.items():
        assert migrated[name] == table, name


@ON_SQLITE
def test_check_tells_when_a_migration_is_missing(empty: Flask) -> None:
    upgrade(revisions()[-2])
    with pytest.raises(command.util.CommandError):
        check()


def test_every_step_keeps_the_rows_up_and_down(empty: Flask) -> None:
    before: dict[str, list[dict[str, Any]]] = {}
    for revision in revisions():
        upgrade(revision)
        insert_rows(revision)
        after = contents()
        assert all(kept(rows, after[name]) for name, rows in before.items()), revision
        before = after
    assert {name for name, rows in before.items() if len(rows) != 1} == set()
    for revision in revisions()[-2::-1]:
        downgrade(revision)
        after = contents()
        assert all(kept(before[name], rows) for name, rows in after.items()), revision
        before = after
    assert before["student"][0] | {"firstname": "Sammy", "age": 20, "bio": "Fins", "version": 1} == before["student"][0]
    upgrade()
    assert kept(before["student"], contents()["student"])
    assert contents()["student"][0]["status"] == "applicant"


def test_a_full_database_goes_down_to_the_first_migration_and_up_again(empty: Flask) -> None:
    upgrade()
    for factory in FACTORIES:
        factory()
        factory()
    db.session.commit()
    before = contents()
    assert {model.__tablename__ for model in MODELS} <= {name for name, rows in before.items() if len(rows) > 1}
    downgrade("0001")
    assert tables() == {"student"}
    upgrade()
    check()
    assert kept(tutorial_columns(before["student"]), contents()["student"])


def tutorial_columns(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = ("id", "firstname", "lastname", "email", "age", "created_at", "bio", "version")
    return [{name: row[name] for name in names} for row in rows]


@ON_SQLITE
def test_a_city_needs_its_own_migration(empty: Flask) -> None:
    upgrade("0001")
    assert "city" not in {column["name"] for column in sa.inspect(db.engine).get_columns("student")}
    upgrade("0002")
    assert "city" in {column["name"] for column in sa.inspect(db.engine).get_columns("student")}


def with_script(folder: Path, body: str) -> Any:
    """Alembic's settings with one more migration on top, made of the lines of `upgrade`."""
    (folder / "9999_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f'revision = "9999"\ndown_revision = "{revisions()[-1]}"\n'
        f"def upgrade():\n    {body}\n"
    )
    return with_folder(folder)


def with_folder(folder: Path) -> Any:
    """Alembic's settings with a second folder of migrations."""
    settings = config()
    settings.set_main_option("path_separator", "newline")
    settings.set_main_option("version_locations", f"{VERSIONS}\n{folder}")
    return settings


@WITH_TRANSACTIONAL_DDL
def test_a_migration_that_fails_leaves_nothing_behind(empty: Flask, tmp_path: Path) -> None:
    upgrade()
    before = schema(db.engine)
    body = """op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("student") as student:
        student.drop_column("bio")
    raise ValueError("in the middle")"""
    settings = with_script(tmp_path, body)
    with pytest.raises(ValueError, match="in the middle"):
        command.upgrade(settings, "9999")
    assert schema(db.engine) == before
    check()


@ON_SQLITE
def test_a_migration_that_orphans_rows_is_undone(empty: Flask, tmp_path: Path) -> None:
    for revision in ("0001", "0003"):
        upgrade(revision)
        insert_rows(revision)
    upgrade()
    settings = with_script(tmp_path, 'op.execute("DELETE FROM guardian")')
    with pytest.raises(RuntimeError, match=r"row 1 of \w+ would lose its guardian"):
        command.upgrade(settings, "9999")
    assert len(contents()["guardian"]) == 1


@ON_SQLITE
def test_foreign_keys_hold_again_after_migrating(empty: Flask) -> None:
    upgrade()
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO student_tag (student_id, tag_id) VALUES (7, 7)"))


def with_a_new_model(metadata: sa.MetaData) -> sa.MetaData:
    """The models, a new one, and a column more in an old one, as a developer would add them."""
    wanted = sa.MetaData(naming_convention=NAMING_CONVENTION)
    for table in metadata.sorted_tables:
        table.to_metadata(wanted)
    sa.Table(
        "locker",
        wanted,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.ForeignKey("room.id"), index=True),
        sa.Column("opened_at", UtcDateTime, server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("rent", Money, nullable=False),
        sa.Column("depth", Hundredths),
        sa.Column("kind", choice(DocumentKind, "kind"), nullable=False),
        sa.Column("locked", sa.Boolean, server_default=sa.true(), nullable=False),
        sa.CheckConstraint("rent >= 0", name="rent_not_negative"),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    wanted.tables["room"].append_column(sa.Column("kind", choice(DocumentKind, "kind")))
    return wanted


def test_a_new_model_becomes_a_migration_that_needs_no_editing(
    empty: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Models:
        engine = db.engine
        metadata = with_a_new_model(db.metadata)

    upgrade()
    monkeypatch.setattr(empty.extensions["migrate"], "db", Models)
    settings = with_folder(tmp_path)
    settings.cmd_opts.autogenerate = True
    command.revision(settings, "lockers", autogenerate=True, version_path=str(tmp_path))
    (script,) = tmp_path.glob("*.py")
    assert re.fullmatch(r"\d{4}_lockers\.py", script.name)
    assert script.name[:4] == f"{len(revisions()) + 1:04d}"
    assert "admin_app" not in script.read_text()
    insert_rows("0004")
    command.upgrade(with_folder(tmp_path), "head")
    command.check(with_folder(tmp_path))
    assert "ck_locker_kind" in schema(db.engine)["locker"]["checks"]
    assert "ck_room_kind" in schema(db.engine)["room"]["checks"]
    command.downgrade(with_folder(tmp_path), "-1")
    assert "locker" not in tables()
    monkeypatch.undo()
    check()


@ON_SQLITE
def test_nothing_new_makes_no_migration_and_a_check_can_follow(empty: Flask, tmp_path: Path) -> None:
    upgrade()
    settings = with_folder(tmp_path)
    settings.cmd_opts.autogenerate = True
    command.revision(settings, "nothing", autogenerate=True, version_path=str(tmp_path))
    assert list(tmp_path.glob("*.py")) == []
    check()


@ON_SQLITE
def test_a_working_migration_says_nothing(empty: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    upgrade()
    assert capfd.readouterr() == ("", "")


def test_migrations_stand_on_their_own() -> None:
    scripts = sorted(VERSIONS.glob("*.py"))
    assert [script.name[:5] for script in scripts] == [f"{number:04d}_" for number in range(1, len(scripts) + 1)]
    for number, script in enumerate(scripts, 1):
        text = script.read_text()
        assert f'revision = "{number:04d}"' in text, script.name
        assert "admin_app" not in text, script.name
        assert "def downgrade() -> None:\n    pass" not in text, script.name
