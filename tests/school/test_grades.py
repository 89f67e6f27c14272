from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from admin_app.school import EnrollmentStatus, TermState, post_grade
from admin_app.school.errors import InvalidValue, NotEnrolled, TermClosed
from tests.factories import EnrollmentFactory, GradeLevelFactory, SectionFactory, StudentFactory


def test_a_posted_grade_outlives_changes_of_its_course(session: scoped_session[Session]) -> None:
    section = SectionFactory(course__title="Algebra", course__code="M1", course__credits=Decimal("0.50"))
    student = EnrollmentFactory(section=section).student
    grade = post_grade(student=student, section=section, mark="A-", points=Decimal("3.665"), comment="Good")
    session.commit()
    section.course.title, section.course.code, section.course.credits = "Geometry", "M2", Decimal(1)
    session.commit()
    assert (grade.course_title, grade.course_code, grade.credits) == ("Algebra", "M1", Decimal("0.50"))
    assert (grade.term, grade.scale, grade.points) == (section.term, "A-F", Decimal("3.67"))


def test_one_grade_for_each_section_and_term(session: scoped_session[Session]) -> None:
    student, section = (enrollment := EnrollmentFactory()).student, enrollment.section
    post_grade(student=student, section=section, mark="A")
    session.commit()
    post_grade(student=student, section=section, mark="B")
    with pytest.raises(IntegrityError):
        session.flush()


def test_only_who_sat_in_the_section_gets_a_grade(session: scoped_session[Session]) -> None:
    enrollment = EnrollmentFactory(status=EnrollmentStatus.DROPPED)
    post_grade(student=enrollment.student, section=enrollment.section, mark="A")
    with pytest.raises(NotEnrolled) as refused:
        post_grade(student=StudentFactory(), section=enrollment.section, mark="A")
    assert refused.value.field == "student"


def test_grades_are_posted_while_the_term_is_open(session: scoped_session[Session]) -> None:
    enrollment = EnrollmentFactory()
    enrollment.section.term.state = TermState.CLOSED
    with pytest.raises(TermClosed):
        post_grade(student=enrollment.student, section=enrollment.section, mark="A")


def test_grade_levels_follow_one_another_and_never_themselves(session: scoped_session[Session]) -> None:
    tenth = GradeLevelFactory(name="10", rank=10)
    ninth = GradeLevelFactory(name="9", rank=9, next=tenth)
    session.commit()
    assert ninth.next is tenth
    with pytest.raises(InvalidValue) as refused:
        tenth.next = tenth
    assert refused.value.field == "next"
