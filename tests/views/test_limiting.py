"""Limiting an account to a school: how it is done, what it does at once, and whose students are who move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.accounts import User
from admin_app.audit import AuditEntry, SavedView
from admin_app.database import db
from admin_app.school import (
    Admission,
    Disclosure,
    ExitCode,
    Guardian,
    Household,
    PaymentMethod,
    Room,
    School,
    Section,
    Student,
    StudentStatus,
    admit,
    charge,
    enroll,
    pay,
    withdraw,
)
from tests import factories as make
from tests.client import Browser
from tests.conftest import Clock

from .filled_forms import new_records
from .home_page import TODAY, blocks, table, tiles
from .little_school import LittleSchool
from .previews import words
from .reading import complaints, counted, exported, listed

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
Store = scoped_session[Session]
NEAR_STUDENTS = 2  # the teacher's and the classmate; the applicant is nobody's yet


@pytest.fixture
def browser_of(app: Flask, school: LittleSchool) -> Callable[..., Browser]:
    """A browser in which somebody with a role is signed in, limited to one half of the school or to none."""

    def make_browser(role: str, half: str | None = "own") -> Browser:
        user = make.user_with(role)
        user.school_id = getattr(school, half)["school"].id if half else None
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.sign_in(user)
        return browser

    return make_browser


# --- by the administrator ---------------------------------------------------------------------------------------------


def test_an_administrator_limits_an_account_which_ends_its_sessions(
    client: Browser, app: Flask, school: LittleSchool, session: Store
) -> None:
    registrar = app.test_client()
    assert isinstance(registrar, Browser)
    user = school.users["registrar"]
    registrar.sign_in(user)
    assert counted(registrar.get("/admin/student/")) == 4
    client.sign_in(school.users["administrator"])
    address = f"/admin/user/edit/?id={user.id}"
    assert client.post_form(address, {"school": school.own["school"].id}).status_code == 302

    assert registrar.get("/admin/student/").status_code == 302
    registrar.sign_in(session.get_one(User, user.id))
    assert counted(registrar.get("/admin/student/")) == NEAR_STUDENTS
    listed_users = client.get("/admin/user/")
    assert school.own["school"].name in listed_users.text
    of_user = select(AuditEntry).where(AuditEntry.resource == "user", AuditEntry.record_id == user.id)
    told = [entry.changes["school_id"] for entry in session.scalars(of_user) if "school_id" in entry.changes]
    assert told == [[None, school.own["school"].id]]


def test_what_is_asked_between_two_pages_is_the_limit_of_now(browser_of: Any, school: LittleSchool) -> None:
    """Without the session ending: the limit is read with each request, as roles are."""
    user = make.user_with("registrar")
    browser = browser_of("registrar", None)
    browser.sign_in(user)
    assert counted(browser.get("/admin/student/")) == 4
    key = user.fs_uniquifier
    user.school_id = school.own["school"].id
    user.fs_uniquifier = key
    db.session.commit()
    assert counted(browser.get("/admin/student/")) == NEAR_STUDENTS


def test_the_page_of_permissions_says_what_is_left(client: Browser, school: LittleSchool) -> None:
    client.sign_in("administrator")
    page = words(client.get("/admin/permission/"))
    assert "One school" in page
    assert "everything (only those of the school)" in page


def test_a_limited_administrator_stays_within_the_school(browser_of: Any, school: LittleSchool, session: Store) -> None:
    administrator = browser_of("administrator")
    typed = new_records(school)["user"]
    assert administrator.post_form("/admin/user/new/", typed).status_code == 302
    made = session.scalars(select(User).where(User.email == typed["email"])).one()
    assert made.school_id == school.own["school"].id
    form = administrator.form_at("/admin/user/new/").values
    assert form["school"] == [str(school.own["school"].id)]
    for elsewhere in ("", school.other["school"].id):
        answer = administrator.post_form(f"/admin/user/edit/?id={made.id}", {"school": elsewhere})
        assert answer.status_code == 200
        session.expire_all()
        assert session.get_one(User, made.id).school_id == school.own["school"].id


# --- two by turns: nothing that is kept for one is shown to the other -------------------------------------------------


PAGES = ("/admin/", "/admin/student/", "/admin/section/", "/admin/student/?search=pupil", "/admin/search/?q=pupil")


@pytest.mark.parametrize("role", ["administrator", "registrar"])
def test_what_is_kept_for_one_is_not_shown_to_another(
    browser_of: Any, school: LittleSchool, role: str, clock: Clock
) -> None:
    clock.set(TODAY)
    everybody, near, far = browser_of(role, None), browser_of(role), browser_of(role, "other")
    own, other = school.own["student"].id, school.other["student"].id
    pages = [*PAGES, *(f"/admin/student/details/?id={own}&tab={tab}" for tab in ("overview", "enrollment", "notes"))]
    pages += [f"/admin/guardian/details/?id={school.own['guardian'].id}&tab=students", "/admin/student/filter/"]
    for _lap in range(3):
        for page in pages:
            whole, mine = everybody.get(page), near.get(page)
            assert (whole.status_code, mine.status_code) == (200, 200)
            theirs = far.get(page)
            assert "Pupilfar" not in mine.text, page
            assert school.other["school"].name not in mine.text, page
            assert "Pupilnear" not in theirs.text, page
            assert theirs.status_code == (404 if f"id={own}" in page or "guardian" in page else 200), page
    assert listed(near.get("/admin/student/")) == {own, school.classmate.id}
    assert listed(far.get("/admin/student/")) == {other}


def test_a_count_is_kept_for_each_school(
    browser_of: Any, school: LittleSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of long lists the count is kept for a minute: this one is long from two rows on."""
    monkeypatch.setattr("admin_app.admin.listing.screen.CHEAP", 0)
    monkeypatch.setattr("admin_app.admin.listing.screen.CHEAP_FOUND", 0)
    everybody, near, far = browser_of("registrar", None), browser_of("registrar"), browser_of("registrar", "other")
    for page in ("/admin/student/?exact=1&page_size=1", "/admin/student/?exact=1&page_size=1&search=pupil"):
        found = [[counted(browser.get(page)) for browser in (everybody, near, far)] for _lap in range(2)]
        assert found == [found[0]] * 2
        assert found[0] == ([4, 2, 1] if "search" not in page else [2, 1, 1])


