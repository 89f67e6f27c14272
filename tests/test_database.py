"""What every engine has to do alike: times, money, text, references, and several people writing at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.exc import StaleDataError

from admin_app.clock import now
from admin_app.database import analyze_sqlite, cents, db
from admin_app.school import Charge, Course, RegisterTaken, Room, School, Section, Student, Tag

from .engines.together import together
from .factories import (
    ChargeFactory,
    CourseFactory,
    RegisterTakenFactory,
    RoomFactory,
    SchoolFactory,
    SectionFactory,
    StudentFactory,
    TagFactory,
)

WRITERS, WRITES = 8, 25


def test_an_instant_comes_back_as_it_was_in_utc(session: scoped_session[Session]) -> None:
    in_chicago = datetime(2026, 11, 20, 20, 30, 15, tzinfo=timezone(timedelta(hours=-6)))
    RegisterTakenFactory(taken_at=in_chicago)
    session.commit()
    kept = session.scalars(select(RegisterTaken.taken_at)).one()
    assert kept == in_chicago
    assert kept.tzinfo is UTC
    assert (kept.day, kept.hour) == (21, 2)
    assert session.scalar(select(RegisterTaken.id).where(RegisterTaken.taken_at == in_chicago)) == 1


def test_the_database_sets_the_time_in_utc(session: scoped_session[Session]) -> None:
    student = StudentFactory()
    session.commit()
    assert abs(now() - student.created_at) < timedelta(minutes=1)
    assert student.created_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("given_amount", "kept"),
    [("1.005", "1.01"), ("1.004", "1.00"), ("0.005", "0.01"), ("2.675", "2.68"), ("99999999.99", "99999999.99")],
)
def test_money_is_rounded_half_up_on_every_engine(
    session: scoped_session[Session], given_amount: str, kept: str
) -> None:
    ChargeFactory(amount=Decimal(given_amount))
    session.commit()
    amount = session.scalars(select(Charge.amount)).one()
    assert amount == Decimal(kept)
    assert str(amount) == kept


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.decimals("0.01", "99999999.99", places=2), min_size=1, max_size=30))
def test_sums_of_money_are_exact(session: scoped_session[Session], amounts: list[Decimal]) -> None:
    student = StudentFactory()
    row = {"student_id": student.id, "description": "x", "charged_on": student.date_of_birth}
    rows = [row | {"amount": amount, "due_on": student.date_of_birth} for amount in amounts]
    session.execute(insert(Charge), rows)
    assert cents(str(session.scalar(select(func.sum(Charge.amount))))) == sum(amounts)
    session.rollback()


def test_credits_too_are_rounded_half_up(session: scoped_session[Session]) -> None:
    CourseFactory(credits=Decimal("0.125"))
    session.commit()
    assert session.scalars(select(Course.credits)).one() == Decimal("0.13")


@pytest.mark.parametrize(
    "names",
    [("zoé", "zoe"), ("tom", "TOM"), ("😀", "😁"), ("ß", "ss"), ("Ångström", "Angstrom"), ("漢", "汉")],
    ids="-".join,
)
def test_texts_that_differ_are_different_keys(session: scoped_session[Session], names: tuple[str, str]) -> None:
    for name in names:
        TagFactory(name=name)
    session.commit()
    for name in names:
        assert [tag.name for tag in session.scalars(select(Tag).where(Tag.name == name))] == [name]


def test_text_comes_back_character_for_character(session: scoped_session[Session]) -> None:
    curly, family = "\N{RIGHT SINGLE QUOTATION MARK}", "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GRADUATION CAP}"
    name = f"O{curly}Neill-Ñandú {family} \u202eشريف عبد\u202c e\u0301 é"
    StudentFactory(lastname=name)
    session.commit()
    assert session.scalars(select(Student.lastname)).one() == name


def test_a_duplicate_key_is_refused(session: scoped_session[Session]) -> None:
    TagFactory(name="zoé")
    session.commit()
    with pytest.raises(IntegrityError):
        TagFactory(name="zoé")


def test_what_is_referred_to_must_exist_and_stay(session: scoped_session[Session]) -> None:
    RoomFactory()
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(update(Room).values(school_id=4711))
    session.rollback()
    with pytest.raises(IntegrityError):
        session.execute(delete(School))


def test_a_failed_check_is_an_integrity_error_that_names_it(session: scoped_session[Session]) -> None:
    SchoolFactory()
    session.commit()
    with pytest.raises(IntegrityError, match="ck_school_name_not_blank") as refused:
        session.execute(update(School).values(name=" "))
    assert "SQL parameters hidden" in str(refused.value)


def test_a_record_that_somebody_else_has_changed_is_not_overwritten(session: scoped_session[Session]) -> None:
    tag = TagFactory(name="old")
    session.commit()
    assert (tag.name, tag.version) == ("old", 1)
    with db.engine.begin() as somebody_else:
        somebody_else.execute(text("UPDATE tag SET name = 'theirs', version = 2"))
    tag.name = "mine"
    with pytest.raises(StaleDataError):
        session.commit()
    session.rollback()
    assert (tag.name, tag.version) == ("theirs", 2)


def add_a_seat(times: int) -> None:
    for _ in range(times):
        section = db.session.scalars(select(Section).with_for_update()).one()
        assert section.seats is not None
        section.seats += 1
        db.session.commit()


def test_many_writers_lose_nothing(app: Flask, session: scoped_session[Session]) -> None:
    section = SectionFactory(seats=1)
    session.commit()
    outcomes = together(app, *[lambda: add_a_seat(WRITES)] * WRITERS)
    assert outcomes == [None] * WRITERS
    assert section.seats == 1 + WRITERS * WRITES


def test_a_reader_that_turns_writer_sees_what_others_have_written(app: Flask, session: scoped_session[Session]) -> None:
    section = SectionFactory(seats=1)
    session.commit()
    assert section.seats == 1
    with db.engine.connect() as reader:
        assert reader.scalar(text("SELECT seats FROM section")) == 1
        together(app, lambda: add_a_seat(1))
        reader.execute(text("UPDATE section SET seats = seats + 1"))
        reader.commit()
    assert session.scalar(select(Section.seats)) == 3


def test_dropping_the_tables_does_not_wait_for_what_was_read_just_now(bare_app: Callable[[], Flask]) -> None:
    bare_app()
    db.create_all()
    assert Student.query.all() == []  # the session is in a transaction now, and holds the table on the servers
    db.drop_all()
    assert inspect(db.engine).get_table_names() == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_connection_that_is_open_learns_what_has_been_counted(bare_app: Callable[[], Flask]) -> None:
    """A server goes on while rows are loaded beside it, and must not plan by what its tables held before."""
    bare_app()
    with db.engine.connect() as open_before, db.engine.connect() as loading:
        loading.execute(text("CREATE TABLE bus (id INTEGER PRIMARY KEY, deleted_at TEXT, name TEXT)"))
        loading.execute(text("CREATE INDEX ix_bus_trash ON bus (deleted_at, id)"))
        loading.execute(text("CREATE INDEX ix_bus_name ON bus (name, id, deleted_at)"))
        loading.execute(text("INSERT INTO bus (deleted_at, name) VALUES ('2026-01-01', 'only')"))
        analyze_sqlite(loading)
        loading.commit()

        def plan() -> str:
            open_before.execute(text("SELECT 1 FROM bus LIMIT 1")).all()
            order = "SELECT id FROM bus WHERE deleted_at IS NULL ORDER BY name, id LIMIT 50"
            found = open_before.execute(text(f"EXPLAIN QUERY PLAN {order} -- {uuid4()}")).all()
            open_before.commit()
            return " ".join(row.detail for row in found)

        assert "ix_bus_name" not in plan()
        rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n"
        loading.execute(text(f"INSERT INTO bus (name) {rows}"))
        analyze_sqlite(loading)
        loading.commit()
        assert "ix_bus_name" in plan()
