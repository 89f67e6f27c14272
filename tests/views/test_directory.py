"""Who wants nothing released: marked wherever they are named, and left out of what is given to others."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.audit import AuditEntry, Change
from admin_app.school import Disclosure, Student
from tests.client import Browser
from tests.html import check_page

from .little_school import LittleSchool
from .reading import complaints, exported

Store = scoped_session[Session]
MARK = "Do not release"
WHOM = {"recipient": "The Daily Bugle", "purpose": "Names of the choir"}
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.fixture
def student(school: LittleSchool, session: Store) -> Student:
    """One who has opted out, among others who have not."""
    found: Student = school.own["student"]
    found.directory_opt_out = True
    session.commit()
    return found


def marked(answer: TestResponse) -> list[str]:
    """The rows of a list that are marked, by what stands in their first cell."""
    rows = check_page(answer.text).iterfind(".//tbody/tr")
    return [" ".join(row.itertext()) for row in rows if MARK in " ".join(row.itertext())]


@pytest.mark.parametrize("role", ["registrar", "viewer"])
def test_a_name_is_marked_wherever_it_stands(
    client: Browser, school: LittleSchool, student: Student, role: str
) -> None:
    client.sign_in(school.users[role])
    (row,) = marked(client.get("/admin/student/?page_size=100"))
    assert student.lastname in row
    (row,) = marked(client.get(f"/admin/student/?search={student.lastname}&show=firstname"))
    assert student.firstname in row
    assert student.firstname in marked(client.get("/admin/enrollment/?page_size=100"))[0]
    section = school.own["section"]
    roster = client.get(f"/admin/section/details/?id={section.id}&tab=students")
    assert MARK in roster.text
    found = client.get(f"/admin/search/?q={student.lastname}").text
    assert found.count(MARK) == 1
    head = re.search(
        r"<header class=\"card.*?</header>", client.get(f"/admin/student/details/?id={student.id}").text, re.DOTALL
    )
    assert head
    assert MARK in head[0]


def test_a_file_for_the_school_tells_it_too(client: Browser, school: LittleSchool, student: Student) -> None:
    client.sign_in(school.users["registrar"])
    told = {row["Last name"]: row["Directory opt out"] for row in exported(client.get("/admin/student/export/csv/"))}
    assert [name for name, value in told.items() if value == "Yes"] == [student.lastname]
    seats = [row["Student"] for row in exported(client.get("/admin/enrollment/export/csv/"))]
    assert f"{student} ({MARK})" in seats
    assert any(MARK not in seat for seat in seats)


def given(browser: Browser, address: str, **typed: Any) -> list[dict[str, str]]:
    answer = browser.post_form(address, {**WHOM, **typed})
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig").rpartition("# ")[0])))


def test_others_are_given_nothing_of_them_and_it_is_noted(
    client: Browser, school: LittleSchool, student: Student, session: Store
) -> None:
    client.sign_in(school.users["registrar"])
    address = "/admin/student/export/outside/?show=lastname,email,student_number"
    page = client.get(address)
    assert "1 row is left out: that family wants nothing released." in page.text
    everybody = session.scalars(select(Student.lastname).where(Student.deleted_at.is_(None))).all()
    rows = given(client, address)
    assert list(rows[0]) == ["Last name", "E-mail"]
    assert sorted(row["Last name"] for row in rows) == sorted(name for name in everybody if name != student.lastname)

    noted = session.scalars(select(Disclosure).where(Disclosure.student_id.is_(None))).one()
    assert (noted.recipient, noted.purpose, noted.legal_basis) == (*WHOM.values(), "directory")
    assert noted.information == (f"Students: {len(rows)} rows; 1 left out, whose families want nothing released")
    entry = session.scalars(select(AuditEntry).filter_by(action=Change.EXPORT)).one()
    assert (entry.changes["rows"][1], entry.changes["left_out"][1]) == (len(rows), 1)
    assert entry.act == session.scalars(select(AuditEntry).filter_by(resource="disclosure")).all()[-1].act


@pytest.mark.parametrize("resource", ["enrollment", "admission"])
def test_lists_of_what_is_theirs_leave_them_out_too(
    client: Browser, school: LittleSchool, student: Student, resource: str
) -> None:
    client.sign_in(school.users["registrar"])
    inside = [row["Student"] for row in exported(client.get(f"/admin/{resource}/export/csv/"))]
    outside = [row["Student"] for row in given(client, f"/admin/{resource}/export/outside/")]
    assert f"{student} ({MARK})" in inside
    assert sorted(outside) == sorted(name for name in inside if MARK not in name)


@on_sqlite
def test_it_is_given_to_somebody_for_something_and_nothing_else_goes_out(
    client: Browser, school: LittleSchool, student: Student, session: Store
) -> None:
    client.sign_in(school.users["registrar"])
    nobody = client.post_form("/admin/student/export/outside/", {"recipient": " ", "purpose": ""})
    assert {"recipient", "purpose"} <= set(complaints(nobody))
    assert client.get("/admin/student/export/outside/?show=student_number,sex").status_code == 400
    sheet = client.post_form("/admin/student/export/outside/", {**WHOM, "format": "xlsx"})
    assert sheet.mimetype.endswith("spreadsheetml.sheet")
    assert client.get("/admin/posted_grade/export/outside/").status_code == 404
    assert len(session.scalars(select(Disclosure).where(Disclosure.student_id.is_(None))).all()) == 1
    assert "/export/outside/" in client.get("/admin/student/").text
    client.sign_in(school.users["teacher"])
    assert "/export/outside/" not in client.get("/admin/student/").text
