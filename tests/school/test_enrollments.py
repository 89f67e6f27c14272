from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import today
from admin_app.database import db
from admin_app.school import Enrollment, EnrollmentStatus, Section, Student, StudentStatus, drop, enroll, enrollments
from admin_app.school.errors import AlreadyEnrolled, DateOutOfOrder, NotAdmitted, NotEnrolled, SectionFull
from tests.engines.together import meeting, together
from tests.factories import EnrollmentFactory, SectionFactory, StudentFactory

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def enrolled_student() -> Student:
    student: Student = StudentFactory(status=StudentStatus.ENROLLED)
    return student


def test_enrolling_gives_a_seat(session: scoped_session[Session]) -> None:
    student, section = enrolled_student(), SectionFactory()
    enrollment = enroll(student=student, section=section, on=SEPTEMBER)
    session.commit()
    assert (enrollment.starts_on, enrollment.ends_on) == (SEPTEMBER, None)
    assert enrollment.status is EnrollmentStatus.ENROLLED
    assert enrollments.seats_taken(section) == 1


@pytest.mark.parametrize("status", [StudentStatus.APPLICANT, StudentStatus.WITHDRAWN, StudentStatus.GRADUATED])
def test_only_who_is_at_school_gets_a_seat(session: scoped_session[Session], status: StudentStatus) -> None:
    with pytest.raises(NotAdmitted):
        enroll(student=StudentFactory(status=status), section=SectionFactory(), on=SEPTEMBER)


@pytest.mark.parametrize("on", [date(2026, 8, 16), date(2027, 6, 12)])
def test_a_seat_begins_within_the_term(session: scoped_session[Session], on: date) -> None:
    with pytest.raises(DateOutOfOrder) as refused:
        enroll(student=enrolled_student(), section=SectionFactory(), on=on)
    assert refused.value.field == "starts_on"


def test_nobody_sits_twice_in_one_section(session: scoped_session[Session]) -> None:
    student, section = enrolled_student(), SectionFactory()
    enroll(student=student, section=section, on=SEPTEMBER)
    with pytest.raises(AlreadyEnrolled):
        enroll(student=student, section=section, on=OCTOBER)


def test_a_full_section_takes_nobody(session: scoped_session[Session]) -> None:
    section = SectionFactory(seats=1)
    enroll(student=enrolled_student(), section=section, on=SEPTEMBER)
    with pytest.raises(SectionFull):
        enroll(student=enrolled_student(), section=section, on=SEPTEMBER)


def test_a_section_without_a_number_of_seats_takes_everybody(session: scoped_session[Session]) -> None:
    section = SectionFactory(seats=None)
    for _ in range(3):
        enroll(student=enrolled_student(), section=section, on=SEPTEMBER)
    assert enrollments.seats_taken(section) == 3


def test_dropping_frees_the_seat_and_keeps_the_row(session: scoped_session[Session]) -> None:
    student, section = enrolled_student(), SectionFactory(seats=1)
    first = enroll(student=student, section=section, on=SEPTEMBER)
    assert drop(student=student, section=section, on=OCTOBER) is first
    session.commit()
    assert (first.status, first.ends_on) == (EnrollmentStatus.DROPPED, OCTOBER)
    again = enroll(student=student, section=section, on=OCTOBER)
    session.commit()
    assert again is not first
    assert section.enrollments == [first, again]


def test_who_is_not_in_a_section_cannot_be_dropped(session: scoped_session[Session]) -> None:
    with pytest.raises(NotEnrolled):
        drop(student=enrolled_student(), section=SectionFactory(), on=OCTOBER)


def test_nobody_is_dropped_before_they_joined(session: scoped_session[Session]) -> None:
    student, section = enrolled_student(), SectionFactory()
    enroll(student=student, section=section, on=OCTOBER)
    with pytest.raises(DateOutOfOrder) as refused:
        drop(student=student, section=section, on=SEPTEMBER)
    assert refused.value.field == "ends_on"


def test_the_last_seat_goes_to_one(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    SectionFactory(seats=1)
    people = [enrolled_student().id for _ in range(2)]
    monkeypatch.setattr(enrollments, "seats_taken", meeting(enrollments.seats_taken))

    def enroll_them(student_id: int) -> None:
        student, section = db.session.get_one(Student, student_id), db.session.scalars(select(Section)).one()
        enroll(student=student, section=section, on=SEPTEMBER)
        db.session.commit()

    outcomes = together(app, *[lambda one=one: enroll_them(one) for one in people])
    assert [type(outcome) for outcome in outcomes if outcome] == [SectionFull]
    assert session.scalar(select(func.count(Enrollment.id))) == 1


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_the_database_too_refuses_a_second_seat(session: scoped_session[Session]) -> None:
    seat = EnrollmentFactory()
    session.commit()
    with pytest.raises(IntegrityError):
        EnrollmentFactory(student=seat.student, section=seat.section)


def test_nobody_leaves_a_section_before_the_day_has_come(session: scoped_session[Session]) -> None:
    enrollment = EnrollmentFactory()
    with pytest.raises(DateOutOfOrder) as refused:
        drop(student=enrollment.student, section=enrollment.section, on=today() + timedelta(days=2))
    assert refused.value.field == "ends_on"
