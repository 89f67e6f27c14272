from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import today
from admin_app.school import Household, MedicalAlert, Student, StudentStatus, Tag, share_address, siblings_of
from admin_app.school.errors import InvalidValue
from tests.engines.statements import statements_sent
from tests.factories import HouseholdFactory, MedicalAlertFactory, StudentFactory, TagFactory


def test_a_student_says_who_they_are() -> None:
    student = Student(firstname="Sammy", lastname="Shark", email="s@example.com", age=23)
    assert repr(student) == "<Student Sammy>"
    assert str(student) == "Sammy Shark"
    assert student.age == 23
    assert student.id is None


def test_names_are_trimmed_and_addresses_have_one_spelling() -> None:
    student = Student(firstname=" Zoë ", lastname="\tÅs\n", email=" Zoe@Example.COM ")
    assert (student.firstname, student.lastname, student.email) == ("Zoë", "Ås", "zoe@example.com")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"firstname": "  "}, "firstname"),
        ({"lastname": ""}, "lastname"),
        ({"age": -1}, "age"),
        ({"age": 130}, "age"),
        ({"date_of_birth": "tomorrow"}, "date_of_birth"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(values: dict[str, object], field: str) -> None:
    if "date_of_birth" in values:
        values = {"date_of_birth": today() + timedelta(days=1)}
    with pytest.raises(InvalidValue) as refused:
        Student(**values)
    assert refused.value.field == field


def test_a_new_student_is_an_applicant(session: scoped_session[Session]) -> None:
    student = StudentFactory()
    session.commit()
    assert student.status is StudentStatus.APPLICANT
    assert student.custom_fields == {}
    assert student.directory_opt_out is False


def test_small_children_have_no_email_and_are_no_duplicates_of_each_other(session: scoped_session[Session]) -> None:
    ann, bob = StudentFactory(email=None), StudentFactory(email="  ")
    session.commit()
    assert (ann.email, bob.email) == (None, None)


@pytest.mark.parametrize(
    ("own", "is_at"),
    [
        ({}, ("5 Elm Street", "Bath")),
        ({"address": "1 High Street", "city": "Bristol"}, ("1 High Street", "Bristol")),
        ({"city": "Bristol"}, (None, "Bristol")),
    ],
)
def test_without_an_address_a_student_has_that_of_the_household(
    session: scoped_session[Session], own: dict[str, str], is_at: tuple[str | None, str]
) -> None:
    student = StudentFactory(**{"address": None, "city": None, **own})
    HouseholdFactory(address="9 Gone Street", city="Wells", students=[student], deleted_at=student.created_at)
    HouseholdFactory(address=None, city="Frome", students=[student])
    HouseholdFactory(address="5 Elm Street", city="Bath", students=[student])
    session.commit()
    share_address(student)
    assert (student.address, student.city) == is_at


def test_siblings_share_a_household(session: scoped_session[Session]) -> None:
    ann, bob, cy, dee = (StudentFactory(firstname=name, lastname="Li") for name in ("Ann", "Bob", "Cy", "Dee"))
    HouseholdFactory(students=[bob, ann])
    HouseholdFactory(students=[ann, cy, bob])
    HouseholdFactory(students=[dee])
    session.commit()
    assert session.scalars(siblings_of(ann)).all() == [bob, cy]
    assert session.scalars(siblings_of(dee)).all() == []
    bob.deleted_at = bob.created_at
    session.commit()
    assert session.scalars(siblings_of(ann)).all() == [cy]


def test_the_mark_for_a_medical_alert_follows_the_alerts(session: scoped_session[Session]) -> None:
    alert = MedicalAlertFactory()
    student, other = alert.student, StudentFactory()
    session.commit()
    assert (student.has_medical_alert, other.has_medical_alert) == (True, False)
    session.delete(alert)
    session.commit()
    assert student.has_medical_alert is False
    assert session.scalars(select(MedicalAlert)).all() == []


def test_a_student_takes_tags_and_homes_along_but_not_the_rest(app: Flask, session: scoped_session[Session]) -> None:
    student = StudentFactory(tags=[TagFactory()])
    HouseholdFactory(students=[student])
    session.commit()
    session.delete(student)
    session.commit()
    assert session.scalars(select(Tag)).one().students == []
    assert session.scalars(select(Household)).one().students == []


def test_a_tag_finds_its_students_with_one_statement(session: scoped_session[Session]) -> None:
    tagged = StudentFactory(tags=[TagFactory(name="choir")])
    StudentFactory()
    session.commit()
    with statements_sent("SELECT") as queries:
        found = session.scalars(select(Student).join(Student.tags).where(Tag.name == "choir")).all()
    assert found == [tagged]
    assert len(queries) == 1
