"""`search check` finds every kind of disagreement, and `search rebuild` mends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session, scoped_session

from admin_app import search
from admin_app.database import db
from admin_app.school import Student
from admin_app.search import rebuilding
from admin_app.search.tables import search_entry
from tests.engines.schema import downgrade, upgrade
from tests.factories import GuardianFactory, StudentFactory, StudentGuardianFactory

from .conftest import Find, index_agrees

Run = Callable[[str], Result]
OTHERS = dict.fromkeys(search.COLUMNS, "")
IS_STUDENT = search_entry.c.number == 1


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda command: app.test_cli_runner().invoke(args=["search", command])


def test_an_index_that_agrees(run: Run, session: scoped_session[Session]) -> None:
    StudentGuardianFactory()
    session.commit()
    result = run("check")
    assert result.exit_code == 0
    assert "student                  1 agree\n" in result.output
    assert "The index agrees with the data." in result.output


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (delete(search_entry).where(IS_STUDENT), "do not (missing: 1"),
        (update(search_entry).where(IS_STUDENT).values(names="  x "), "do not (stale: 1"),
        (update(search_entry).where(IS_STUDENT).values(related_names=""), "do not (stale: 1"),
        (insert(search_entry).values(id=(1 << 40) + 9, number=1, record_id=9, **OTHERS), "do not (left over: 9"),
        (insert(search_entry).values(id=99 << 40, number=99, record_id=0, **OTHERS), "1 entries are of no model."),
        (text("UPDATE student SET lastname = 'Behind'"), "do not (stale: 1"),
        (text("UPDATE guardian SET lastname = 'Behind'"), "do not (stale: 1"),
    ],
)  # fmt: skip
def test_a_disagreement_is_told_and_mended(
    run: Run, session: scoped_session[Session], planted: object, told: str
) -> None:
    StudentGuardianFactory()
    session.commit()
    session.execute(planted)  # type: ignore[call-overload]  # a statement of some kind
    session.commit()
    result = run("check")
    assert result.exit_code == 1
    assert told in result.output
    assert "search rebuild" in result.output
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0
    assert index_agrees()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_trigrams_that_disagree_are_told_and_mended(run: Run, session: scoped_session[Session]) -> None:
    StudentFactory()
    session.commit()
    session.execute(text("INSERT INTO search_fts (rowid, names) VALUES (4711, '  ghost ')"))
    session.commit()
    result = run("check")
    assert result.exit_code == 1
    assert "trigrams does not agree" in result.output
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0


def test_it_takes_batches(
    run: Run, find: Find, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    students = [StudentFactory(lastname=f"Same {n}") for n in range(7)]
    session.delete(students.pop(3))
    session.commit()
    session.execute(delete(search_entry))
    session.execute(insert(search_entry).values(id=(1 << 40) + 4, number=1, record_id=4, **OTHERS))
    session.commit()
    assert run("rebuild").exit_code == 0
    assert sorted(find("same")) == [student.id for student in students]
    assert index_agrees()


def test_migrating_indexes_what_is_there(bare_app: Callable[[], Flask]) -> None:
    bare_app()
    upgrade()
    student = StudentFactory(lastname="Müller")
    GuardianFactory()
    db.session.commit()
    downgrade("0019")
    upgrade()
    statement = search.matches(db.engine.dialect.name, Student, search.parse("mueller"), search.COLUMNS)
    assert db.session.scalars(statement).all() == [student.id]
    assert index_agrees()


MADE = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE name LIKE 'search%' ORDER BY name",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'search%' ORDER BY indexname",
    "mysql": "SELECT table_name, index_name, index_type, seq_in_index, column_name FROM information_schema.statistics "
    "WHERE table_schema = DATABASE() AND table_name LIKE 'search%' ORDER BY 1, 2, 4",
}  # fmt: skip


def test_migrations_and_models_make_the_same_index(app: Flask, bare_app: Callable[[], Flask], engine_name: str) -> None:
    def made() -> list[str]:
        with db.engine.connect() as connection:
            return [" ".join(str(row).split()) for row in connection.execute(text(MADE[engine_name]))]

    migrated = made()
    bare_app()
    db.create_all()
    assert made() == migrated
    assert migrated
