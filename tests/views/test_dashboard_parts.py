"""The home page: figures are kept until somebody writes, and each role sees what it may, in its own order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.school import Student, StudentStatus, figures
from admin_app.views.dashboard.kept import Figures
from tests import factories as make
from tests.client import Browser
from tests.conftest import Clock
from tests.html import check_page

from .home_page import HOME, TODAY, blocks, links, table, text_of, tiles
from .little_school import ROLES, LittleSchool

# --- kept until somebody writes ---------------------------------------------------------------------------------------


def asked(browser: Browser, query_counter: Callable[..., Any]) -> int:
    with query_counter() as statements:
        assert browser.get(HOME).status_code == 200
    return len(statements)


#: What the home page asks the database for when nothing is kept.
STUDENTS = "students by status, enrolled by grade level, newest students"
ADMISSIONS = "here a year ago, school year, moves by month"
MONEY = "fees due, received this month, largest balances"
HEALTH = "alerts by severity, newest alerts, newest medical notes"
ATTENDANCE = "registers of today, attendance of the last days"
BUDGETS = {
    "administrator": f"account, changes, {STUDENTS}, {ADMISSIONS}, {ATTENDANCE}, {MONEY}, {HEALTH}",
    "registrar": f"account, changes, {STUDENTS}, {ADMISSIONS}, {ATTENDANCE}, {HEALTH}",
    "teacher": "account, own sections",
    "bursar": f"account, {STUDENTS}, {MONEY}",
    "nurse": f"account, {STUDENTS}, {HEALTH}",
    "viewer": f"account, {STUDENTS}",
}
#: What is asked each time.
NEVER_KEPT = {"administrator": 2, "registrar": 2, "teacher": 2}


@pytest.mark.parametrize("role", ROLES)
def test_each_figure_is_asked_for_once_and_then_kept(
    client: Browser, school: LittleSchool, clock: Clock, query_counter: Callable[..., Any], role: str
) -> None:
    clock.set(TODAY)
    client.sign_in(school.users[role])
    assert asked(client, query_counter) == len(BUDGETS[role].split(","))
    assert asked(client, query_counter) == NEVER_KEPT.get(role, 1)


def test_figures_are_asked_for_by_whoever_is_shown_them(
    client: Browser, school: LittleSchool, clock: Clock, query_counter: Callable[..., Any]
) -> None:
    """What the viewer was shown is there for the bursar, who asks for the money only."""
    clock.set(TODAY)
    client.sign_in(school.users["viewer"])
    client.get(HOME)
    client.sign_in(school.users["bursar"])
    assert asked(client, query_counter) == 1 + len(MONEY.split(","))


def test_figures_are_kept_until_somebody_writes(
    administrator: Browser, students: list[Student], query_counter: Callable[..., Any]
) -> None:
    administrator.get(HOME)
    typed = {"firstname": "Nova", "lastname": "Newcomer", "email": "nova@school.example"}
    assert administrator.post_form("/admin/student/new/", typed).status_code == 302
    page = administrator.get(HOME)
    assert tiles(page)["Applicants"][0] == "3"
    assert "Nova Newcomer" in text_of(blocks(page)["Newest students"])
    assert asked(administrator, query_counter) == 2


def test_what_was_added_up_before_a_write_is_not_kept_after_it(session: scoped_session[Session]) -> None:
    slow = Figures()
    slow.ask(figures.students_by_status)
    make.StudentFactory()
    session.commit()
    slow.keep()
    assert Figures().ask(figures.students_by_status)[StudentStatus.APPLICANT] == 1


def test_what_is_refused_and_what_is_read_leaves_them(
    administrator: Browser, students: list[Student], query_counter: Callable[..., Any]
) -> None:
    administrator.get(HOME)
    assert administrator.post_form("/admin/student/new/", {"firstname": "Nobody"}).status_code == 200
    administrator.get("/admin/student/")
    administrator.get("/admin/student/export/csv/")
    assert asked(administrator, query_counter) == 2


def test_they_do_not_outlive_a_verb_or_a_deletion(administrator: Browser, students: list[Student]) -> None:
    assert tiles(administrator.get(HOME))["Enrolled students"][0] == "4"
    confirm = f"/admin/student/delete/confirm/?id={students[0].id}"
    assert administrator.post_form(confirm, to="/admin/student/delete/").status_code == 302
    assert tiles(administrator.get(HOME))["Enrolled students"][0] == "3"
    paying = f"/admin/student/verb/pay/?id={students[1].id}"
    charging = f"/admin/student/verb/charge/?id={students[1].id}"
    assert administrator.post_form(charging, {"amount": "10", "description": "Trip"}).status_code == 302
    assert tiles(administrator.get(HOME))["Fees outstanding, 1 charge"][0] == "$10.00"
    assert administrator.post_form(paying, {"amount": "4", "method": "cash"}).status_code == 302
    assert tiles(administrator.get(HOME))["Fees outstanding, 1 charge"][0] == "$6.00"


# --- to whom ----------------------------------------------------------------------------------------------------------

#: The blocks in order, by role.
SEES = {
    "administrator": "enrollment attendance moves fees alerts balances newest recorded changes",
    "registrar": "moves attendance enrollment alerts newest recorded changes",
    "teacher": "sections",
    "bursar": "fees balances enrollment newest",
    "nurse": "alerts recorded enrollment newest",
    "viewer": "enrollment newest",
}
#: How the first tile begins; nothing where there is none.
FIRST_TILE = {"registrar": "Registers not taken", "bursar": "Fees outstanding", "teacher": None}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_what_adds_up_what_they_may_read(
    client: Browser, school: LittleSchool, clock: Clock, role: str
) -> None:
    clock.set(TODAY)
    client.sign_in(school.users[role])
    page = client.get(HOME)
    assert [block.get("data-block") for block in blocks(page).values()] == SEES[role].split()
    assert next(iter(tiles(page)), "None").startswith(str(FIRST_TILE.get(role, "Applicants")))
    assert any("Fees" in label for label in tiles(page)) == (role in ("administrator", "bursar"))
    for link in check_page(page.text).find(".//main").iter("a"):  # type: ignore[union-attr]  # each page has one
        assert client.get(link.get("href", "")).status_code == 200, f"{role}: {link.get('href')}"


def test_nobody_is_told_of_filters_that_were_left_out(client: Browser, school: LittleSchool, clock: Clock) -> None:
    """A list that complains about a filter shows something else than was counted."""
    clock.set(TODAY)
    for role in ROLES:
        client.sign_in(school.users[role])
        for link in check_page(client.get(HOME).text).find(".//main").iter("a"):  # type: ignore[union-attr]  # as above
            answer = client.get(link.get("href", ""), follow_redirects=True)
            assert "left out" not in answer.text, f"{role}: {link.get('href')}"


def test_a_teacher_sees_their_sections_and_the_way_to_each_register(
    client: Browser, school: LittleSchool, clock: Clock
) -> None:
    clock.set(TODAY)
    client.sign_in(school.users["teacher"])
    section = school.own["section"]
    ((code, course, _, register),) = table(blocks(client.get(HOME))["Your sections today"])
    assert (code, course, register) == (section.code, section.course.title, "Take it")
    taking = dict(links(blocks(client.get(HOME))["Your sections today"]))["Take it"]
    form = client.form_at(taking, "/admin/register_taken/new/")
    assert (form.values["section"], form.values["on"]) == ([str(section.id)], ["2026-11-20"])
    assert client.post(form.action, data=form.values).status_code == 302
    (row,) = table(blocks(client.get(HOME))["Your sections today"])
    assert row[-1] == "Taken at 12:00"
    seeing = dict(links(blocks(client.get(HOME))["Your sections today"]))["Taken at 12:00"]
    assert client.get(seeing).status_code == 200


def test_a_register_of_somebody_else_is_not_begun_for_them(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["teacher"])
    section = school.other["section"]
    form = client.form_at(f"/admin/register_taken/new/?section_id={section.id}", "/admin/register_taken/new/")
    assert form.values["section"] == [""]
    assert section.code not in client.get(f"/admin/register_taken/new/?section_id={section.id}").text


def test_a_teacher_on_holiday_teaches_nothing(client: Browser, school: LittleSchool, clock: Clock) -> None:
    clock.set(datetime(2027, 7, 1, 12, tzinfo=UTC))
    client.sign_in(school.users["teacher"])
    assert "You teach no section today." in client.get(HOME).text


def test_notes_are_told_to_those_who_may_read_all_of_them(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["nurse"])
    block = blocks(client.get(HOME))["Recorded last"]
    assert "medical note title" in text_of(block)
    assert "near note title" not in text_of(block)


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
        administrator.get(f"/admin/tag/?search={name}").text.split("<tbody")[1].split("details/?id=")[1].split('"')[0]
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
