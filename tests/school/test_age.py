"""`age` says the same in Python and in SQL, whatever the day, and an index serves a filter on it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session, scoped_session

from admin_app.school import Student
from admin_app.school.age import OLDEST, age_on, latest_birth_date
from tests.conftest import Clock
from tests.factories import StudentFactory

LEAP_DAYS = st.sampled_from([date(1996, 2, 29), date(2000, 2, 29), date(2004, 2, 29), date(2012, 2, 29)])
BIRTHDAYS = st.dates(date(1950, 1, 1), date(2026, 1, 1)) | LEAP_DAYS
DAYS = st.dates(date(2026, 1, 1), date(2040, 12, 31)) | st.sampled_from(
    [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2027, 2, 28), date(2027, 3, 1)]
)
STATED = st.none() | st.integers(0, OLDEST - 1)
COMPARISONS: tuple[Callable[[Any, Any], Any], ...] = (
    operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge
)  # fmt: skip


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.tuples(st.none() | BIRTHDAYS, STATED), min_size=1, max_size=12), day=DAYS)
@example(people=[(date(2004, 2, 29), None)], day=date(2027, 2, 28))
@example(people=[(date(2004, 2, 29), None)], day=date(2027, 3, 1))
@example(people=[(date(2008, 3, 1), 4)], day=date(2028, 2, 29))
def test_sql_and_python_agree_on_every_age(
    session: scoped_session[Session], clock: Clock, people: list[tuple[date | None, int | None]], day: date
) -> None:
    session.rollback()  # nothing is committed, so every example begins with nobody
    clock.set(noon(day))
    entered = noon(day).replace(tzinfo=None)
    session.execute(
        insert(Student),
        [
            {"id": number, "firstname": "A", "lastname": "B", "email": f"{number}@example.com", "created_at": entered}
            | {"date_of_birth": born, "stated_age": stated}
            for number, (born, stated) in enumerate(people, 1)
        ],
    )
    students = session.scalars(select(Student)).all()
    assert dict(session.execute(select(Student.id, Student.age)).all()) == {one.id: one.age for one in students}
    thresholds = {one.age for one in students if one.age is not None} | {0, 18}
    for threshold in sorted(thresholds):  # one statement each: they differ in their values only, so it is compiled once
        columns = [compare(Student.age, threshold).label(f"said_{n}") for n, compare in enumerate(COMPARISONS)]
        answers = {row.id: row[1:] for row in session.execute(select(Student.id, *columns))}
        for one in students:
            told = [one.age is not None and compare(one.age, threshold) for compare in COMPARISONS]
            said = [bool(answer) for answer in answers[one.id]]
            assert said == told, [c for c, s, t in zip(COMPARISONS, said, told, strict=True) if s != t]


@given(born=BIRTHDAYS, day=DAYS)
def test_the_latest_birth_date_is_the_last_day_that_gives_the_age(born: date, day: date) -> None:
    age = age_on(day, born)
    latest = latest_birth_date(age, day)
    assert born <= latest
    assert age_on(day, latest) == age
    assert age_on(day, latest + timedelta(days=1)) == age - 1


def test_between_and_in(session: scoped_session[Session], clock: Clock) -> None:
    clock.set(noon(date(2026, 11, 20)))
    ten, eleven = StudentFactory(date_of_birth=date(2016, 11, 20)), StudentFactory(date_of_birth=date(2015, 5, 5))
    twelve = StudentFactory(date_of_birth=None, age=12)
    unknown = StudentFactory(date_of_birth=None)
    session.commit()
    by_age = select(Student).order_by(Student.age)
    assert session.scalars(by_age.where(Student.age.between(10, 11))).all() == [ten, eleven]
    assert session.scalars(by_age.where(Student.age.in_([10, 12]))).all() == [ten, twelve]
    assert session.scalars(by_age.where(Student.age.is_(None))).all() == [unknown]
    assert session.scalars(by_age.where(Student.age.is_not(None))).all() == [ten, eleven, twelve]


def test_a_birthday_makes_one_older(session: scoped_session[Session], clock: Clock) -> None:
    clock.set(noon(date(2026, 11, 20)))
    student = StudentFactory(date_of_birth=date(2012, 11, 21), age=99)
    session.commit()
    assert student.age == 13
    clock.advance(timedelta(days=1))
    assert student.age == 14


def test_the_day_is_the_schools_not_that_of_utc(
    app: Flask, session: scoped_session[Session], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(datetime(2026, 11, 21, 2, tzinfo=UTC))
    student = StudentFactory(date_of_birth=date(2012, 11, 21))
    assert student.age == 14
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("America/Chicago"))
    assert student.age == 13


@pytest.mark.parametrize(
    ("engine_name", "explain", "prepare"),
    [("sqlite", "EXPLAIN QUERY PLAN", "SELECT 1"), ("postgresql", "EXPLAIN", "SET LOCAL enable_seqscan = off")],
)
def test_an_index_serves_a_filter_on_age(session: scoped_session[Session], explain: str, prepare: str) -> None:
    if session.connection().dialect.name == "postgresql":  # of an empty table it only guesses
        rows = [{"firstname": "A", "lastname": "B", "email": f"{n}@example.org", "age": n % 90} for n in range(900)]
        session.execute(insert(Student), rows)
        session.execute(text("ANALYZE student"))
    session.execute(text(prepare))
    for compare in set(COMPARISONS) - {operator.ne}:
        older = select(Student.id).where(compare(Student.age, 14))
        statement = older.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(str(row) for row in session.execute(text(f"{explain} {statement}")))
        assert "ix_student_age_list" in plan
        assert "SCAN student" not in plan