def test_the_home_page_adds_up_ones_own_school(browser_of: Any, school: LittleSchool, clock: Clock) -> None:
    clock.set(TODAY)
    everybody, near = browser_of("administrator", None).get("/admin/"), browser_of("administrator").get("/admin/")
    assert tiles(everybody)["Enrolled students"][0] == "3"
    assert tiles(near)["Enrolled students"][0] == "2"
    for title, whole, mine in (
        ("Entries and exits", 3, 2),
        ("Medical alerts", 2, 1),
        ("Students by grade level", 2, 1),
    ):
        assert (total(everybody, title), total(near, title)) == (whole, mine), title
    assert "Pupilfar" in everybody.text
    assert "Pupilfar" not in near.text


def total(page: TestResponse, title: str) -> int:
    """The sum of the first numbers of a table of the home page."""
    block = next(block for name, block in blocks(page).items() if name.startswith(title))
    return sum(int(row[1]) for row in table(block))


# --- what they make ---------------------------------------------------------------------------------------------------


def test_what_is_new_is_of_the_school(browser_of: Any, school: LittleSchool, session: Store) -> None:
    registrar, typed = browser_of("registrar"), new_records(school)
    for screen, model in (("student", Student), ("guardian", Guardian), ("household", Household), ("room", Room)):
        assert registrar.post_form(f"/admin/{screen}/new/", typed[screen]).status_code == 302, screen
        made = session.scalars(select(model).order_by(model.id.desc())).first()
        assert made is not None
        assert made.school_id == school.own["school"].id, screen
        assert registrar.get(f"/admin/{screen}/details/?id={made.id}").status_code == 200
        assert browser_of("registrar", "other").get(f"/admin/{screen}/details/?id={made.id}").status_code == 404
    answer = registrar.post_form("/admin/room/new/", typed["room"] | {"school": school.other["school"].id})
    assert complaints(answer)["school"].endswith("This is none of the choices.")
    answer = registrar.post_form("/admin/section/new/", typed["section"])
    assert "would be another school’s, or none’s" in answer.text
    assert session.query(Section).count() == 2


