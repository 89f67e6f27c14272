"""The home page: every number leads to the list that it counts, and every chart has its table."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import now
from admin_app.school import EntryCode, ExitCode, Presence, Severity, Student
from tests import factories as make
from tests.client import Browser

from .home_page import HOME, TODAY, blocks, links, table, text_of, tiles
from .reading import counted

# --- every number leads to its list -----------------------------------------------------------------------------------


def follow(browser: Browser, found: list[tuple[str, str]]) -> int:
    """How many links were followed to lists of just so many records as they say."""
    numbers = [(text, address) for text, address in found if text.replace(",", "").isdigit()]
    for number, address in numbers:
        assert counted(browser.get(address)) == int(number), address
    return len(numbers)


def test_students_by_status_and_grade_level(administrator: Browser, students: list[Student]) -> None:
    page = administrator.get(HOME)
    shown = tiles(page)
    expected = {"Applicants": "2", "Enrolled students": "4", "Graduates": "0", "Withdrawn students": "1"}
    assert {label: shown[label][0] for label in expected} == expected
    block = blocks(page)["Students by grade level"]
    assert table(block) == [["First", "1"], ["Second", "3"], ["Third", "0"]]
    assert follow(administrator, [*shown.values(), *links(block)]) == 7


def test_a_year_ago_is_beside_it_where_somebody_was_here(
    administrator: Browser, students: list[Student], session: scoped_session[Session]
) -> None:
    for student, entered, exited in (
        (students[0], date(2025, 8, 18), None),
        (students[1], date(2025, 8, 18), date(2025, 11, 20)),
        (students[2], date(2025, 8, 18), date(2026, 6, 12)),
        (students[3], date(2026, 8, 17), None),
    ):
        code = ExitCode.YEAR_END if exited else None
        make.AdmissionFactory(
            student=student, grade_level=student.grade_level, entered_on=entered, exited_on=exited, exit_code=code
        )
    block = blocks(administrator.get(HOME))["Students by grade level"]
    assert "the same date last year, Nov 20, 2025" in text_of(block)
    assert table(block) == [["First", "1", "1"], ["Second", "3", "1"], ["Third", "0", "0"]]
    assert follow(administrator, links(block)) == 6


def test_entries_and_exits(administrator: Browser, session: scoped_session[Session]) -> None:
    year = make.AcademicYearFactory(name="2026-27")
    for entered, entry, exited, exit_code in (
        (date(2026, 8, 17), EntryCode.NEW, None, None),
        (date(2026, 8, 17), EntryCode.NEXT_YEAR, date(2026, 10, 2), ExitCode.TRANSFERRED),
        (date(2026, 11, 3), EntryCode.TRANSFER, None, None),
        (date(2026, 11, 4), EntryCode.REENTRY, date(2026, 11, 4), ExitCode.NO_SHOW),
        (date(2025, 8, 18), EntryCode.NEW, date(2026, 8, 18), ExitCode.YEAR_END),
        (date(2026, 12, 1), EntryCode.NEW, None, None),
    ):
        make.AdmissionFactory(
            academic_year=year, entered_on=entered, entry_code=entry, exited_on=exited, exit_code=exit_code
        )
    block = blocks(administrator.get(HOME))["Entries and exits in 2026-27"]
    assert table(block) == [
        ["Aug 2026", "1", "0"],
        ["Sep 2026", "0", "0"],
        ["Oct 2026", "0", "1"],
        ["Nov 2026", "2", "1"],
    ]
    assert follow(administrator, links(block)) == 8


def test_attendance_of_the_last_days_counts_the_office_before_the_teacher(
    administrator: Browser, students: list[Student], session: scoped_session[Session]
) -> None:
    codes = {presence: make.AttendanceCodeFactory(counts_as=presence) for presence in Presence}
    section = make.SectionFactory()

    def mark(student: Student, day: date, teacher: Presence, **more: Any) -> None:
        values = {"student": student, "section": section, "on": day, "teacher_code": codes[teacher], **more}
        make.AttendanceMarkFactory(**values)

    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    mark(students[0], monday, Presence.PRESENT)
    mark(students[1], monday, Presence.ABSENT)
    mark(students[2], monday, Presence.ABSENT, office_code=codes[Presence.PRESENT])
    mark(students[3], monday, Presence.HALF)
    mark(students[0], tuesday, Presence.PRESENT)
    mark(students[1], tuesday, Presence.ABSENT, deleted_at=now())
    mark(students[0], date(2026, 11, 19), Presence.ABSENT, deleted_at=now())  # a day of which nothing is left
    session.commit()
    block = blocks(administrator.get(HOME))["Attendance"]
    assert table(block) == [["Tue, Nov 17", "1", "0", "0", "100.0 %"], ["Mon, Nov 16", "2", "1", "1", "62.5 %"]]
    assert follow(administrator, links(block)) == 6
    whole_days = [counted(administrator.get(address)) for text, address in links(block) if "%" in text]
    assert whole_days == [1, 4]


def test_registers_that_are_missing_today(administrator: Browser, session: scoped_session[Session]) -> None:
    assert not any("Registers" in label for label in tiles(administrator.get(HOME)))
    term = make.TermFactory()
    sections = make.SectionFactory.create_batch(3, term=term)
    make.SectionFactory(term=term, takes_attendance=False)
    make.RegisterTakenFactory(section=sections[0], on=date(2026, 11, 20))
    tile = tiles(administrator.get(HOME))["Registers not taken today, of 3"]
    assert tile[0] == "2"
    assert follow(administrator, [tile]) == 1


def test_fees_lead_to_the_charges_that_are_still_due(
    administrator: Browser, students: list[Student], session: scoped_session[Session]
) -> None:
    """Credit of one family does not lower what another owes, and payments settle the oldest charges first."""
    late, soon, credit, both = students
    today = TODAY.date()
    for student, amount, due in (
        (late, "100", today - timedelta(days=50)),
        (soon, "50", today + timedelta(days=11)),
        (credit, "20", today - timedelta(days=50)),
        (both, "100", today - timedelta(days=95)),
        (both, "100", today - timedelta(days=5)),
        (both, "100", today + timedelta(days=5)),
    ):
        make.ChargeFactory(student=student, amount=Decimal(amount), charged_on=date(2026, 8, 1), due_on=due)
    for student, amount, paid in ((late, "30", 31), (credit, "100", 1), (both, "120", 20)):
        on = date(2026, 10, 31) + timedelta(days=paid % 31)
        make.PaymentFactory(student=student, amount=Decimal(amount), paid_on=on)
    make.ChargeFactory(student=late, amount=Decimal(999), due_on=date(2026, 10, 1), deleted_at=now())
    session.commit()
    page = administrator.get(HOME)
    block = blocks(page)["Fees due by age"]
    assert table(block) == [
        ["Not yet due", "2", "$150.00"],
        ["1-30 days", "1", "$80.00"],
        ["31-60 days", "1", "$70.00"],
        ["61-90 days", "0", "$0.00"],
        ["Over 90 days", "0", "$0.00"],
    ]
    assert follow(administrator, links(block)) == 5
    shown = tiles(page)
    assert {label: number for label, (number, _) in shown.items() if "." in number} == {
        "Fees outstanding, 4 charges": "$300.00",
        "Overdue, 2 charges": "$150.00",
        "Paid this month": "$220.00",
    }
    leads_to = [counted(administrator.get(address)) for number, address in shown.values() if "." in number]
    assert leads_to == [4, 2, 2]
    assert counted(administrator.get("/admin/charge/?flt0_unpaid_is=0")) == 2
    balances = blocks(page)["Largest balances"]
    assert table(balances) == [
        [str(both), "$180.00"],
        [str(late), "$70.00"],
        [str(soon), "$50.00"],
    ]
    amounts = [address for text, address in links(balances) if "." in text]
    assert [counted(administrator.get(address)) for address in amounts] == [2, 1, 1]


def test_a_family_is_named_to_those_who_may_read_households(client: Browser, students: list[Student]) -> None:
    home = make.HouseholdFactory(name="The Does", students=students[:2])
    for student in students[:2]:
        make.ChargeFactory(student=student, amount=Decimal(5))
    children = f"{students[0]}, {students[1]}"
    for role, said, address in (
        ("administrator", f"The Does: {children}", f"/admin/household/details/?id={home.id}"),
        ("bursar", children, f"/admin/student/details/?id={students[0].id}"),
    ):
        client.sign_in(role)
        balances = blocks(client.get(HOME))["Largest balances"]
        assert table(balances) == [[said, "$10.00"]]
        assert links(balances) == [(said, address)]


def test_medical_alerts_in_force(administrator: Browser, session: scoped_session[Session]) -> None:
    for severity, ends in (
        (Severity.SEVERE, None),
        (Severity.SEVERE, date(2026, 11, 20)),
        (Severity.LOW, date(2026, 1, 1)),
    ):
        make.MedicalAlertFactory(severity=severity, ends_on=ends)
    block = blocks(administrator.get(HOME))["Medical alerts by severity"]
    assert table(block) == [["Life-threatening", "0"], ["Severe", "2"], ["Moderate", "0"], ["Low", "0"]]
    assert follow(administrator, links(block)) == 4


def test_an_empty_school_has_a_home_page_too(administrator: Browser) -> None:
    page = administrator.get(HOME)
    assert page.status_code == 200
    assert {number for number, _ in tiles(page).values()} == {"0", "$0.00"}
    assert "<canvas" not in page.text


# --- charts -----------------------------------------------------------------------------------------------------------


def test_a_chart_has_a_text_and_a_table_that_is_open_without_a_script(
    administrator: Browser, students: list[Student]
) -> None:
    block = blocks(administrator.get(HOME))["Students by grade level"]
    chart = block.find(".//div[@data-chart]")
    assert chart.get("hidden") is not None
    canvas = chart.find("canvas")
    assert canvas.get("role") == "img"
    assert canvas.get("aria-label").startswith("Chart: Students by grade level.")
    assert block.find(".//details").get("open") is not None
    values = [cell.get("data-value") for cell in block.findall(".//tbody//td")]
    assert values == ["1", "3", "0"]


def test_only_a_page_with_a_chart_loads_the_script(client: Browser, students: list[Student]) -> None:
    client.sign_in("viewer")
    assert "chart.umd.min.js" in client.get(HOME).text
    assert "chart.umd.min.js" not in client.get("/admin/student/").text
    client.sign_in("teacher")
    assert "chart.umd.min.js" not in client.get(HOME).text
