"""The pages of students, guardians, staff, sections and courses: who sees which tabs, rows and ways on."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from admin_app.admin.access import screens
from admin_app.audit import AuditEntry
from admin_app.database import db
from admin_app.school import Note
from tests.admin.pages import text_of
from tests.html import check_page

from .budgets import budgets_of_tabs
from .conftest import Standing
from .record_pages import ALONE, adds, found, of_tab, page_of, tables, tabs, words

#: Role → the tabs of a student's page, each with its count; what a role may not read is neither shown nor counted.
TABS = {
    "administrator": [
        "Overview",
        "Family 2",
        "Enrollment 2",
        "Attendance 1",
        "Grades 1",
        "Fees 2",
        "Documents 1",
        "Notes 3",
        "Disclosures 1",
        "History",
    ],
    "registrar": [
        "Overview",
        "Family 2",
        "Enrollment 2",
        "Attendance 1",
        "Grades 1",
        "Documents 1",
        "Notes 3",
        "Disclosures 1",
        "History",
    ],
    "teacher": ["Overview", "Enrollment 1", "Attendance 1", "Grades 1", "Notes 1"],
    "bursar": ["Overview", "Family 1", "Fees 2"],
    "nurse": ["Overview", "Family 1", "Notes 2"],
    "viewer": ["Overview", "Family 1", "Enrollment 1"],
}
#: Role → what is marked in the header: the words of an alert, or that there is one, or nothing.
MARKS = {
    "administrator": ["near alert title (severe)", "Custody restriction"],
    "registrar": ["near alert title (severe)", "Custody restriction"],
    "teacher": ["Medical alert"],
    "bursar": ["Medical alert"],
    "nurse": ["near alert title (severe)"],
    "viewer": ["Medical alert"],
}
CALLED = {"administrator", "registrar", "bursar", "nurse"}
#: (role, tab) → what can be added there.
ADDED = {
    ("administrator", "notes"): ["Add medical alert", "Add note"],
    ("registrar", "notes"): ["Add note"],
    ("nurse", "notes"): ["Add medical alert", "Add note"],
    ("teacher", "notes"): ["Add note"],
    ("teacher", "enrollment"): [],
    ("teacher", "attendance"): ["Add attendance mark"],
    ("registrar", "grades"): [],
    ("bursar", "fees"): ["Add charge", "Add payment"],
    ("bursar", "family"): [],
    ("viewer", "enrollment"): [],
}
OTHERS = {
    "guardian": ["Overview", "Students 2", "History"],
    "staff": ["Overview", "Sections 1", "Registers taken 1", "History"],
    "section": ["Overview", "Students 2", "Attendance 2", "Grades 1", "History"],
    "course": ["Overview", "Sections 1", "History"],
}


@pytest.mark.parametrize("role", TABS)
def test_a_role_has_the_tabs_that_the_permission_table_grants(standing: Standing, role: str) -> None:
    page = page_of(standing.browser(role), standing.school.own["student"])
    assert tabs(page) == TABS[role]
    assert found(page, ".//nav[@data-tabs]//a[@aria-current='page']") == ["Overview"]


@pytest.mark.parametrize("role", MARKS)
def test_what_must_be_known_first_is_told_as_far_as_a_role_may_read_it(standing: Standing, role: str) -> None:
    page = page_of(standing.browser(role), standing.school.own["student"])
    assert found(page, ".//ul[@class='marks']/li") == MARKS[role]


@pytest.mark.parametrize("role", TABS)
def test_whom_to_call_is_on_every_tab_for_those_who_may_know(standing: Standing, role: str) -> None:
    browser, student = standing.browser(role), standing.school.own["student"]
    for tab in ("", "enrollment", "fees", "notes"):
        page = page_of(browser, student, tab)
        assert ("near-gphone" in page.text) is (role in CALLED)
        assert ("Whom to call" in page.text) is (role in CALLED)


@pytest.mark.parametrize("role", TABS)
def test_a_tab_that_a_role_has_not_is_the_first_one(standing: Standing, role: str) -> None:
    browser, student = standing.browser(role), standing.school.own["student"]
    shown = {label.partition(" ")[0].lower() for label in TABS[role]}
    for tab in ("fees", "documents", "history", "grades", "nothing", "%00", ""):
        page = page_of(browser, student, tab)
        current = found(page, ".//nav[@data-tabs]//a[@aria-current='page']")
        assert [label.partition(" ")[0].lower() for label in current] == [tab if tab in shown else "overview"]


@pytest.mark.parametrize(("role", "tab"), ADDED)
def test_only_what_a_role_may_create_can_be_added(standing: Standing, role: str, tab: str) -> None:
    assert list(adds(page_of(standing.browser(role), standing.school.own["student"], tab))) == ADDED[role, tab]


def test_a_row_is_edited_by_those_who_may_edit_it(standing: Standing) -> None:
    student = standing.school.own["student"]
    edits = ".//td[@class='row-actions']/a"
    for role, tab, count in [
        ("administrator", "notes", 3),
        ("registrar", "notes", 2),  # notes, and no medical alerts
        ("nurse", "notes", 2),
        ("teacher", "grades", 1),
        ("registrar", "grades", 0),
        ("viewer", "family", 0),
    ]:
        page = check_page(page_of(standing.browser(role), student, tab).text)
        links = page.findall(edits)
        assert len(links) == count, (role, tab)
        for link in links:
            back = parse_qs(urlsplit(link.get("href", "")).query)["url"]
            assert back == [f"/admin/student/details/?id={student.id}&tab={tab}"]


def test_a_student_of_somebody_else_has_no_page_and_no_fragment(standing: Standing) -> None:
    browser, other = standing.browser("teacher"), standing.school.other["student"]
    for more in ("", "&tab=grades"):
        for how in ({}, {"headers": ALONE}):
            assert browser.get(f"/admin/student/details/?id={other.id}{more}", **how).status_code == 404


def test_a_fragment_is_the_tab_alone(standing: Standing) -> None:
    browser, student = standing.browser("registrar"), standing.school.own["student"]
    part = page_of(browser, student, "grades", headers=ALONE)
    assert "<html" not in part.text
    assert "Whom to call" not in part.text
    assert tables(part) == tables(page_of(browser, student, "grades"))


def test_the_way_back_to_the_list_is_kept(standing: Standing) -> None:
    browser, student = standing.browser("registrar"), standing.school.own["student"]
    page = page_of(browser, student, "notes", "&url=/admin/student/?search%3Dpupil")
    links = {words(link): link.get("href", "") for link in check_page(page.text).iter("a")}
    assert links["Back"] == "/admin/student/?search=pupil"
    assert parse_qs(urlsplit(links["Grades 1"]).query)["url"] == ["/admin/student/?search=pupil"]


def test_an_address_fills_in_what_its_user_may_read_and_writes_nothing(standing: Standing) -> None:
    teacher, school = standing.browser("teacher"), standing.school
    before = db.session.query(AuditEntry).count(), db.session.query(Note).count()
    for given, chosen in [
        (school.own["student"].id, [str(school.own["student"].id)]),
        (school.other["student"].id, [""]),
        (0, [""]),
        ("x", [""]),
        ("%00", [""]),
        ("1%20or%201", [""]),
    ]:
        page = f"/admin/note/new/?student={given}"
        assert teacher.form_at(page).values["student"] == chosen, given
        assert "Pupilfar" not in teacher.get(page).text
    assert (db.session.query(AuditEntry).count(), db.session.query(Note).count()) == before


def test_an_address_fills_in_relations_only(standing: Standing) -> None:
    browser, household = standing.browser("registrar"), standing.school.own["household"]
    student = standing.school.own["student"]
    form = browser.form_at(f"/admin/note/new/?title=Filled&student={student.id}&author=1")
    assert form.values["title"] == [""]
    several = browser.form_at(f"/admin/student/new/?households={household.id}&households=0")
    assert several.values["households"] == ["", str(household.id)]


def test_rare_verbs_are_in_the_menu(standing: Standing) -> None:
    page = page_of(standing.browser("administrator"), standing.school.own["student"])
    assert found(page, ".//details[@data-menu]//a") == [
        "Drop a section",
        "Transfer credit",
        "Give out everything held",
        "Delete",
    ]
    assert "Withdraw" in found(page, ".//div[@class='actions']/a")


@pytest.mark.parametrize("resource", OTHERS)
def test_other_records_have_pages_too(standing: Standing, resource: str) -> None:
    browser, record = standing.browser("administrator"), standing.school.own[resource]
    assert tabs(page_of(browser, record)) == OTHERS[resource]
    for tab in screens()[resource].page_tabs:
        assert str(record) in text_of(page_of(browser, record, tab.key))


def test_a_section_is_added_to_a_course_with_the_course_filled_in(standing: Standing) -> None:
    browser, course = standing.browser("registrar"), standing.school.own["course"]
    address = adds(page_of(browser, course, "sections"))["Add section"]
    assert browser.form_at(address).values["course"] == [str(course.id)]


@pytest.mark.parametrize("role", [role for role in TABS if role != "administrator"])
def test_no_role_asks_more_than_the_administrator(standing: Standing, role: str) -> None:
    browser, school = standing.browser(role), standing.school
    browser.strict = False
    for (screen, tab), budget in budgets_of_tabs().items():
        if screen == "student":
            statements = of_tab(browser, school, screen, tab, alone=False)
            overview = budgets_of_tabs()["student", "overview"]
            assert len(statements) <= max(budget, overview), f"{tab}:\n{statements!r}"
