"""The figures of the home page, counted by hand first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import now
from admin_app.school import EntryCode, ExitCode, NoteCategory, PaymentKind, Presence, Severity, Student, figures
from admin_app.school.figures.moves import months_between
from tests import factories as make
from tests.conftest import Clock

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(session: scoped_session[Session], clock: Clock) -> None:
    clock.set(TODAY)


def charge(student: Student, amount: str, due: date, **more: Any) -> None:
    make.ChargeFactory(student=student, amount=Decimal(amount), charged_on=date(2026, 1, 5), due_on=due, **more)


def pay(student: Student, amount: str, **more: Any) -> None:
    make.PaymentFactory(student=student, amount=Decimal(amount), **more)


def due_by_age() -> dict[str, tuple[int, str]]:
    """Band → how many charges and how much, without the bands in which there is nothing."""
    return {band.name: (band.charges, str(band.amount)) for band in figures.fees_due().bands if band.charges}


# --- students ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 11, 20), date(2025, 11, 20)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2028, 2, 28), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 2, 28)),
        (date(2028, 3, 1), date(2027, 3, 1)),
    ],
)
def test_the_same_date_a_year_before(day: date, before: date) -> None:
    assert figures.year_before(day) == before


def test_who_was_here_a_year_ago() -> None:
    """From the day of entry on, and on the day of exit no more."""
    first, second = make.GradeLevelFactory(name="First"), make.GradeLevelFactory(name="Second")
    for level, entered, exited in (
        (first, date(2025, 8, 18), date(2026, 6, 12)),
        (first, date(2025, 11, 20), None),
        (first, date(2025, 11, 21), None),
        (second, date(2025, 8, 18), date(2025, 11, 20)),
        (second, date(2025, 8, 18), date(2025, 11, 21)),
        (second, date(2026, 8, 17), None),
    ):
        code = ExitCode.TRANSFERRED if exited else None
        make.AdmissionFactory(grade_level=level, entered_on=entered, exited_on=exited, exit_code=code)
    make.AdmissionFactory(grade_level=second, entered_on=date(2025, 8, 18), deleted_at=now())
    assert figures.here_a_year_ago() == {"First": 2, "Second": 1}


def test_on_a_leap_day_it_is_the_28th(clock: Clock) -> None:
    clock.set(datetime(2028, 2, 29, 12, tzinfo=UTC))
    level = make.GradeLevelFactory(name="First")
    for entered in (date(2027, 2, 28), date(2027, 3, 1)):
        make.AdmissionFactory(grade_level=level, entered_on=entered)
    assert figures.here_a_year_ago() == {"First": 1}


# --- entries and exits ------------------------------------------------------------------------------------------------


def test_months_are_cut_where_the_period_begins_and_ends() -> None:
    assert list(months_between(date(2028, 1, 31), date(2028, 3, 1))) == [
        (date(2028, 1, 31), date(2028, 1, 31)),
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2028, 3, 1), date(2028, 3, 1)),
    ]
    assert list(months_between(date(2026, 12, 31), date(2026, 12, 31))) == [(date(2026, 12, 31), date(2026, 12, 31))]


def test_the_school_year_is_the_one_that_began_last() -> None:
    assert figures.school_year() is None
    make.AcademicYearFactory(name="Next", starts_on=date(2027, 8, 16), ends_on=date(2028, 6, 9))
    assert figures.school_year() is None
    make.AcademicYearFactory(name="Last", starts_on=date(2025, 8, 18), ends_on=date(2026, 6, 12))
    make.AcademicYearFactory(name="This", starts_on=date(2026, 8, 17))
    make.AcademicYearFactory(name="Gone", starts_on=date(2026, 9, 1), deleted_at=now())
    assert figures.school_year() == figures.SchoolYear("This", date(2026, 8, 17))


def test_who_came_and_left_in_each_month() -> None:
    """Who goes on to the next year has neither come nor left, and what is to come is not counted yet."""
    for entered, code in (
        (date(2026, 8, 16), EntryCode.NEW),
        (date(2026, 8, 17), EntryCode.NEW),
        (date(2026, 8, 17), EntryCode.NEXT_YEAR),
        (date(2026, 8, 31), EntryCode.TRANSFER),
        (date(2026, 9, 1), EntryCode.REENTRY),
        (date(2026, 11, 20), EntryCode.OTHER),
        (date(2026, 11, 21), EntryCode.NEW),
    ):
        make.AdmissionFactory(entered_on=entered, entry_code=code)
    for exited, reason in (
        (date(2026, 8, 17), ExitCode.YEAR_END),
        (date(2026, 9, 30), ExitCode.TRANSFERRED),
        (date(2026, 10, 1), ExitCode.GRADUATED),
        (date(2026, 11, 20), ExitCode.NO_SHOW),
    ):
        make.AdmissionFactory(entered_on=date(2025, 8, 18), exited_on=exited, exit_code=reason)
    make.AdmissionFactory(entered_on=date(2026, 9, 2), deleted_at=now())
    counted = [(month.entries, month.exits) for month in figures.moves_by_month(date(2026, 8, 17))]
    assert counted == [(2, 0), (1, 1), (0, 1), (1, 1)]


def test_a_year_that_begins_today_has_a_month_without_anybody() -> None:
    assert figures.moves_by_month(date(2026, 11, 20)) == [
        figures.Month(date(2026, 11, 20), date(2026, 11, 20), entries=0, exits=0)
    ]


# --- attendance -------------------------------------------------------------------------------------------------------


def test_the_last_days_that_have_marks() -> None:
    code = make.AttendanceCodeFactory(counts_as=Presence.PRESENT)
    student, section = make.StudentFactory(), make.SectionFactory()
    for day in range(1, 31):
        make.AttendanceMarkFactory(student=student, section=section, on=date(2026, 9, day), teacher_code=code)
    days = figures.attendance_of_last_days()
    assert [day.on for day in days] == [date(2026, 9, day) for day in range(30, 10, -1)]
    assert {(day.marks, day.percent) for day in days} == {(1, 100.0)}


def test_registers_are_missing_where_one_is_to_be_taken() -> None:
    running = make.TermFactory()
    ended = make.TermFactory(starts_on=date(2026, 8, 17), ends_on=date(2026, 11, 19))
    taken, missing, restored = make.SectionFactory.create_batch(3, term=running)
    make.SectionFactory(term=ended)
    make.SectionFactory(term=running, takes_attendance=False)
    make.SectionFactory(term=running, deleted_at=now())
    make.RegisterTakenFactory(section=taken, on=date(2026, 11, 20))
    make.RegisterTakenFactory(section=missing, on=date(2026, 11, 19))
    make.RegisterTakenFactory(section=restored, on=date(2026, 11, 20), deleted_at=now())
    assert figures.registers_of_today() == figures.Registers(date(2026, 11, 20), due=3, missing=2)


# --- money ------------------------------------------------------------------------------------------------------------


def test_fees_fall_into_the_band_of_their_days_past_due() -> None:
    """Today is not past due; 1, 30, 31, 60, 61, 90 and 91 days are the edges."""
    student = make.StudentFactory()
    for amount, due in (
        ("1", date(2026, 12, 1)),
        ("2", date(2026, 11, 20)),
        ("4", date(2026, 11, 19)),
        ("8", date(2026, 10, 21)),
        ("16", date(2026, 10, 20)),
        ("32", date(2026, 9, 21)),
        ("64", date(2026, 9, 20)),
        ("128", date(2026, 8, 22)),
        ("256", date(2026, 8, 21)),
        ("512", date(2026, 2, 28)),
    ):
        charge(student, amount, due)
    charge(student, "9999", date(2026, 11, 1), deleted_at=now())
    assert due_by_age() == {
        "Not yet due": (2, "3.00"),
        "1-30 days": (2, "12.00"),
        "31-60 days": (2, "48.00"),
        "61-90 days": (2, "192.00"),
        "Over 90 days": (2, "768.00"),
    }


def test_bands_follow_each_other_over_a_leap_day(clock: Clock) -> None:
    clock.set(datetime(2028, 3, 30, 12, tzinfo=UTC))
    student = make.StudentFactory()
    charge(student, "1", date(2028, 2, 29))  # 30 days ago
    charge(student, "2", date(2028, 2, 28))
    assert due_by_age() == {"1-30 days": (1, "1.00"), "31-60 days": (1, "2.00")}


def test_payments_settle_the_oldest_charges_first() -> None:
    in_part, exactly, ahead, siblings_gift = make.StudentFactory.create_batch(4)
    old, recent, coming = date(2026, 8, 1), date(2026, 11, 1), date(2026, 12, 1)
    for student in (in_part, exactly, ahead, siblings_gift):
        charge(student, "100.10", old)
        charge(student, "50.20", recent)
        charge(student, "25.30", coming)
    pay(in_part, "60.10")
    pay(in_part, "60.05")
    pay(exactly, "150.30")
    pay(ahead, "500")
    pay(siblings_gift, "120", kind=PaymentKind.CREDIT_IN, transfer_key="x")
    pay(siblings_gift, "20", kind=PaymentKind.REFUND)
    pay(in_part, "1000", deleted_at=now())
    assert due_by_age() == {
        "Not yet due": (3, "75.90"),
        "1-30 days": (2, "80.35"),  # 30.15 and 50.20
        "Over 90 days": (1, "0.10"),
    }


def test_what_was_given_back_beyond_what_was_paid_is_due_with_the_oldest() -> None:
    student = make.StudentFactory()
    charge(student, "100", date(2026, 8, 1))
    charge(student, "50", date(2026, 11, 1))
    pay(student, "5", kind=PaymentKind.REFUND)
    assert due_by_age() == {"1-30 days": (1, "50.00"), "Over 90 days": (1, "105.00")}


def test_cents_that_no_binary_fraction_has_leave_nothing_behind() -> None:
    student = make.StudentFactory()
    for _ in range(10):
        charge(student, "0.10", date(2026, 8, 1))
    pay(student, "0.70")
    pay(student, "0.30")
    assert due_by_age() == {}
    assert figures.largest_balances() == []


def test_the_largest_balances() -> None:
    students = [make.StudentFactory(firstname="Sam", lastname=f"Owes{n}") for n in range(7)]
    for n, student in enumerate(students[1:], start=1):
        charge(student, f"{n}0.50", date(2026, 8, 1))
    pay(students[6], "55")
    gone = make.StudentFactory(deleted_at=now())
    charge(gone, "999", date(2026, 8, 1))
    assert balances() == [
        (None, ["Sam Owes5"], "50.50"),
        (None, ["Sam Owes4"], "40.50"),
        (None, ["Sam Owes3"], "30.50"),
        (None, ["Sam Owes2"], "20.50"),
        (None, ["Sam Owes1"], "10.50"),
    ]


def test_a_family_owes_together(session: scoped_session[Session]) -> None:
    students = [make.StudentFactory(firstname=name, lastname="Doe") for name in ("Ann", "Ben", "Cleo", "Dan", "Eve")]
    ann, ben, cleo, dan, eve = students
    make.HouseholdFactory(name="Gone", students=[ann, dan], deleted_at=now())
    make.HouseholdFactory(name="The Does", students=[ann, ben, cleo, make.StudentFactory(deleted_at=now())])
    make.HouseholdFactory(name="At the father's", students=[ann, eve])
    for student, amount in zip(students, ("10", "20", "40", "65", "1"), strict=True):
        charge(student, amount, date(2026, 8, 1))
    pay(cleo, "100")  # what one has to spare does not lower what the others owe
    session.commit()
    assert balances() == [
        (None, ["Dan Doe"], "65.00"),
        ("The Does", ["Ann Doe", "Ben Doe", "Cleo Doe"], "30.00"),
        ("At the father's", ["Ann Doe", "Eve Doe"], "1.00"),
    ]


def balances() -> list[tuple[str | None, list[str], str]]:
    """Household, the students who live there, and what they owe, the most first."""
    found = figures.largest_balances()
    return [(balance.household, list(balance.students.values()), str(balance.amount)) for balance in found]


def test_what_came_in_this_month() -> None:
    student = make.StudentFactory()
    for amount, day, kind in (
        ("1", date(2026, 10, 31), PaymentKind.PAYMENT),
        ("2", date(2026, 11, 1), PaymentKind.PAYMENT),
        ("4", date(2026, 11, 20), PaymentKind.PAYMENT),
        ("8", date(2026, 11, 21), PaymentKind.PAYMENT),
        ("16", date(2026, 11, 2), PaymentKind.REFUND),
    ):
        pay(student, amount, paid_on=day, kind=kind)
    received = figures.received_this_month()
    assert (received.payments, str(received.amount)) == (2, "6.00")


# --- health -----------------------------------------------------------------------------------------------------------


def test_alerts_in_force_by_severity() -> None:
    for severity, begins, ends in (
        (Severity.LOW, None, None),
        (Severity.LOW, date(2026, 11, 20), date(2026, 11, 20)),
        (Severity.LOW, date(2026, 11, 21), None),
        (Severity.SEVERE, None, date(2026, 11, 19)),
        (Severity.LIFE_THREATENING, date(2020, 1, 1), None),
    ):
        make.MedicalAlertFactory(severity=severity, starts_on=begins, ends_on=ends)
    make.MedicalAlertFactory(severity=Severity.MODERATE, deleted_at=now())
    assert [(str(severity), number) for severity, number in figures.alerts_by_severity()] == [
        ("life-threatening", 1),
        ("severe", 0),
        ("moderate", 0),
        ("low", 2),
    ]


def test_what_was_recorded_last() -> None:
    for n in range(6):
        make.MedicalAlertFactory(title=f"Alert {n}")
        at = datetime(2026, 11, n + 1, tzinfo=UTC)
        make.NoteFactory(title=f"Note {n}", category=NoteCategory.MEDICAL, created_at=at)
    make.NoteFactory(title="Behavior")
    assert [alert.title for alert in figures.newest_alerts()] == ["Alert 5", "Alert 4", "Alert 3", "Alert 2", "Alert 1"]
    assert [note.title for note in figures.newest_medical_notes()] == ["Note 5", "Note 4", "Note 3", "Note 2", "Note 1"]
