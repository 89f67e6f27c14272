"""Loading many rows: what comes in is what was given, it can be searched for, and a load that fails leaves nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from admin_app import bulk
from admin_app.database import db
from admin_app.school import Course, DocumentFile, Guardian, Sex, Student, StudentStatus
from admin_app.search import search_entry
from admin_app.search.rebuilding import compare, full_text_agrees

COLUMNS = ("id", "firstname", "lastname", "email", "date_of_birth", "sex", "status", "custom_fields", "created_at")
SINCE = datetime(2024, 9, 2, 7, 30, tzinfo=UTC)


def student(number: int) -> tuple[object, ...]:
    born = date(2012, 2, 29)
    others = born, Sex.FEMALE, StudentStatus.ENROLLED, {"locker": "7\t\\N"}, SINCE
    return number, f"Zoë {number}", "O'Neil\nJr.", f"zoe{number}@example.com", *others


def load(rows: list[tuple[object, ...]]) -> None:
    with bulk.loading([Student.__table__]) as connection:
        bulk.insert(connection, Student.__table__, COLUMNS, rows)


def indexes() -> dict[str, list[str]]:
    """The indexes of every table, and SQLite's triggers."""
    inspector = inspect(db.engine)
    found = {name: sorted(str(i["name"]) for i in inspector.get_indexes(name)) for name in inspector.get_table_names()}
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        found["triggers"] = sorted(f"{name} {sql}" for name, sql in triggers)
    return found


def disagreeing() -> int:
    """How many entries of the search index are not what they should be."""
    assert full_text_agrees()
    return sum(comparison.disagree for comparison in compare(lambda _: None))


@pytest.mark.parametrize("count", [1, 25])
@pytest.mark.usefixtures("app")
def test_rows_come_in_as_they_were_given(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 10)
    load([student(number) for number in range(1, count + 1)])

    zoe = db.session.get_one(Student, count)
    assert db.session.scalar(select(func.count(Student.id))) == count
    assert (zoe.firstname, zoe.lastname) == (f"Zoë {count}", "O'Neil\nJr.")
    assert (zoe.date_of_birth, zoe.sex, zoe.status) == (date(2012, 2, 29), Sex.FEMALE, StudentStatus.ENROLLED)
    assert (zoe.custom_fields, zoe.created_at, zoe.version) == ({"locker": "7\t\\N"}, SINCE, 1)


@pytest.mark.usefixtures("app")
def test_decimals_and_bytes() -> None:
    course = (1, "M", "Math", Decimal("1.005"))
    file = (1, "a.bin", "text/plain", 4, "0" * 64, b"\x00\\N\xff")
    with bulk.loading([Course.__table__, DocumentFile.__table__]) as connection:
        bulk.insert(connection, Course.__table__, ("id", "code", "title", "credits"), [course])
        columns = ("id", "name", "media_type", "size", "sha256", "content")
        bulk.insert(connection, DocumentFile.__table__, columns, [file])

    assert db.session.get_one(Course, 1).credits == Decimal("1.01")
    assert db.session.get_one(DocumentFile, 1).content == b"\x00\\N\xff"


@pytest.mark.usefixtures("app")
def test_what_is_loaded_is_indexed_beside_what_was_there() -> None:
    Student.add(firstname="Anna", lastname="First", email="anna@example.com")
    db.session.commit()
    first = db.session.scalars(select(Student.id)).one()
    before = indexes()

    load([student(first + number) for number in (1, 2, 3)])

    assert disagreeing() == 0
    assert indexes() == before


@pytest.mark.usefixtures("app")
def test_into_empty_tables_indexes_and_search_are_made_again() -> None:
    before = indexes()
    done: list[tuple[int, int]] = []

    with bulk.loading(db.metadata.sorted_tables, lambda *progress: done.append(progress)) as connection:
        bulk.insert(connection, Student.__table__, COLUMNS, [student(number) for number in (1, 2, 3)])
        bulk.advance_sequence(connection, Student.__table__)
        Guardian.add(firstname="Maria", lastname="Doe")
        Student.add(firstname="Anna", lastname="Last", email="anna@example.com")

    assert indexes() == before
    assert disagreeing() == 0
    assert done[-1] == (5, 5)
    Student.add(firstname="Bea", lastname="Later", email="bea@example.com")
    db.session.commit()
    assert disagreeing() == 0


@pytest.mark.usefixtures("app")
def test_a_load_that_fails_leaves_nothing() -> None:
    before = indexes()

    with pytest.raises(IntegrityError):
        load([student(1), student(1)])

    assert db.session.scalar(select(func.count(Student.id))) == 0
    db.session.rollback()
    assert indexes() == before
    load([student(1)])
    assert disagreeing() == 0


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_sqlite_works_as_usual_afterwards(app: Flask) -> None:
    load([student(1)])

    with db.engine.connect() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
    assert pragmas == ["wal", 1]


@pytest.mark.usefixtures("app")
def test_another_process_makes_the_same_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(bulk, "AT_ONCE", 10)
    load([student(number) for number in range(1, 46)])

    assert db.session.scalar(select(func.count()).select_from(search_entry)) == 45
    assert disagreeing() == 0
