from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from admin_app.school import Presence
from admin_app.school.attendance import presence_of_day
from tests.factories import AttendanceCodeFactory, AttendanceMarkFactory

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
