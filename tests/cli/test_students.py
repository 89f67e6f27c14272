"""The verbs of the office on the command line: each does its work, and a refusal is a sentence that changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.cli import CommandLine
from admin_app.cli.students import students
from admin_app.clock import today
from admin_app.school import (
    Admission,
    EnrollmentStatus,
    PaymentMethod,
    Section,
    Student,
    StudentStatus,
    admit,
    balance,
    pay,
)
from tests.factories import (
    AcademicYearFactory,
    FeeItemFactory,
    GradeLevelFactory,
    HouseholdFactory,
    SchoolFactory,
    SectionFactory,
    StudentFactory,
    TermFactory,
)

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs `students …` as manage.py does, with its way to show a refusal."""
    line = CommandLine(lambda: app, [students])
    return lambda *arguments: app.test_cli_runner().invoke(line, ["students", *arguments])


@pytest.fixture
def anna(session: scoped_session[Session]) -> Student:
    """An applicant, with a school, a year, a grade level and a section waiting."""
    year = AcademicYearFactory(name="2026", starts_on=today() - timedelta(90), ends_on=today() + timedelta(90))
    term = TermFactory(academic_year=year, starts_on=year.starts_on, ends_on=year.ends_on)
    SchoolFactory(code="MAIN")
    GradeLevelFactory(name="Grade 5")
    SectionFactory(code="ART-1", term=term)
    student = StudentFactory(firstname="Anna", lastname="Berg", email="anna@school.example")
    session.commit()
    return student


def settle(student: Student, session: scoped_session[Session]) -> None:
    """Admit the student, as the commands after admission expect."""
    admit(
        student=student,
        school=SchoolFactory(),
        academic_year=AcademicYearFactory(),
        grade_level=GradeLevelFactory(),
        on=today() - timedelta(30),
    )
    session.commit()


def test_admit_withdraw_and_readmit(run: Run, anna: Student, session: scoped_session[Session]) -> None:
    told = run("admit", "Anna@school.example", "--year", "2026", "--grade", "Grade 5")
    assert told.output == f"Anna Berg is admitted, with the number {anna.student_number}.\n"
    left = run("withdraw", str(anna.student_number), "--code", "transferred", "--next-school", "Elsewhere")
    assert left.exit_code == 0
    assert anna.status is StudentStatus.WITHDRAWN
    assert session.query(Admission).one().next_school == "Elsewhere"
    back = run("readmit", "anna@school.example", "--year", "2026")
    assert back.output == "Anna Berg is back.\n"
    assert anna.status is StudentStatus.ENROLLED


def test_enroll_and_drop(run: Run, anna: Student, session: scoped_session[Session]) -> None:
    settle(anna, session)
    assert "Anna Berg has a seat in ART-1" in run("enroll", "anna@school.example", "--section", "ART-1").output
    assert run("drop", "anna@school.example", "--section", "ART-1").exit_code == 0
    assert [row.status for row in session.query(Section).one().enrollments] == [EnrollmentStatus.DROPPED]


def test_charge_and_pay(run: Run, anna: Student, session: scoped_session[Session]) -> None:
    FeeItemFactory(code="LUNCH", amount=Decimal(40))
    session.commit()
    due = (today() + timedelta(10)).isoformat()
    assert (
        run("charge", "anna@school.example", "--item", "LUNCH", "--due", due).output == "Anna Berg was charged 40.00.\n"
    )
    paid = run("pay", "anna@school.example", "--amount", "15", "--method", "cash")
    assert paid.output == "15.00 was booked; Anna Berg now owes 25.00.\n"


def test_transfer_credit(run: Run, anna: Student, session: scoped_session[Session]) -> None:
    ben = StudentFactory(firstname="Ben", email="ben@school.example")
    HouseholdFactory(students=[anna, ben])
    pay(student=anna, amount=Decimal(30), on=today(), method=PaymentMethod.CASH)
    session.commit()
    assert run("transfer-credit", "anna@school.example", "ben@school.example", "--amount", "20").exit_code == 0
    assert (balance(anna), balance(ben)) == (Decimal(-10), Decimal(-20))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["pay", "nobody@school.example", "--amount", "1", "--method", "cash"], "No student is called"),
        (["pay", "anna@school.example", "--amount", "-1", "--method", "cash"], "An amount is above zero."),
        (["pay", "anna@school.example", "--amount", "much", "--method", "cash"], "'much' is not a number."),
        (["withdraw", "anna@school.example", "--code", "transferred"], "Anna Berg is at no school"),
        (["readmit", "anna@school.example", "--year", "2026"], "Anna Berg was never here. Admit them instead."),
        (
            ["admit", "anna@school.example", "--year", "1066", "--grade", "Grade 5"],
            "No academic year is called '1066'.",
        ),
        (["enroll", "anna@school.example", "--section", "ART-1"], "Anna Berg is not at the school now."),
    ],
)
def test_a_refusal_is_a_sentence(run: Run, anna: Student, arguments: list[str], sentence: str) -> None:
    refused = run(*arguments)
    assert refused.exit_code != 0
    assert sentence in refused.output
    assert "Traceback" not in refused.output
    assert balance(anna) == 0
    assert anna.status is StudentStatus.APPLICANT