def test_an_applicant_is_admitted_to_ones_own_school(browser_of: Any, school: LittleSchool, session: Store) -> None:
    registrar = browser_of("registrar")
    assert registrar.post_form("/admin/student/new/", new_records(school)["student"]).status_code == 302
    student = session.scalars(select(Student).where(Student.firstname == "Nova")).one()
    page = f"/admin/student/verb/admit/?id={student.id}"
    assert registrar.form_at(page).values["school"] == [str(school.own["school"].id)]
    typed: dict[str, Any] = {"academic_year": school.own["academic_year"].id, "entered_on": "2026-10-05"}
    typed["grade_level"] = school.own["grade_level"].id
    answer = registrar.post_form(page, typed | {"school": school.other["school"].id})
    assert complaints(answer)["school"].endswith("This is none of the choices.")
    assert registrar.post_form(page, typed).status_code == 302
    stay = session.scalars(select(Admission).where(Admission.student_id == student.id)).one()
    assert stay.school_id == school.own["school"].id


# --- students who move ------------------------------------------------------------------------------------------------


@pytest.fixture
def moved(school: LittleSchool, session: Store) -> Student:
    """The teacher's student, who has left for the other school and sits in a section there."""
    student, other = school.own["student"], school.other
    withdraw(student=student, on=date(2026, 11, 2), code=ExitCode.TRANSFERRED)
    admit(
        student=student,
        school=other["school"],
        academic_year=school.own["academic_year"],
        grade_level=school.own["grade_level"],
        on=date(2026, 11, 3),
    )
    enroll(student=student, section=other["section"], on=date(2026, 11, 3))
    make.AttendanceMarkFactory(student=student, section=other["section"], on=date(2026, 11, 4), comment="Late there")
    session.commit()
    return student


def test_both_schools_see_who_moved_and_each_what_happened_there(
    browser_of: Any, school: LittleSchool, moved: Student
) -> None:
    before, now = browser_of("registrar"), browser_of("registrar", "other")
    assert moved.id in listed(before.get("/admin/student/"))
    assert moved.id in listed(now.get("/admin/student/"))
    for resource in ("admission", "enrollment", "attendance_mark"):
        page = f"/admin/{resource}/?flt0_student_id_is={moved.id}"
        assert len(listed(before.get(page))) == 1, resource
        assert len(listed(now.get(page))) == 1, resource
        assert listed(before.get(page)).isdisjoint(listed(now.get(page))), resource
    tab = f"/admin/student/details/?id={moved.id}&tab=attendance"
    assert "Late there" not in before.get(tab).text
    assert "Late there" in now.get(tab).text


def test_where_they_are_now_writes_and_where_they_were_reads(
    browser_of: Any, school: LittleSchool, moved: Student, session: Store
) -> None:
    before, now = browser_of("registrar"), browser_of("registrar", "other")
    page = f"/admin/student/details/?id={moved.id}"
    assert "verb/withdraw/" not in before.get(page).text
    assert "verb/withdraw/" in now.get(page).text
    for address in ("edit/", "delete/confirm/", "verb/withdraw/", "verb/photo/", "verb/package/"):
        assert before.get(f"/admin/student/{address}?id={moved.id}").status_code == 404, address
    assert now.get(f"/admin/student/edit/?id={moved.id}").status_code == 200
    assert now.get(f"/admin/student/delete/confirm/?id={moved.id}").status_code == 404
    answer = before.post_form("/admin/note/new/", new_records(school)["note"] | {"student": moved.id})
    assert "would be another school’s, or none’s" in answer.text
    assert now.post_form("/admin/note/new/", new_records(school)["note"] | {"student": moved.id}).status_code == 302


