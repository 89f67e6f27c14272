"""What the office does with a student, by the buttons of the student's page: how it goes, and how it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import today
from admin_app.database import db
from admin_app.school import (
    Admission,
    Charge,
    Enrollment,
    EnrollmentStatus,
    ExitCode,
    Payment,
    PaymentKind,
    Student,
    StudentStatus,
    balance,
)
from tests import factories as make
from tests.client import Browser
from tests.html import check_page

from .access_table import VERBS, cells
from .little_school import FREE_DAY, LittleSchool
from .reading import complaints, flashed

DAY = FREE_DAY.isoformat()
Typed = dict[str, Any]


@pytest.fixture
def registrar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["registrar"])
    return client


@pytest.fixture
def bursar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["bursar"])
    return client


def do(browser: Browser, verb: str, student: Student, typed: Typed) -> str:
    """Send a verb's form and return what the page says then; it has to be the student's page."""
    page = f"/admin/student/verb/{verb}/?id={student.id}"
    answer = browser.post_form(page, typed)
    assert answer.status_code == 302, complaints(answer)
    assert answer.location.startswith(f"/admin/student/details/?id={student.id}")
    return flashed(browser.get(answer.location))[0]


def offered(browser: Browser, student: Student) -> set[str]:
    """The verbs that the student's page offers."""
    page = check_page(browser.get(f"/admin/student/details/?id={student.id}").text)
    links = [link.get("href", "") for link in page.iter("a")]
    return {link.split("/verb/")[1].split("/")[0] for link in links if "/verb/" in link}


def start(school: LittleSchool) -> Typed:
    own = school.own
    return {
        "school": own["school"].id,
        "academic_year": own["academic_year"].id,
        "grade_level": own["grade_level"].id,
        "entered_on": "2026-08-20",
    }


def test_the_school_that_took_the_last_one_of_the_grade_is_chosen_already(
    registrar: Browser, school: LittleSchool
) -> None:
    level = school.own["grade_level"]
    make.AdmissionFactory(school=school.own["school"], grade_level=level, entered_on=today())
    late = {"grade_level": level, "entered_on": today() + timedelta(days=1)}
    stay = make.AdmissionFactory(school=school.other["school"], **late)
    for grade_level, chosen in ((stay.grade_level, [stay.school_id]), (make.GradeLevelFactory(), [])):
        school.applicant.grade_level = grade_level
        db.session.commit()
        page = check_page(registrar.get(f"/admin/student/verb/admit/?id={school.applicant.id}").text)
        (schools,) = (field for field in page.iter("select") if field.get("name") == "school")
        ticked = [int(option.get("value") or 0) for option in schools if option.get("selected") is not None]
        assert [key for key in ticked if key] == chosen


# --- as it goes -------------------------------------------------------------------------------------------------------


def test_a_student_comes_sits_in_a_section_leaves_and_comes_back(registrar: Browser, school: LittleSchool) -> None:
    student, section = school.applicant, school.own["section"]
    assert offered(registrar, student) == {"admit", "photo", "package"}
    assert "is admitted" in do(registrar, "admit", student, start(school))
    assert (student.status, student.grade_level) == (StudentStatus.ENROLLED, school.own["grade_level"])
    assert student.student_number

    assert offered(registrar, student) == {"enroll", "drop", "withdraw", "photo", "package"}
    assert "has a seat" in do(registrar, "enroll", student, {"section": section.id, "starts_on": DAY})
    assert [(seat.section, seat.starts_on) for seat in student.enrollments] == [(section, FREE_DAY)]
    assert "is no longer in" in do(registrar, "drop", student, {"section": section.id, "ends_on": DAY})
    assert student.enrollments[0].status is EnrollmentStatus.DROPPED

    do(registrar, "enroll", student, {"section": section.id, "starts_on": DAY})
    left = {"exited_on": "2026-11-02", "code": "transferred", "next_school": "Elsewhere", "comment": "Moved."}
    assert "has left" in do(registrar, "withdraw", student, left)
    assert {seat.status for seat in student.enrollments} == {EnrollmentStatus.DROPPED}
    (stay,) = student.admissions
    assert (stay.exited_on, stay.exit_code, stay.next_school) == (
        date(2026, 11, 2),
        ExitCode.TRANSFERRED,
        "Elsewhere",
    )

    assert offered(registrar, student) == {"readmit", "photo", "package"}
    back = {"academic_year": school.own["academic_year"].id, "entered_on": "2027-01-11"}
    assert "is back" in do(registrar, "readmit", student, back)
    assert (len(student.admissions), student.status) == (2, StudentStatus.ENROLLED)


