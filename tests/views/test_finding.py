"""The box that finds everything: what it finds, and what it says of each. Who finds what: `test_finding_by_role`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_app.admin import Kind
from admin_app.admin.finding.opened import MOST
from admin_app.admin.finding.screen import IN_DIALOG, ON_PAGE
from admin_app.admin.paths import UnknownName
from admin_app.clock import today
from admin_app.database import db
from admin_app.school import Student, StudentStatus
from tests import factories as make
from tests.client import Browser
from tests.html import check_page

from .budgets import FINDING, budgets
from .little_school import LittleSchool
from .reading import listed
from .test_budgets import asked

#: What says that a script asks.
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
COMMANDS = "Pages and commands"
MEANT = "Did you mean"
BESIDES = (COMMANDS, MEANT)
#: MariaDB and MySQL are told whether what is looked for is common: once for each of the six kinds.
TOLD = {"mysql": 6}


def look(browser: Browser, text: str = "") -> TestResponse:
    """What the dialog is answered."""
    answer = browser.get(f"/admin/search/?q={quote(text)}", headers=SCRIPT)
    assert answer.status_code == 200
    return answer


def groups(answer: TestResponse) -> dict[str, list[str]]:
    """Heading → what stands under it, each in one line."""
    tree = check_page(answer.text)
    return {
        line(group.findall("div")[0]): [line(option) for option in group if option.get("role") == "option"]
        for group in tree.iter("div")
        if group.get("role") == "group"
    }


def line(element: Element) -> str:
    """The text of an element without what is hidden from those who listen."""
    return " ".join(" ".join(texts(element)).split())


def texts(element: Element) -> list[str]:
    if element.get("aria-hidden") == "true":
        return []
    found = [element.text or ""]
    for child in element:
        found += [*texts(child), child.tail or ""]
    return found


def found(browser: Browser, text: str) -> dict[str, list[str]]:
    """What is found of records."""
    return {heading: lines for heading, lines in groups(look(browser, text)).items() if heading not in BESIDES}


def as_role(app: Flask, school: LittleSchool, role: str) -> Browser:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in(school.users[role])
    return browser


@pytest.fixture
def browser(app: Flask, school: LittleSchool) -> Browser:
    """A registrar at the little school."""
    return as_role(app, school, "registrar")


def student(firstname: str, lastname: str, **more: Any) -> Student:
    made: Student = make.StudentFactory(firstname=firstname, lastname=lastname, **more)
    db.session.commit()
    return made


# --- what is found, and how it is told apart --------------------------------------------------------------------------


def test_a_student_is_found_by_any_part_of_any_name_in_any_order(browser: Browser) -> None:
    student("Renée", "Müller-Smith", preferred_name="Ren", student_number="S-4711", phone="0171 555 0147")
    for text in ("smith ren", "mueller", "üll née", "S4711", "4711", "(0171) 555-0147", "  SMITH   müll "):
        assert found(browser, text) == {"Students": ["Renée Müller-Smith Applicant “Ren” · S-4711"]}, text


def test_every_kind_is_found_and_told_from_its_namesakes(browser: Browser) -> None:
    child = student("Ann", "Quillfeather", status=StudentStatus.ENROLLED, grade_level=make.GradeLevelFactory(name="5"))
    sister = student("Bea", "Quillfeather", status=StudentStatus.WITHDRAWN)
    guardian = make.GuardianFactory(lastname="Quillfeather")
    for each in (child, sister):
        make.StudentGuardianFactory(student=each, guardian=guardian)
    make.HouseholdFactory(name="The Quillfeather Family", address="5 Elm Street", city="Bath")
    make.StaffFactory(lastname="Quillfeather", title="Librarian", department=make.DepartmentFactory(name="Letters"))
    course = make.CourseFactory(code="QF", title="Quillfeather reading", department=make.DepartmentFactory(name="Arts"))
    term = make.TermFactory(name="Fall", academic_year=make.AcademicYearFactory(name="2026/27"))
    make.SectionFactory(course=course, term=term, code="QF-1", period="3", room=make.RoomFactory(name="B7"))
    db.session.commit()
    assert found(browser, "quillfeather") == {
        "Students": ["Ann Quillfeather Enrolled 5", "Bea Quillfeather Withdrawn"],
        "Guardians": ["Grace Quillfeather of Ann Quillfeather, Bea Quillfeather"],
        "Households": ["The Quillfeather Family 5 Elm Street · Bath"],
        "Staff": ["Ada Quillfeather Librarian · Letters"],
        "Sections": ["QF-1 (Fall, 2026/27) Quillfeather reading · 3 · B7"],
        "Courses": ["QF Quillfeather reading Arts"],
    }


def test_the_closest_match_comes_first_and_only_a_few_of_each_kind(browser: Browser) -> None:
    inside, beginning = student("Ann", "Hammersmithson"), student("Bea", "Smithers")
    whole = [student(f"Cem{number}", "Smith") for number in range(ON_PAGE)]
    listed = found(browser, "smith")["Students"]
    assert [each.partition(" Applicant")[0] for each in listed] == [
        *(str(each) for each in whole[:IN_DIALOG]),
        "All students that match",
    ]
    assert found(browser, "smithers")["Students"] == [f"{beginning} Applicant"]
    assert found(browser, "hammer")["Students"] == [f"{inside} Applicant"]


def test_the_page_leads_to_all_matches_and_says_how_many(browser: Browser) -> None:
    for number in range(ON_PAGE + 2):
        student(f"Cem{number}", "O’Smith & Co")
    page = browser.get("/admin/search/?q=O'Smith %26 Co")
    link = next(a for a in check_page(page.text).iter("a") if a.get("class") == "found found-all")
    assert line(link) == f"All {ON_PAGE + 2} students that match"
    assert len(listed(browser.get(link.get("href", "")))) == ON_PAGE + 2
    assert page.text.count("O’Smith") == ON_PAGE
    assert "10 results and more" in page.text


def test_a_misspelt_guardian_is_offered_in_the_right_spelling(
    app: Flask, school: LittleSchool, browser: Browser
) -> None:
    link = make.StudentGuardianFactory(guardian=make.GuardianFactory(firstname="Ida", lastname="Quillfeather"))
    db.session.commit()
    answer = look(browser, "quilfether")
    assert groups(answer)[MEANT] == ["Quillfeather"]
    assert 'href="/admin/search/?q=Quillfeather"' in answer.text
    assert "Nothing matches, but 1 spelling like it" in answer.text
    assert 'href="/admin/search/?q=Quillfeather"' in browser.get("/admin/search/?q=quilfether").text
    assert found(browser, "quillfeather") == {
        "Students": [f"{link.student} Applicant"],
        "Guardians": [f"Ida Quillfeather of {link.student}"],
    }
    assert groups(look(as_role(app, school, "teacher"), "quilfether")) == {}, "who may not read it is not told it"


def test_what_is_in_the_trash_is_neither_found_nor_named(browser: Browser) -> None:
    link = make.StudentGuardianFactory(guardian=make.GuardianFactory(lastname="Quillfeather"))
    gone = link.student
    gone.deleted_at = gone.created_at
    db.session.commit()
    assert found(browser, gone.lastname) == {}
    assert found(browser, "quillfeather") == {"Guardians": ["Grace Quillfeather"]}


@pytest.mark.parametrize(
    "text", ["\0", "a\0b", "x" * 5000, "%", "'\"", "…", "\U0001f600", "1 OR 1=1", "{{7*7}}", "<b>&"]
)
def test_nonsense_finds_nothing_and_breaks_nothing(browser: Browser, text: str) -> None:
    assert "Students" not in found(browser, text)
    assert browser.get(f"/admin/search/?q={quote(text)}").status_code == 200


# --- for whom ---------------------------------------------------------------------------------------------------------


def test_a_viewer_finds_no_phone_and_is_not_told_whose_guardian_somebody_is(app: Flask, school: LittleSchool) -> None:
    noa = student("Noa", "Silent", phone="510-555-0199")
    make.StudentGuardianFactory(student=noa, guardian=make.GuardianFactory(lastname="Quiet", phone="510-555-0198"))
    db.session.commit()
    for role, kinds in (("registrar", {"Students"}), ("viewer", set())):
        assert found(as_role(app, school, role), "5550199").keys() == kinds
    viewer = as_role(app, school, "viewer")
    assert found(viewer, "5550198") == {}
    assert found(viewer, "quiet") == {"Guardians": ["Grace Quiet"]}


def test_the_attendance_of_today_is_a_command_for_those_who_read_it(app: Flask, school: LittleSchool) -> None:
    for role, commands in (("registrar", ["Attendance today", "Absent today"]), ("viewer", [])):
        browser = as_role(app, school, role)
        assert [each for each in groups(look(browser))[COMMANDS] if "today" in each] == commands
    links = check_page(look(as_role(app, school, "registrar"), "absent").text).iter("a")
    (address,) = [str(link.get("href")) for link in links if "attendance_mark" in str(link.get("href"))]
    assert address == f"/admin/attendance_mark/?flt0_on_is={today()}&flt1_counts_as_is=absent"
    assert as_role(app, school, "registrar").get(address).status_code == 200


def test_commands_that_a_script_does_are_in_the_dialog_only(browser: Browser) -> None:
    everything = groups(look(browser))[COMMANDS]
    assert everything[0] == "New student"
    assert everything[-4:] == ["Dark mode", "Light mode", "Keys What they do on this page", "Sign out"]
    assert groups(look(browser, "log out"))[COMMANDS] == ["Sign out"]
    page = browser.get("/admin/search/").text
    assert "Dark mode" not in page.partition("<main")[2].partition("</main>")[0]
    sign_out = next(each for each in check_page(look(browser, "sign out").text).iter("button"))
    form = next(each for each in check_page(page).iter("form") if each.get("id") == sign_out.get("form"))
    assert (form.get("method"), form.get("action")) == ("post", "/logout")
    assert form.find("./input[@name='csrf_token']") is not None


# --- what was opened last ---------------------------------------------------------------------------------------------


def opened(browser: Browser) -> list[str]:
    return groups(look(browser)).get("Opened last", [])


def test_what_was_opened_last_is_offered_first_and_once(browser: Browser, school: LittleSchool) -> None:
    assert opened(browser) == []
    pupil, section, guardian = (school.own[name] for name in ("student", "section", "guardian"))
    browser.get(f"/admin/student/details/?id={pupil.id}")
    browser.get(f"/admin/section/edit/?id={section.id}")
    browser.get(f"/admin/guardian/details/?id={guardian.id}")
    browser.get(f"/admin/student/edit/?id={pupil.id}")
    browser.get(f"/admin/tag/details/?id={school.own['tag'].id}")
    browser.get("/admin/student/details/?id=0")
    assert [each.partition(" · ")[0] for each in opened(browser)] == [
        f"{pupil} Enrolled Student",
        f"{guardian} Guardian",
        f"{section} Section",
    ]
    assert opened(browser)[1] == f"{guardian} Guardian · of {pupil}"


def test_no_more_than_a_few_are_kept(browser: Browser) -> None:
    made = [student("Sam", f"Number{number}") for number in range(MOST + 2)]
    for each in made:
        browser.get(f"/admin/student/details/?id={each.id}")
    assert [each.partition(" Applicant")[0] for each in opened(browser)] == [str(each) for each in made[:1:-1]]


def test_what_somebody_may_no_longer_read_is_not_offered(app: Flask, school: LittleSchool) -> None:
    teacher, enrollment = as_role(app, school, "teacher"), school.own["enrollment"]
    teacher.get(f"/admin/student/details/?id={school.own['student'].id}")
    assert len(opened(teacher)) == 1
    enrollment.deleted_at = enrollment.created_at
    db.session.commit()
    assert opened(teacher) == []


def test_the_next_one_at_this_browser_is_not_told_who_was_looked_at(browser: Browser, school: LittleSchool) -> None:
    browser.get(f"/admin/student/details/?id={school.own['student'].id}")
    browser.post("/logout", data={"csrf_token": browser.token()})
    browser.sign_in(school.users["administrator"])
    assert opened(browser) == []


def test_only_ids_are_kept(browser: Browser, school: LittleSchool) -> None:
    pupil = school.own["student"]
    browser.get(f"/admin/student/details/?id={pupil.id}")
    with browser.session_transaction() as kept:
        assert kept["opened"] == [school.users["registrar"].id, [["student", pupil.id]]]


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_statements(app: Flask, school: LittleSchool) -> None:
    browser = as_role(app, school, "administrator")
    browser.strict = False
    told = TOLD.get(db.engine.dialect.name, 0)
    course = make.CourseFactory(title="Xquillon")
    make.SectionFactory(course=course)
    make.StaffFactory(title="Xquillon")
    make.StudentGuardianFactory(
        student=make.StudentFactory(lastname="Xquillon"), guardian=make.GuardianFactory(lastname="Xquillon")
    )
    make.HouseholdFactory(name="Xquillon")
    for resource in ("tag", "room"):  # not among what is kept
        browser.get(f"/admin/{resource}/details/?id={school.own[resource].id}")
    costs = {"start": asked(browser, "/admin/search/")}
    for resource in ("student", "guardian", "household", "staff", "section", "course"):
        browser.get(f"/admin/{resource}/details/?id={school.own[resource].id}")
    costs["opened"] = asked(browser, "/admin/search/")
    costs["found"] = asked(browser, "/admin/search/?q=quillo")
    costs["missed"] = asked(browser, "/admin/search/?q=qqqwwwyyy")
    for what, statements in costs.items():
        more = told if what in ("found", "missed") else 0
        assert len(statements) == budgets(FINDING)["search", what] + more, f"{what}:\n{statements!r}"


def test_enough_whole_words_are_not_followed_by_further_questions(app: Flask, school: LittleSchool) -> None:
    browser = as_role(app, school, "bursar")
    few = asked(browser, "/admin/search/?q=xquillon")
    for number in range(ON_PAGE + 1):
        student(f"Sam{number}", "Xquillon")
    many = asked(browser, "/admin/search/?q=xquillon")
    assert len(many) <= len(few), f"{many!r}"


# --- declarations -----------------------------------------------------------------------------------------------------


def test_a_part_that_says_nothing_is_found_at_the_start() -> None:
    with pytest.raises(ValueError, match="no path in braces"):
        Kind(Student, "status")
    with pytest.raises(UnknownName):
        Kind(Student, "{nickname}")