def test_a_verb_for_many_leaves_those_elsewhere_alone(
    browser_of: Any, school: LittleSchool, moved: Student, session: Store
) -> None:
    registrar = browser_of("registrar")
    typed = {"rowid": f"{moved.id},{school.classmate.id}", "exited_on": "2026-11-20", "code": "transferred"}
    answer = registrar.post("/admin/student/many/withdraw/preview/", data={**typed, "csrf_token": registrar.token()})
    assert "would be another school’s, or none’s" in words(answer)
    session.expire_all()
    assert session.get_one(Student, moved.id).status is StudentStatus.ENROLLED


def test_a_guardian_with_children_at_two_schools_is_of_both_and_deleted_by_neither(
    browser_of: Any, school: LittleSchool, session: Store
) -> None:
    guardian = school.own["guardian"]
    make.StudentGuardianFactory(student=school.other["student"], guardian=guardian)
    session.commit()
    near = browser_of("registrar")
    page = near.get(f"/admin/guardian/details/?id={guardian.id}&tab=students")
    assert "Pupilnear" in page.text
    assert "Pupilfar" not in page.text
    assert near.get(f"/admin/guardian/edit/?id={guardian.id}").status_code == 200
    assert near.get(f"/admin/guardian/delete/confirm/?id={guardian.id}").status_code == 404


def test_members_of_a_household_who_are_hidden_stay_in_it(
    browser_of: Any, school: LittleSchool, session: Store
) -> None:
    household = school.own["household"]
    household.students.append(school.other["student"])
    session.commit()
    near = browser_of("registrar")
    page = f"/admin/household/edit/?id={household.id}"
    assert near.form_at(page).values["students"] == ["", str(school.own["student"].id)]
    assert near.post_form(page, {"students": [school.classmate.id]}).status_code == 302
    session.expire_all()
    here = {student.id for student in session.get_one(Household, household.id).students}
    assert here == {school.classmate.id, school.other["student"].id}


# --- what is on the side ----------------------------------------------------------------------------------------------


def test_a_sibling_elsewhere_is_not_named(browser_of: Any, school: LittleSchool, session: Store) -> None:
    student, sibling = school.own["student"], school.other["student"]
    sibling.households.append(school.own["household"])
    charge(student=sibling, amount=Decimal(5), on=date(2026, 10, 1), due_on=date(2026, 10, 1), description="Trip")
    pay(student=student, amount=Decimal(500), on=date(2026, 10, 1), method=PaymentMethod.CASH)
    session.commit()
    bursar = browser_of("bursar")
    assert "Pupilfar" not in bursar.get(f"/admin/student/verb/transfer_credit/?id={student.id}").text
    assert "Pupilfar" not in browser_of("registrar").get(f"/admin/student/details/?id={student.id}").text
    assert "Pupilfar" in browser_of("bursar", None).get(f"/admin/student/verb/transfer_credit/?id={student.id}").text


def test_a_view_is_shared_with_ones_own_school(browser_of: Any, school: LittleSchool, session: Store) -> None:
    for half, name in (("own", "Near view"), ("other", "Far view"), (None, "View of all")):
        owner = make.user_with("registrar")
        owner.school_id = getattr(school, half)["school"].id if half else None
        make.SavedViewFactory(user=owner, resource="student", name=name, shared=True)
    session.commit()
    page = browser_of("registrar").get("/admin/student/views/").text
    assert "Near view" in page
    assert "View of all" in page
    assert "Far view" not in page
    far = session.scalars(select(SavedView).where(SavedView.name == "Far view")).one()
    browser = browser_of("registrar")
    data = {"id": far.id, "csrf_token": browser.token()}
    assert browser.post("/admin/student/views/usual/", data=data).status_code == 404


