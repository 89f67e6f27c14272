from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from admin_app.clock import today
from admin_app.database import db
from admin_app.school import (
    AttendanceMark,
    Enrollment,
    EnrollmentStatus,
    PostedGrade,
    RegisterTaken,
    Section,
    Staff,
    Student,
    StudentStatus,
    Term,
    TermState,
)
from seeds.catalog import HOMEROOM

pytestmark = pytest.mark.usefixtures("school")

SITS = Enrollment.status == EnrollmentStatus.ENROLLED


def sections() -> list[Section]:
    return list(db.session.scalars(select(Section)))


def test_seats_are_enough() -> None:
    taken = dict(
        db.session.execute(select(Enrollment.section_id, func.count()).where(SITS).group_by("section_id")).all()
    )

    assert taken
    assert all(taken.get(section.id, 0) <= section.seats <= section.room.capacity for section in sections())


def test_each_enrolled_student_sits_in_a_homeroom_and_about_five_courses() -> None:
    for student in db.session.scalars(select(Student).where(Student.status == StudentStatus.ENROLLED)):
        courses = [sitting.section.course.code for sitting in student.enrollments if sitting.status == "enrolled"]
        assert courses.count(HOMEROOM) == 1
        assert 5 <= len(courses) == len(set(courses)) <= 6


def test_no_teacher_student_or_room_is_wanted_twice_at_a_time() -> None:
    hours = Counter(
        (person.id, section.term_id, section.period) for section in sections() for person in section.teachers
    )
    lessons = Counter(
        (sitting.student_id, sitting.section.term_id, sitting.section.period)
        for sitting in db.session.scalars(select(Enrollment).where(SITS))
    )
    rooms = Counter((section.room_id, section.term_id, section.period) for section in sections())

    assert set(hours.values()) == {1}
    assert set(lessons.values()) == {1}
    assert set(rooms.values()) == {1}


def test_enrollments_lie_within_their_term() -> None:
    for sitting in db.session.scalars(select(Enrollment)):
        term = sitting.section.term
        assert term.starts_on <= sitting.starts_on <= term.ends_on
        assert (sitting.ends_on is None) == (sitting.status is EnrollmentStatus.ENROLLED)
        assert (sitting.status is EnrollmentStatus.ENROLLED) <= (term.state is TermState.OPEN)


def test_only_homerooms_take_attendance() -> None:
    assert {section.course.code for section in sections() if section.takes_attendance} == {HOMEROOM}


def test_twenty_school_days_of_registers_of_which_a_few_are_missing() -> None:
    days = db.session.scalars(select(RegisterTaken.on).distinct().order_by(RegisterTaken.on)).all()
    taken = db.session.scalar(select(func.count(RegisterTaken.id))) or 0
    homerooms = select(Section).join(Section.term).where(Section.takes_attendance, Term.state == TermState.OPEN)
    expected = len(days) * len(db.session.scalars(homerooms).all())

    assert len(days) == 20
    assert days[-1] < today()
    assert all(day.weekday() < 5 for day in days)
    assert 0.95 * expected < taken < expected


def test_marks_are_on_registers_of_students_who_were_there() -> None:
    registers = {(register.section_id, register.on) for register in db.session.scalars(select(RegisterTaken))}
    seats = {(seat.section_id, seat.student_id): seat for seat in db.session.scalars(select(Enrollment))}
    marks = db.session.scalars(select(AttendanceMark)).all()

    for mark in marks:
        seat = seats[mark.section_id, mark.student_id]
        assert (mark.section_id, mark.on) in registers
        assert seat.starts_on <= mark.on
        assert seat.ends_on is None or mark.on < seat.ends_on
    corrected = [mark for mark in marks if mark.office_code and mark.office_code != mark.teacher_code]
    assert 0 < len(corrected) < len(marks) / 20
    assert {mark.student_id for mark in marks} >= {1, 2, 3}


def test_grades_are_posted_for_the_terms_that_are_over() -> None:
    grades = db.session.scalars(select(PostedGrade)).all()

    assert {grade.term.state for grade in grades} == {TermState.CLOSED}
    assert len({grade.term_id for grade in grades}) == 3
    for grade in grades:
        course = grade.section.course
        assert (grade.term_id, grade.course_code) == (grade.section.term_id, course.code)
        assert (grade.course_title, grade.credits) == (course.title, course.credits)


def test_the_demos_teacher_has_sections_of_the_first_three() -> None:
    teacher = db.session.scalars(select(Staff).where(Staff.email == "teacher@example.com")).one()
    taught = {sitting.student_id for section in teacher.sections for sitting in section.enrollments}

    assert teacher.user is not None
    assert teacher.user.email == teacher.email
    assert {1, 2, 3} <= taught
