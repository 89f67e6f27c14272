"""The index follows the data, by every path, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from admin_app import search
from admin_app.audit import UnloggedWrite
from admin_app.clock import now
from admin_app.database import db
from admin_app.school import Guardian, Household, Section, Student, StudentGuardian
from admin_app.search import UnindexedWrite, rebuilding
from tests.engines.statements import statements_sent
from tests.factories import (
    CourseFactory,
    GuardianFactory,
    HouseholdFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    StudentGuardianFactory,
)

from .conftest import Find, index_agrees

NEW = {"firstname": "Quid", "lastname": "Vyx", "email": "quux@school.example", "custom_fields": {}}


def entries(session: scoped_session[Session]) -> int:
    return session.scalar(select(func.count()).select_from(search.search_entry)) or 0


def test_a_change_is_found_and_what_was_is_not(find: Find, session: scoped_session[Session]) -> None:
    student = StudentFactory(preferred_name="Before")
    assert find("before") == [student.id]
    student.preferred_name = "After"
    assert find("before") == []
    assert find("after") == [student.id]
    session.delete(student)
    assert find("after") == []
    assert entries(session) == 0


def test_what_is_rolled_back_leaves_nothing(find: Find, session: scoped_session[Session]) -> None:
    student = StudentFactory(lastname="Before")
    session.commit()
    student.lastname = "After"
    StudentFactory(lastname="Never")
    session.flush()
    session.rollback()
    assert find("before") == [student.id]
    assert find("never") == []
    savepoint = session.begin_nested()
    StudentFactory(lastname="Never")
    savepoint.rollback()
    assert find("never") == []
    assert index_agrees()


def test_a_flush_that_fails_leaves_the_index_as_it_was(session: scoped_session[Session]) -> None:
    taken = StudentFactory(email="taken@school.example")
    session.commit()
    session.add(Student(**NEW | {"email": taken.email}))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    with pytest.raises(UnindexedWrite):
        session.execute(update(Student.__table__).values(lastname="X"))
    session.rollback()
    assert index_agrees()


@pytest.mark.parametrize("trash", [False, True])
def test_a_guardian_is_followed_to_the_students(find: Find, session: scoped_session[Session], trash: bool) -> None:
    link = StudentGuardianFactory(guardian=GuardianFactory(lastname="Before"))
    student, guardian = link.student, link.guardian
    session.commit()
    guardian.lastname = "After"
    assert (find("before"), find("after")) == ([], [student.id])
    gone = link if trash else guardian
    gone.deleted_at = now()
    assert find("after") == []
    gone.deleted_at = None
    assert find("after") == [student.id]
    other = StudentFactory()
    link.student = other
    assert find("after") == [other.id]
    session.delete(link)
    assert find("after") == []
    assert index_agrees()


def test_a_student_is_followed_to_guardians_and_homes(find: Find, session: scoped_session[Session]) -> None:
    student = StudentFactory(lastname="Before")
    home = HouseholdFactory(name="Home", students=[student])
    guardian = StudentGuardianFactory(student=student).guardian
    session.commit()
    student.lastname = "After"
    assert (find("after", Guardian), find("after", Household)) == ([guardian.id], [home.id])
    session.delete(student)
    assert (find("after", Guardian), find("after", Household)) == ([], [])
    assert index_agrees()


def test_links_are_followed_from_both_sides(find: Find, session: scoped_session[Session]) -> None:
    teacher, section = StaffFactory(lastname="Byron"), SectionFactory()
    session.commit()
    teacher.sections.append(section)
    assert find("byron", Section) == [section.id]
    section.teachers.remove(teacher)
    assert find("byron", Section) == []
    section.course = CourseFactory(title="Alchemy")
    assert find("alchemy", Section) == [section.id]
    section.course.title = "Chemistry"
    assert (find("alchemy", Section), len(find("chemistry", Section))) == ([], 1)
    assert index_agrees()


def test_a_new_student_costs_no_question(session: scoped_session[Session]) -> None:
    StudentFactory()
    session.commit()
    with statements_sent() as sent:
        session.add(Student(**NEW))
        session.flush()
    assert [statement.split()[0] for statement in sent if "search_" in statement] == ["INSERT", "INSERT"]
    assert not [statement for statement in sent if statement.startswith("SELECT") and "search_" in statement]


def test_what_is_not_searched_costs_nothing(session: scoped_session[Session]) -> None:
    student = StudentFactory()
    session.commit()
    student.bio = "Likes birds."
    with statements_sent() as sent:
        session.flush()
    assert not [statement for statement in sent if "search_" in statement]


def caller_indexes(session: scoped_session[Session], student: Student) -> None:
    connection = session.connection()
    with search.caller_indexes(connection):
        connection.execute(update(Student.__table__).values(lastname="After"))
        search.index_rows(connection, Student, [student.id])
        search.index_rows(connection, Guardian, session.scalars(select(Guardian.id)))


Deed = Callable[[scoped_session[Session], Student], object]
DEEDS: dict[str, Deed] = {
    "update": lambda session, _: session.execute(update(Student).where(Student.lastname == "Before").values(phone="1")),
    "update all": lambda session, _: session.execute(update(Student).values({Student.lastname: "After"})),
    "update by id": lambda session, student: session.execute(
        update(Student), [{"id": student.id, "lastname": "After", "version": student.version}]
    ),
    "update another field": lambda session, _: session.execute(update(Student).values(city="Riverton")),
    "insert": lambda session, _: session.execute(insert(Student), [NEW, NEW | {"email": "b@school.example"}]),
    "insert with ids": lambda session, _: session.execute(insert(Student), [NEW | {"id": 4711}]),
    "insert values": lambda session, _: session.execute(insert(Student).values([NEW | {"id": 4711}])),
    "delete": lambda session, student: (
        session.execute(delete(StudentGuardian)), session.execute(delete(Student).where(Student.id == student.id))
    ),
    "delete with links": lambda session, student: session.execute(delete(Student).where(Student.id == student.id)),
    "update guardians": lambda session, _: session.execute(update(Guardian).values(lastname="After")),
    "trash guardians": lambda session, _: session.execute(update(Guardian).values(deleted_at=now())),
    "delete links": lambda session, _: session.execute(delete(StudentGuardian)),
    "caller indexes": caller_indexes,
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_many_at_once_are_followed(session: scoped_session[Session], deed: str) -> None:
    link = StudentGuardianFactory(student=StudentFactory(lastname="Before"))
    student = link.student
    session.commit()
    DEEDS[deed](session, student)
    session.commit()
    assert index_agrees()


REFUSED: dict[str, Deed] = {
    "core insert": lambda session, _: session.execute(insert(Student.__table__).values(**NEW)),
    "core update": lambda session, _: session.execute(update(Student.__table__).values(lastname="X")),
    "core delete": lambda session, _: session.execute(delete(StudentGuardian.__table__)),
    "mappings": lambda session, _: session.bulk_insert_mappings(Student, [NEW]),
    "links": lambda session, _: session.execute(insert(Household.students.property.secondary), [{}]),
    "connection": lambda session, _: session.connection().execute(update(Guardian.__table__).values(lastname="X")),
}


@pytest.mark.parametrize("deed", REFUSED)
def test_what_the_index_cannot_follow_is_refused(session: scoped_session[Session], deed: str) -> None:
    link = StudentGuardianFactory()
    session.commit()
    with pytest.raises(UnindexedWrite, match="without the search index knowing"):
        REFUSED[deed](session, link.student)
    session.rollback()
    assert index_agrees()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_an_insert_that_may_update_is_refused(session: scoped_session[Session]) -> None:
    with pytest.raises(UnloggedWrite, match="cannot know"):
        session.execute(sqlite.insert(Student).values(**NEW).on_conflict_do_update(set_={"lastname": "X"}))


def test_a_database_made_by_create_all_alone(bare_app: Callable[[], Flask]) -> None:
    bare_app()
    db.create_all()
    student = StudentFactory(lastname="Müller")
    db.session.commit()
    statement = search.matches(db.engine.dialect.name, Student, search.parse("mueller"), search.COLUMNS)
    assert db.session.scalars(statement).all() == [student.id]
    assert index_agrees()
    db.drop_all()
    db.create_all()
    assert rebuilding.records() == 0