def test_a_limited_teacher_has_their_own_students_of_the_school(
    browser_of: Any, school: LittleSchool, app: Flask, session: Store
) -> None:
    teacher = school.users["teacher"]
    school.other["section"].teachers.append(school.own["staff"])
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in(teacher)
    assert listed(browser.get("/admin/section/")) == {school.own["section"].id, school.other["section"].id}
    teacher.school_id = school.own["school"].id
    session.commit()
    browser.sign_in(teacher)
    assert listed(browser.get("/admin/section/")) == {school.own["section"].id}
    assert listed(browser.get("/admin/student/")) == {school.own["student"].id, school.classmate.id}
    assert school.other["section"].code not in browser.get("/admin/").text


def test_a_section_without_a_room_is_of_those_who_teach_it(
    browser_of: Any, school: LittleSchool, session: Store
) -> None:
    section, teacher = school.own["section"], school.own["staff"]
    section.room = None
    session.commit()
    near, far = browser_of("registrar"), browser_of("registrar", "other")
    assert section.id not in listed(near.get("/admin/section/"))
    teacher.school = session.get_one(School, school.own["school"].id)
    session.commit()
    assert section.id in listed(near.get("/admin/section/"))
    assert section.id not in listed(far.get("/admin/section/"))


def test_the_package_and_the_files_of_a_student_are_those_of_the_school(
    browser_of: Any, school: LittleSchool, moved: Student
) -> None:
    now = browser_of("registrar", "other")
    page = f"/admin/student/verb/package/?id={moved.id}"
    answer = now.post_form(page, {})
    assert answer.mimetype == "application/zip"
    assert school.own["section"].code.encode() not in answer.data
    file = school.own["document_file"].id
    assert now.get(f"/admin/document_file/download/?id={file}").status_code == 200  # the student is theirs now
    document_of_classmate = make.DocumentFactory(student=school.classmate, file=make.DocumentFileFactory())
    db.session.commit()
    assert now.get(f"/admin/document_file/download/?id={document_of_classmate.file_id}").status_code == 404


def test_a_file_that_was_made_of_all_schools_is_not_for_one(browser_of: Any, school: LittleSchool) -> None:
    registrar = browser_of("registrar")
    rows = exported(registrar.get("/admin/student/export/csv/"))
    assert len(rows) == NEAR_STUDENTS
    by_id = f"/admin/student/export/csv/?ids={school.own['student'].id},{school.other['student'].id}"
    assert len(exported(registrar.get(by_id))) == 1


def test_a_list_for_others_is_of_the_school_and_noted_there(
    browser_of: Any, school: LittleSchool, session: Store
) -> None:
    near, far = browser_of("registrar"), browser_of("registrar", "other")
    page = "/admin/student/export/outside/"
    typed = {"recipient": "The yearbook", "purpose": "To print it", "format": "csv"}
    answer = near.post_form(page, typed)
    assert answer.mimetype == "text/csv"
    assert "Pupilnear" in answer.text
    assert "Pupilfar" not in answer.text
    noted = session.scalars(select(Disclosure).where(Disclosure.recipient == "The yearbook")).one()
    assert noted.school_id == school.own["school"].id
    assert noted.id in listed(near.get("/admin/disclosure/"))
    assert noted.id not in listed(far.get("/admin/disclosure/"))


def test_erasing_is_for_those_who_see_all_schools(browser_of: Any, school: LittleSchool, session: Store) -> None:
    withdraw(student=school.own["student"], on=date(2026, 11, 2), code=ExitCode.TRANSFERRED)
    session.commit()
    page = f"/admin/student/verb/erase/?id={school.own['student'].id}"
    assert browser_of("administrator").get(page).status_code == 403
    assert browser_of("administrator", None).get(page).status_code != 403
