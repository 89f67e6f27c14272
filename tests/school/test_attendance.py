from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from admin_app.school import Presence, mark_attendance
from admin_app.school.attendance import presence_of_day
from admin_app.school.errors import InvalidValue, NotEnrolled
from tests.factories import AttendanceCodeFactory, AttendanceMarkFactory, EnrollmentFactory, StudentFactory

PRESENT, HALF, ABSENT = Presence


@pytest.mark.parametrize(
    ("marks", "day"),
    [
        ([], None),
        ([PRESENT], PRESENT),
        ([ABSENT, ABSENT], ABSENT),
        ([PRESENT, ABSENT], HALF),
        ([HALF], HALF),
        ([PRESENT, HALF, PRESENT], HALF),
    ],
)
def test_a_day_is_derived_from_its_marks(marks: list[Presence], day: Presence | None) -> None:
    assert presence_of_day(marks) is day


def test_the_offices_code_counts_and_the_teachers_stays(session: scoped_session[Session]) -> None:
    mark = AttendanceMarkFactory()
    session.commit()
    assert mark.code is mark.teacher_code
    mark.office_code = AttendanceCodeFactory(name="Excused")
    session.commit()
    assert mark.code is mark.office_code
    assert mark.teacher_code is not None


def test_one_mark_for_each_student_section_and_day(session: scoped_session[Session]) -> None:
    mark = AttendanceMarkFactory()
    session.commit()
    with pytest.raises(IntegrityError):
        AttendanceMarkFactory(student=mark.student, section=mark.section, on=mark.on)


def test_only_who_sits_in_the_section_that_day_is_marked(session: scoped_session[Session]) -> None:
    enrollment = EnrollmentFactory()
    code, first = AttendanceCodeFactory(), enrollment.starts_on
    enrollment.ends_on = first + timedelta(days=7)
    mark_attendance(student=enrollment.student, section=enrollment.section, on=first, teacher_code=code)
    for day in (first - timedelta(days=1), enrollment.ends_on):
        with pytest.raises(NotEnrolled):
            mark_attendance(student=enrollment.student, section=enrollment.section, on=day, teacher_code=code)
    with pytest.raises(NotEnrolled):
        mark_attendance(student=StudentFactory(), section=enrollment.section, on=first, teacher_code=code)


def test_teachers_have_codes_of_their_own(session: scoped_session[Session]) -> None:
    mark, excused = AttendanceMarkFactory(), AttendanceCodeFactory(office_only=True)
    with pytest.raises(InvalidValue) as refused:
        mark.teacher_code = excused
    assert refused.value.field == "teacher_code"
    assert AttendanceMarkFactory(office_code=excused).code is excused
