from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import today
from admin_app.database import db
from admin_app.school import (
    AcademicYear,
    Admission,
    EntryCode,
    ExitCode,
    GradeLevel,
    School,
    Student,
    StudentStatus,
    admissions,
    admit,
    enroll,
    readmit,
    withdraw,
)
from admin_app.school.admissions import follow_stays
from admin_app.school.enrollments import EnrollmentStatus
from admin_app.school.errors import AdmissionNotFound, AlreadyAdmitted, DateOutOfOrder, NotAdmitted
from tests.engines.together import meeting, together
from tests.factories import (
    AcademicYearFactory,
    AdmissionFactory,
    GradeLevelFactory,
    SchoolFactory,
    SectionFactory,
    StudentFactory,
    TermFactory,
)

AUGUST, OCTOBER, NOVEMBER = date(2026, 8, 17), date(2026, 10, 1), date(2026, 11, 2)


@pytest.fixture
def place(session: scoped_session[Session]) -> dict[str, Any]:
    """Where a student can be admitted to."""
    return {"school": SchoolFactory(), "academic_year": AcademicYearFactory(), "grade_level": GradeLevelFactory()}


def test_admitting_enrolls_and_numbers_a_student(session: scoped_session[Session], place: dict[str, Any]) -> None:
    student = StudentFactory()
    admission = admit(student=student, on=AUGUST, **place)
    session.commit()
    assert student.status is StudentStatus.ENROLLED
    assert student.grade_level is place["grade_level"]
    assert student.student_number == "26-000001"
    assert (admission.entered_on, admission.entry_code, admission.exited_on) == (AUGUST, EntryCode.NEW, None)
    assert student.admissions == [admission]


def test_a_student_keeps_the_number_they_have(session: scoped_session[Session], place: dict[str, Any]) -> None:
    student = StudentFactory(student_number="X-7")
    admit(student=student, on=AUGUST, **place)
    assert student.student_number == "X-7"


def test_somebody_new_can_be_admitted_at_once(session: scoped_session[Session], place: dict[str, Any]) -> None:
    student = Student(firstname="New", lastname="Kid", email="new@example.com")
    admit(student=student, on=AUGUST, **place)
    session.commit()
    assert session.scalars(select(Student)).one().status is StudentStatus.ENROLLED


def test_nobody_is_at_two_schools_at_once(session: scoped_session[Session], place: dict[str, Any]) -> None:
    student = AdmissionFactory().student
    with pytest.raises(AlreadyAdmitted) as refused:
        admit(student=student, on=OCTOBER, **place)
    assert refused.value.field == "student"
    with pytest.raises(AlreadyAdmitted):
        readmit(student=student, on=OCTOBER, academic_year=place["academic_year"])


def test_nobody_enters_before_they_have_left(session: scoped_session[Session], place: dict[str, Any]) -> None:
    student = AdmissionFactory().student
    withdraw(student=student, on=OCTOBER, code=ExitCode.TRANSFERRED)
    with pytest.raises(DateOutOfOrder) as refused:
        admit(student=student, on=AUGUST, **place)
    assert refused.value.field == "entered_on"


@pytest.mark.parametrize(
    ("code", "status"),
    [(ExitCode.TRANSFERRED, StudentStatus.WITHDRAWN), (ExitCode.GRADUATED, StudentStatus.GRADUATED)],
)
def test_withdrawing_ends_the_stay(session: scoped_session[Session], code: ExitCode, status: StudentStatus) -> None:
    admission = AdmissionFactory()
    ended = withdraw(student=admission.student, on=OCTOBER, code=code, next_school="Elsewhere", comment="Moved")
    session.commit()
    assert ended is admission
    assert (admission.exited_on, admission.exit_code) == (OCTOBER, code)
    assert (admission.next_school, admission.comment) == ("Elsewhere", "Moved")
    assert admission.student.status is status


def test_withdrawing_gives_every_seat_back(session: scoped_session[Session]) -> None:
    admission = AdmissionFactory()
    student, term = admission.student, TermFactory(academic_year=admission.academic_year)
    now_in, later_in = SectionFactory(term=term), SectionFactory(term=term)
    seats = [enroll(student=student, section=now_in, on=AUGUST), enroll(student=student, section=later_in, on=NOVEMBER)]
    withdraw(student=student, on=OCTOBER, code=ExitCode.TRANSFERRED)
    session.commit()
    assert [seat.status for seat in seats] == [EnrollmentStatus.DROPPED] * 2
    assert [seat.ends_on for seat in seats] == [OCTOBER, NOVEMBER]