def test_money_is_charged_paid_and_moved_to_a_sibling(
    bursar: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    student, item = school.classmate, school.own["fee_item"]
    assert offered(bursar, student) == {"charge", "pay", "transfer_credit"}
    assert "was charged $1,011.11" in do(bursar, "charge", student, {"fee_item": item.id})
    trip = {"fee_item": "", "description": "Trip", "amount": "9.90"}
    assert "was charged $9.90" in do(bursar, "charge", student, trip)
    charged = sorted(student.charges, key=lambda entry: entry.id)
    assert [(entry.description, entry.amount) for entry in charged] == [
        (item.name, Decimal("1011.11")),
        ("Trip", Decimal("9.90")),
    ]
    paid = {"amount": "1100", "method": "check", "paid_on": DAY, "reference": "No. 7"}
    assert "$1,100.00 of" in do(bursar, "pay", student, paid)
    assert balance(student) == Decimal("-78.99")

    sibling = make.StudentFactory()
    make.HouseholdFactory(students=[student, sibling])
    assert "78.99 moved from" in do(bursar, "transfer_credit", student, {"taker": sibling.id, "amount": "78.99"})
    assert (balance(student), balance(sibling)) == (Decimal("0.00"), Decimal("-78.99"))
    moved = session.query(Payment).filter(Payment.transfer_key.is_not(None)).order_by(Payment.id).all()
    assert [entry.kind for entry in moved] == [PaymentKind.CREDIT_OUT, PaymentKind.CREDIT_IN]


def test_a_page_offers_the_verbs_that_its_reader_may_use(client: Browser, school: LittleSchool) -> None:
    roles, lines = cells(VERBS)
    allowed = {role: {line[0] for line in lines if line[1 + roles.index(role)] == "200"} for role in roles}
    for role in roles:
        client.sign_in(school.users[role])
        applying = {"enroll", "drop", "withdraw", "charge", "pay", "transfer_credit", "photo", "package"}
        assert offered(client, school.own["student"]) == allowed[role] & applying


def test_there_is_no_other_verb(registrar: Browser, school: LittleSchool) -> None:
    for verb in ("expel", "run", "__init__"):
        assert registrar.get(f"/admin/student/verb/{verb}/?id={school.applicant.id}").status_code == 404
    for identity in ("0", "abc", "1,2", "", "99999999999999999999"):
        assert registrar.get(f"/admin/student/verb/admit/?id={identity}").status_code == 404


# --- as it is refused -------------------------------------------------------------------------------------------------


def someone_who_left(school: LittleSchool) -> Student:
    stay = make.AdmissionFactory(
        student__status=StudentStatus.WITHDRAWN, exited_on=date(2026, 10, 30), exit_code=ExitCode.TRANSFERRED
    )
    student: Student = stay.student
    return student


def a_full_section(school: LittleSchool) -> Any:
    section = make.SectionFactory(seats=1, term=school.own["term"])
    make.EnrollmentFactory(section=section)
    return section


Case = tuple[str, Callable[[LittleSchool], Student], Callable[[LittleSchool], Typed], str, str]
#: Verb, whose, what is typed, the field at which it is refused ("" is the top), and a part of what is said.
ROSTER: list[Case] = [
    ("admit", lambda s: s.classmate, start, "", "is at a school already"),
    ("admit", someone_who_left, start, "entered_on", "left on 2026-10-30"),
    ("admit", lambda s: s.applicant, lambda s: start(s) | {"school": ""}, "school", "is required"),
    ("admit", lambda s: s.applicant, lambda s: start(s) | {"entered_on": "yesterday"}, "entered_on", "date"),
    (
        "admit",
        lambda s: s.applicant,
        lambda s: start(s) | {"grade_level": "4711"},
        "grade_level",
        "none of the choices",
    ),
    ("readmit", lambda s: s.applicant, start, "", "was never here"),
    ("readmit", lambda s: s.classmate, start, "", "is at a school already"),
    ("readmit", someone_who_left, start, "entered_on", "cannot be before"),
    ("withdraw", lambda s: s.applicant, lambda s: {"exited_on": DAY, "comment": "kept"}, "", "is at no school"),
    (
        "withdraw",
        lambda s: s.classmate,
        lambda s: {"exited_on": "2026-08-01", "comment": "kept", "next_school": "kept too"},
        "exited_on",
        "cannot leave before",
    ),
    ("withdraw", lambda s: s.classmate, lambda s: {"exited_on": DAY, "code": "flown"}, "code", "choice"),
    ("enroll", lambda s: s.applicant, lambda s: seat(s, "starts_on"), "", "Admit them before"),
    ("enroll", lambda s: s.classmate, lambda s: seat(s, "starts_on"), "section", "already"),
    ("enroll", lambda s: s.classmate, lambda s: elsewhere(s, "2031-01-01"), "starts_on", "lasts from"),
    (
        "enroll",
        lambda s: s.classmate,
        lambda s: {"section": a_full_section(s).id, "starts_on": DAY},
        "section",
        "all are taken",
    ),
    ("drop", lambda s: s.applicant, lambda s: seat(s, "ends_on"), "section", "valid choice"),
    ("drop", lambda s: s.classmate, lambda s: seat(s, "ends_on") | {"ends_on": "2026-08-01"}, "ends_on", "joined on"),
]


def seat(school: LittleSchool, day: str) -> Typed:
    return {"section": school.own["section"].id, day: DAY}


def elsewhere(school: LittleSchool, day: str) -> Typed:
    return {"section": school.other["section"].id, "starts_on": day}


MONEY: list[Case] = [
    ("charge", lambda s: s.classmate, lambda s: {"description": "kept"}, "amount", "above zero"),
    ("charge", lambda s: s.classmate, lambda s: {"amount": "5"}, "description", ""),
    (
        "charge",
        lambda s: s.classmate,
        lambda s: {"amount": "-5", "description": "kept"},
        "amount",
        "above zero",
    ),
    (
        "charge",
        lambda s: s.classmate,
        lambda s: {"amount": "5", "description": "kept", "due_on": (today() - timedelta(1)).isoformat()},
        "due_on",
        "cannot be due before",
    ),
    ("pay", lambda s: s.classmate, lambda s: {"amount": "0", "reference": "kept"}, "amount", "above zero"),
    ("pay", lambda s: s.classmate, lambda s: {"amount": "-1", "reference": "kept"}, "amount", "above zero"),
    ("pay", lambda s: s.classmate, lambda s: {"amount": "0.001", "reference": "kept"}, "amount", ""),
    ("pay", lambda s: s.classmate, lambda s: {"amount": "abc", "reference": "kept"}, "amount", "decimal"),
    ("pay", lambda s: s.classmate, lambda s: {"amount": "NaN", "reference": "kept"}, "amount", ""),
    ("pay", lambda s: s.classmate, lambda s: {"amount": "1e9", "reference": "kept"}, "amount", "above zero"),
    ("pay", lambda s: s.classmate, lambda s: {"amount": "5", "method": "cowries"}, "method", "choice"),
    (
        "transfer_credit",
        lambda s: s.classmate,
        lambda s: {"taker": s.applicant.id, "amount": "5"},
        "taker",
        "valid choice",
    ),
    (
        "transfer_credit",
        lambda s: s.own["student"],
        lambda s: {"taker": sibling(s).id, "amount": "5"},
        "amount",
        "0.00 of credit",
    ),
    (
        "transfer_credit",
        lambda s: s.own["student"],
        lambda s: {"taker": sibling(s).id, "amount": "-5"},
        "amount",
        "above zero",
    ),
]


def sibling(school: LittleSchool) -> Student:
    student: Student = make.StudentFactory(households=[school.own["household"]])
    return student


def check_refusals(browser: Browser, school: LittleSchool, cases: list[Case]) -> None:
    wrong = []
    for verb, whose, typing, field, said in cases:
        student, typed = whose(school), typing(school)
        answer = browser.post_form(f"/admin/student/verb/{verb}/?id={student.id}", typed)
        found = complaints(answer) if answer.status_code == 200 else {}
        if list(found) != [field] or said not in found[field]:
            wrong.append(f"{verb} {typed}: {answer.status} {found}, not {said!r} at {field!r}")
        if any(value not in answer.text for value in typed.values() if str(value).startswith("kept")):
            wrong.append(f"{verb} {typed}: what was typed is lost")
    assert wrong == []


def test_what_is_refused_in_the_roster_is_said_at_its_field_and_changes_nothing(
    registrar: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    check_refusals(registrar, school, ROSTER)
    assert school.applicant.status is StudentStatus.APPLICANT
    assert school.classmate.status is StudentStatus.ENROLLED
    own = [school.classmate.id, school.applicant.id]
    assert session.query(Admission).filter(Admission.student_id.in_(own)).count() == 1
    assert session.query(Enrollment).filter(Enrollment.student_id.in_(own)).count() == 1


def test_what_is_refused_about_money_is_said_at_its_field_and_books_nothing(
    bursar: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    charges, payments = session.query(Charge).count(), session.query(Payment).count()
    check_refusals(bursar, school, MONEY)
    assert (session.query(Charge).count(), session.query(Payment).count()) == (charges, payments)
