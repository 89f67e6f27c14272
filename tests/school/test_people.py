"""What all people on the roster have: names, and those they had before."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app.audit import AuditEntry
from admin_app.school import Guardian, Staff, Student
from tests.factories import GuardianFactory, StaffFactory, StudentFactory
from tests.search.conftest import Find, find

__all__ = ["find"]


@pytest.mark.parametrize("factory", [StudentFactory, GuardianFactory, StaffFactory])
def test_whoever_changes_their_name_is_found_by_the_old_one(
    session: scoped_session[Session], find: Find, factory: Any
) -> None:
    person = factory(firstname="Ana", lastname="Novakova")
    model: type[Student | Guardian | Staff] = type(person)
    session.commit()
    person.lastname = "Horvat"
    session.commit()
    assert person.former_names == "Ana Novakova"
    assert find("novak", model) == [person.id]
    assert find("horvat", model) == [person.id]


@pytest.mark.parametrize(
    ("names", "former"),
    [
        (["Ana Lee"], None),
        (["Ana Lee", "ANA Lee", "Ana LEE"], None),
        (["Ana Lee", "Ana Kim", "Ana Roy"], "Ana Lee; Ana Kim"),
        (["Ana Lee", "Ana Kim", "Ana Lee"], "Ana Kim"),
        (["Ana Lee", "Ana Kim", "Ana Lee", "Ana Kim"], "Ana Lee"),
        (["Ana A", "Ana B", "Bo A"], "Ana A; Ana B"),
    ],
)
def test_a_name_is_former_once_another_has_come(
    session: scoped_session[Session], names: list[str], former: str | None
) -> None:
    first, *others = (name.split() for name in names)
    student = StudentFactory(firstname=first[0], lastname=first[1])
    session.commit()
    for firstname, lastname in others:
        student.firstname, student.lastname = firstname, lastname
        session.commit()
    assert student.former_names == former


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_oldest_of_too_many_names_is_forgotten(session: scoped_session[Session]) -> None:
    student = StudentFactory(firstname="A" * 100, lastname="0" * 99)
    session.commit()
    for digit in "1234":
        student.lastname = digit * 99
        session.commit()
    assert student.former_names == "; ".join(f"{'A' * 100} {digit * 99}" for digit in "23")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_kept_is_in_the_change_log_too(session: scoped_session[Session]) -> None:
    student = StudentFactory(firstname="Ana", lastname="Lee")
    session.commit()
    session.refresh(student)
    student.lastname = "Kim"
    session.commit()
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry.changes["lastname"] == ["Lee", "Kim"]
    assert entry.changes["former_names"] == [None, "Ana Lee"]