def test_who_is_nowhere_cannot_leave(session: scoped_session[Session]) -> None:
    with pytest.raises(NotAdmitted):
        withdraw(student=StudentFactory(), on=OCTOBER, code=ExitCode.OTHER)


def test_nobody_leaves_before_they_have_come(session: scoped_session[Session]) -> None:
    admission = AdmissionFactory(entered_on=OCTOBER)
    with pytest.raises(DateOutOfOrder) as refused:
        withdraw(student=admission.student, on=AUGUST, code=ExitCode.OTHER)
    assert refused.value.field == "exited_on"
    no_show = withdraw(student=admission.student, on=OCTOBER, code=ExitCode.NO_SHOW)
    assert no_show.exited_on == no_show.entered_on


def test_coming_back_makes_a_second_stay_and_leaves_the_first(session: scoped_session[Session]) -> None:
    first = AdmissionFactory()
    student = first.student
    withdraw(student=student, on=OCTOBER, code=ExitCode.TRANSFERRED)
    second = readmit(student=student, on=NOVEMBER, academic_year=first.academic_year)
    session.commit()
    assert (second.school, second.grade_level, second.entry_code) == (
        first.school,
        first.grade_level,
        EntryCode.REENTRY,
    )
    assert (first.exited_on, second.exited_on) == (OCTOBER, None)
    assert student.status is StudentStatus.ENROLLED
    assert session.scalar(select(func.count(Admission.id))) == 2


def test_who_was_never_here_cannot_come_back(session: scoped_session[Session]) -> None:
    with pytest.raises(AdmissionNotFound):
        readmit(student=StudentFactory(), on=OCTOBER, academic_year=AcademicYearFactory())


def test_two_offices_cannot_admit_one_student(
    app: Flask, session: scoped_session[Session], place: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    StudentFactory()
    monkeypatch.setattr(admissions, "open_admission", meeting(admissions.open_admission))

    def admit_them() -> None:
        student, school, year, level = (
            db.session.scalars(select(model)).one() for model in (Student, School, AcademicYear, GradeLevel)
        )
        admit(student=student, school=school, academic_year=year, grade_level=level, on=AUGUST)
        db.session.commit()

    outcomes = together(app, admit_them, admit_them)
    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyAdmitted]
    assert session.scalar(select(func.count(Admission.id))) == 1


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_the_database_too_refuses_two_stays_at_once(session: scoped_session[Session]) -> None:
    admission = AdmissionFactory()
    session.commit()
    with pytest.raises(IntegrityError):
        AdmissionFactory(student=admission.student)
    session.rollback()
    admission.exited_on, admission.exit_code = OCTOBER, ExitCode.TRANSFERRED
    session.commit()
    AdmissionFactory(student=admission.student, entered_on=NOVEMBER)
    session.commit()


@pytest.mark.parametrize("on", [date(2026, 8, 16), date(2027, 6, 12)])
def test_a_stay_begins_within_the_academic_year(
    session: scoped_session[Session], place: dict[str, Any], on: date
) -> None:
    with pytest.raises(DateOutOfOrder) as refused:
        admit(student=StudentFactory(), on=on, **place)
    assert refused.value.field == "entered_on"


def test_nobody_is_admitted_before_birth(session: scoped_session[Session], place: dict[str, Any]) -> None:
    with pytest.raises(DateOutOfOrder):
        admit(student=StudentFactory(date_of_birth=AUGUST), on=AUGUST, **place)


def test_nobody_is_withdrawn_before_the_day_has_come(session: scoped_session[Session], place: dict[str, Any]) -> None:
    student = StudentFactory()
    admit(student=student, on=AUGUST, **place)
    with pytest.raises(DateOutOfOrder) as refused:
        withdraw(student=student, on=today() + timedelta(days=2), code=ExitCode.TRANSFERRED)
    assert refused.value.field == "exited_on"
    withdraw(student=student, on=today() + timedelta(days=1), code=ExitCode.TRANSFERRED)


def test_the_status_follows_stays_that_are_corrected_by_hand(session: scoped_session[Session]) -> None:
    stay = AdmissionFactory(exited_on=OCTOBER, exit_code=ExitCode.GRADUATED)
    follow_stays(stay.student)
    assert stay.student.status is StudentStatus.GRADUATED
    stay.exit_code = ExitCode.TRANSFERRED
    follow_stays(stay.student)
    assert stay.student.status is StudentStatus.WITHDRAWN
    stay.exited_on = stay.exit_code = None
    follow_stays(stay.student)
    assert stay.student.status is StudentStatus.ENROLLED
