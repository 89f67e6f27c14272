"""The home page: its figures, who sees which, that they are kept until somebody writes, and where they lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.clock import now
from admin_app.school import PaymentKind, PaymentMethod, Presence, Student, StudentStatus
from tests import factories as make
from tests.client import Browser
from tests.conftest import Clock
from tests.html import check_page

from .little_school import ROLES, LittleSchool
from .reading import counted

HOME = "/admin/"
#: A day on which some charges are past due and others are not.
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def tiles(page: TestResponse) -> dict[str, tuple[str, str | None]]:
    """Label → number and address of each tile."""
    found = [element for element in check_page(page.text).iter() if element.get("class") == "tile"]
    read = {}
    for tile in found:
        number = tile.find("strong")
        assert number is not None
        read[text_of(tile).removeprefix(text_of(number)).strip()] = (text_of(number), tile.get("href"))
    return read


def blocks(page: TestResponse) -> dict[str, Any]:
    """Title → element of each block below the tiles."""
    sections = check_page(page.text).findall(".//section")
    return {text_of(heading): section for section in sections if (heading := section.find(".//h2")) is not None}


def table(block: Any) -> list[list[str]]:
    return [[text_of(cell) for cell in row if cell.get("class") != "bar-cell"] for row in block.findall(".//tbody/tr")]


@pytest.fixture
def administrator(client: Browser, clock: Clock) -> Browser:
    clock.set(TODAY)
    client.sign_in("administrator")
    return client


# --- the figures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def students(session: scoped_session[Session]) -> list[Student]:
    """Four who are enrolled, two applicants, one who left, and one in the trash."""
    second, first = make.GradeLevelFactory(name="Second", rank=2), make.GradeLevelFactory(name="First", rank=1)
    make.GradeLevelFactory(name="Third", rank=3)
    enrolled = StudentStatus.ENROLLED
    four = [make.StudentFactory(status=enrolled, grade_level=level) for level in (first, second, second, second)]
    make.StudentFactory.create_batch(2)
    make.StudentFactory(status=StudentStatus.WITHDRAWN, grade_level=first)
    make.StudentFactory(status=enrolled, grade_level=first, deleted_at=now())
    session.commit()
    return four


def test_students_are_counted_by_status_and_grade_level(administrator: Browser, students: list[Student]) -> None:
    page = administrator.get(HOME)
    shown = {label: number for label, (number, _) in tiles(page).items()}
    expected = {"Applicant": "2", "Enrolled": "4", "Graduated": "0", "Withdrawn": "1"}
    assert {label: shown[label] for label in expected} == expected
    assert table(blocks(page)["Students by grade level"]) == [["First", "1"], ["Second", "3"], ["Third", "0"]]


def test_every_number_leads_to_a_list_of_just_so_many(administrator: Browser, students: list[Student]) -> None:
    page = administrator.get(HOME)
    numbers = [tile for tile in tiles(page).values() if tile[1]]
    for title in ("Students by grade level",):
        numbers += [(text_of(link), link.get("href")) for link in blocks(page)[title].iter("a")]
    assert len(numbers) == 7
    for number, address in numbers:
        assert counted(administrator.get(address)) == int(number), address


def test_what_is_owed_is_added_up(
    administrator: Browser, students: list[Student], session: scoped_session[Session]
) -> None:
    """Credit of one family does not lower what another owes, and payments settle the oldest charges first."""
    late, soon, credit, both = students
    past, future = date(2026, 10, 1), date(2026, 12, 1)
    for student, amount, due in (
        (late, "100", past),
        (soon, "50", future),
        (credit, "20", past),
        (both, "100", past),
        (both, "100", future),
    ):
        make.ChargeFactory(student=student, amount=Decimal(amount), due_on=due)
    for student, amount in ((late, "30"), (credit, "100"), (both, "120")):
        make.PaymentFactory(student=student, amount=Decimal(amount))
    make.PaymentFactory(student=late, amount=Decimal("9.99"), kind=PaymentKind.REFUND, method=PaymentMethod.CASH)
    make.ChargeFactory(student=late, amount=Decimal(999), due_on=past, deleted_at=now())
    session.commit()
    shown = {label: number for label, (number, _) in tiles(administrator.get(HOME)).items()}
    assert shown["Fees outstanding"] == "209.99"
    assert shown["Overdue, from 1 student"] == "79.99"


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
    for day in range(1, 8):  # older days, of which three are still among the last five
        mark(students[0], date(2026, 11, day), Presence.PRESENT)
    mark(students[0], date(2026, 11, 19), Presence.ABSENT, deleted_at=now())  # a day of which nothing is left
    session.commit()
    block = blocks(administrator.get(HOME))["Attendance"]
    assert table(block)[:2] == [["Tue, Nov 17", "100.0 %", "0"], ["Mon, Nov 16", "62.5 %", "1"]]
    assert len(table(block)) == 5
    days = {text_of(link): link.get("href") for link in block.iter("a")}
    assert counted(administrator.get(days["Mon, Nov 16"])) == 4
    assert counted(administrator.get(days["Tue, Nov 17"])) == 1


def test_an_empty_school_has_a_home_page_too(administrator: Browser) -> None:
    page = administrator.get(HOME)
    assert page.status_code == 200
    assert {number for number, _ in tiles(page).values()} == {"0", "0.00"}


# --- kept until somebody writes ---------------------------------------------------------------------------------------


def asked(browser: Browser, query_counter: Callable[..., Any]) -> int:
    with query_counter() as statements:
        assert browser.get(HOME).status_code == 200
    return len(statements)


def test_figures_are_kept_until_somebody_writes(
    administrator: Browser, students: list[Student], query_counter: Callable[..., Any]
) -> None:
    # The account, what changed last, and five figures: status, grade level, attendance, fees, newest students.
    assert asked(administrator, query_counter) == 7
    # The account and what changed last.
    assert asked(administrator, query_counter) == 2
    typed = {"firstname": "Nova", "lastname": "Newcomer", "email": "nova@school.example"}
    assert administrator.post_form("/admin/student/new/", typed).status_code == 302
    page = administrator.get(HOME)
    assert tiles(page)["Applicant"][0] == "3"
    assert "Nova Newcomer" in text_of(blocks(page)["Newest students"])
    assert asked(administrator, query_counter) == 2


def test_what_is_refused_and_what_is_read_leaves_them(
    administrator: Browser, students: list[Student], query_counter: Callable[..., Any]
) -> None:
    administrator.get(HOME)
    assert administrator.post_form("/admin/student/new/", {"firstname": "Nobody"}).status_code == 200
    administrator.get("/admin/student/")
    administrator.get("/admin/student/export/csv/")
    assert asked(administrator, query_counter) == 2


def test_they_do_not_outlive_a_verb_or_a_deletion(administrator: Browser, students: list[Student]) -> None:
    assert tiles(administrator.get(HOME))["Enrolled"][0] == "4"
    confirm = f"/admin/student/delete/confirm/?id={students[0].id}"
    assert administrator.post_form(confirm, to="/admin/student/delete/").status_code == 302
    assert tiles(administrator.get(HOME))["Enrolled"][0] == "3"
    paying = f"/admin/student/verb/pay/?id={students[1].id}"
    charging = f"/admin/student/verb/charge/?id={students[1].id}"
    assert administrator.post_form(charging, {"amount": "10", "description": "Trip"}).status_code == 302
    assert tiles(administrator.get(HOME))["Fees outstanding"][0] == "10.00"
    assert administrator.post_form(paying, {"amount": "4", "method": "cash"}).status_code == 302
    assert tiles(administrator.get(HOME))["Fees outstanding"][0] == "6.00"


# --- to whom ----------------------------------------------------------------------------------------------------------

STUDENTS = {"Students by grade level", "Newest students"}
#: Role → the blocks and whether there is money.
SEES = {
    "administrator": (STUDENTS | {"Attendance", "Changed last"}, True),
    "registrar": (STUDENTS | {"Attendance", "Changed last"}, False),
    "teacher": (set(), False),
    "bursar": (STUDENTS, True),
    "nurse": (STUDENTS, False),
    "viewer": (STUDENTS, False),
}


def test_everybody_sees_what_adds_up_what_they_may_read(client: Browser, school: LittleSchool) -> None:
    for role in ROLES:
        client.sign_in(school.users[role])
        page = client.get(HOME)
        seen, money = SEES[role]
        assert set(blocks(page)) == seen, role
        assert ("Fees outstanding" in tiles(page)) == money, role
        assert ("Enrolled" in tiles(page)) == bool(seen), role
        for link in check_page(page.text).find(".//main").iter("a"):  # type: ignore[union-attr]  # each page has one
            assert client.get(link.get("href", "")).status_code == 200, f"{role}: {link.get('href')}"


# --- what changed last ------------------------------------------------------------------------------------------------


def changes(browser: Browser) -> list[tuple[str, str | None]]:
    """What each line says, and where it leads."""
    block = blocks(browser.get(HOME))["Changed last"]
    lines = [(text_of(line), line.find("a")) for line in block.iter("li")]
    return [(text, None if link is None else link.get("href")) for text, link in lines]


def test_the_last_changes_are_told_and_lead_to_what_still_exists(administrator: Browser) -> None:
    for name in ("kept", "gone"):
        administrator.post_form("/admin/tag/new/", {"name": name})
    kept, gone = (
        administrator.get(f"/admin/tag/?search={name}").text.split("details/?id=")[1].split("&")[0].split('"')[0]
        for name in ("kept", "gone")
    )
    administrator.post_form(f"/admin/tag/edit/?id={kept}", {"name": "kept too"})
    administrator.post_form(f"/admin/tag/delete/confirm/?id={gone}", to="/admin/tag/delete/")
    told = changes(administrator)
    assert "Deleted tag gone" in told[0][0]
    assert "Changed tag kept too" in told[1][0]
    assert "Added tag gone" in told[2][0]
    here = f"/admin/tag/details/?id={kept}"
    assert [address for _, address in told[:4]] == [None, here, None, here]
    assert len(told) <= 8


def test_a_registrar_is_told_of_their_own_changes(
    client: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    client.sign_in(school.users["bursar"])
    client.post_form("/admin/fee_item/new/", {"code": "X", "name": "Secret fee", "amount": "5"})
    client.sign_in(school.users["registrar"])
    client.post_form("/admin/tag/new/", {"name": "mine"})
    told = " ".join(text for text, _ in changes(client))
    assert "Added tag mine" in told
    assert "Secret fee" not in told
