"""Seeding as a whole: the same each time, for any number, on every engine, and only where nothing is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import seeds
from admin_app.accounts import create_demo_users
from admin_app.database import db
from admin_app.school import (
    MODELS,
    Admission,
    AttendanceMark,
    Charge,
    Enrollment,
    Note,
    PostedGrade,
    School,
    Section,
    Staff,
    Student,
    StudentGuardian,
    Term,
    TermState,
)
from admin_app.school.students import student_tag
from admin_app.search.rebuilding import compare
from seeds import SchoolNotEmpty, link_accounts, seed_school
from tests.conftest import Clock
from tests.seeds.conftest import STUDENTS, MakeSchool

#: The time of day, the key that `transfer_credit` draws, and what comes from there being accounts.
NEVER_THE_SAME = frozenset({"created_at", "updated_at", "transfer_key", "user_id", "author_id", "version"})


def contents(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table of the school."""
    tables = [*(model.__table__ for model in MODELS), student_tag]
    with app.app_context():
        return {
            table.name: sorted(
                map(tuple, db.session.execute(select(*(c for c in table.c if c.name not in NEVER_THE_SAME)))), key=repr
            )
            for table in tables
        }


def test_the_same_number_gives_the_same_rows(demo: Flask, make_school: MakeSchool) -> None:
    first, second = contents(demo), contents(make_school(STUDENTS))

    for table, rows in first.items():
        assert rows == second[table], table


def test_another_day_moves_dates_and_nothing_else(demo: Flask, make_school: MakeSchool, clock: Clock) -> None:
    clock.advance(timedelta(days=3))
    later = make_school(STUDENTS)

    assert people(later) == people(demo)


def people(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context():
        columns = (Student.id, Student.firstname, Student.lastname, Student.email, Student.phone, Student.status)
        return [tuple(row) for row in db.session.execute(select(*columns, Student.city).order_by(Student.id))]


@pytest.mark.parametrize(("asked", "made"), [(1, 3), (4, 4), (25, 25)])
def test_small_schools(asked: int, made: int, make_school: MakeSchool) -> None:
    with make_school(asked).app_context():
        assert db.session.scalar(select(func.count(Student.id))) == made
        assert db.session.scalar(select(Note.author_id).where(Note.author_id.is_not(None))) is None


def test_a_large_school_has_several_campuses(make_school: MakeSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "LARGEST_CAMPUS", 40)
    done: list[int] = []

    with make_school(100, progress=done.append).app_context():
        assert done == [34, 67, 100]
        assert db.session.scalar(select(func.count(Student.id))) == 100
        assert db.session.scalar(select(func.count(School.id))) == 6


def test_only_the_first_campuses_have_a_history(make_school: MakeSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "LARGEST_CAMPUS", 40)
    monkeypatch.setattr(seeds, "CAMPUSES_WITH_HISTORY", 1)

    with make_school(100).app_context():
        first_campus = Student.id <= 34
        for model in (Charge, PostedGrade, AttendanceMark, Note):
            told = select(func.count(model.student_id.distinct())).join(Student)
            assert db.session.scalar(told.where(first_campus))
            assert db.session.scalar(told.where(~first_campus)) == 0
        for model in (Admission, Enrollment, StudentGuardian):
            assert db.session.scalar(select(func.count(model.id)).join(Student).where(~first_campus))
        states = select(Term.state).join(Section).join(Enrollment).join(Student).where(~first_campus).distinct()
        assert db.session.scalars(states).all() == [TermState.OPEN]


@pytest.mark.usefixtures("app")
def test_what_is_interrupted_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(seeds, "add_tags", interrupt)

    with pytest.raises(KeyboardInterrupt):
        seed_school(10)

    assert [model.__name__ for model in MODELS if db.session.scalar(select(model.id).limit(1))] == []


def test_a_school_that_is_there_stays_as_it_is(demo: Flask) -> None:
    with demo.app_context():
        with pytest.raises(SchoolNotEmpty, match="rows already"):
            seed_school(3)

        assert db.session.scalar(select(func.count(Student.id))) == STUDENTS


def test_accounts_made_later_find_their_staff(make_school: MakeSchool) -> None:
    with make_school(3).app_context():
        create_demo_users()
        link_accounts()
        linked = select(Staff.email).where(Staff.user_id.is_not(None)).order_by(Staff.email)

        assert db.session.scalars(linked).all() == [
            f"{name}@example.com" for name in ("admin", "bursar", "nurse", "registrar", "teacher")
        ]


@pytest.mark.usefixtures("app")
def test_seeding_on_every_engine() -> None:
    seed_school(30)
    newcomer = Student.add(firstname="Nina", lastname="Next", email="nina@example.com")
    db.session.commit()

    assert newcomer.id == 31
    assert sum(comparison.disagree for comparison in compare(lambda _: None)) == 0
