"""Everything held on a student, given out as a package: what is in it, for whom, and that it is noted."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app.audit import AuditEntry
from admin_app.school import Disclosure, Student
from admin_app.school.photos import photo_from
from tests.client import Browser
from tests.html import check_page
from tests.pictures import picture

from .little_school import LittleSchool
from .reading import complaints

Store = scoped_session[Session]


def package(browser: Browser, student: Student, **typed: str) -> ZipFile:
    answer = browser.post_form(f"/admin/student/verb/package/?id={student.id}", typed)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    found = ZipFile(BytesIO(answer.data))
    assert found.testzip() is None
    return found


def data(found: ZipFile) -> dict[str, list[dict[str, Any]]]:
    read: dict[str, list[dict[str, Any]]] = json.loads(found.read("data.json"))
    return read


@pytest.fixture
def student(school: LittleSchool, session: Store) -> Student:
    found: Student = school.own["student"]
    found.photo = photo_from(picture("JPEG"))
    session.commit()
    return found


def test_everything_of_a_student_is_in_it_and_nothing_of_others(
    client: Browser, school: LittleSchool, student: Student
) -> None:
    client.sign_in(school.users["administrator"])
    found = package(client, student)
    held = data(found)
    assert {name for name, rows in held.items() if not rows} <= {"audit_entry"}
    assert held["student"][0]["email"] == student.email
    assert "near-remark" in [row["body"] for row in held["note"]]
    assert [row["title"] for row in held["medical_alert"]] == ["near alert title"]
    assert held["student_guardian"][0]["guardian"] == str(school.own["guardian"])
    assert {row["record_label"] for row in held["audit_entry"]} >= {str(student)}
    whole = b"".join(found.read(name) for name in found.namelist())
    assert b"near bytes of a file" in whole
    assert b"far" not in whole.replace(b"farewell", b"")
    assert school.own["guardian"].phone.encode() not in whole  # of other people their names
    assert any(name.startswith("files/") and name.endswith("photo.jpg") for name in found.namelist())
    page = check_page(found.read("index.html").decode())
    assert str(student) in "".join(page.itertext())
    assert b"near-remark" in found.read("tables/note.csv")


def test_it_is_noted_to_whom_it_was_given_and_why(
    client: Browser, school: LittleSchool, student: Student, session: Store
) -> None:
    client.sign_in(school.users["registrar"])
    package(client, student, recipient="Court", purpose="Case 12", legal_basis="court order")
    noted = session.scalars(select(Disclosure).order_by(Disclosure.id.desc())).first()
    assert noted is not None
    assert (noted.student, noted.recipient, noted.purpose, noted.legal_basis) == (
        student,
        "Court",
        "Case 12",
        "court order",
    )
    entry = session.scalars(select(AuditEntry).filter_by(resource="disclosure").order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.user_id == school.users["registrar"].id
    tab = client.get(f"/admin/student/details/?id={student.id}&tab=disclosures").text
    assert "Case 12" in tab


def test_what_a_registrar_may_not_read_is_left_out_and_named(
    client: Browser, school: LittleSchool, student: Student
) -> None:
    client.sign_in(school.users["registrar"])
    found = package(client, student)
    assert not {"charge", "payment"} & data(found).keys()
    assert "Charges, Payments" in found.read("index.html").decode()
    assert not any("charge" in name for name in found.namelist())


def test_nothing_is_given_to_nobody_for_nothing(client: Browser, school: LittleSchool, student: Student) -> None:
    client.sign_in(school.users["registrar"])
    page = f"/admin/student/verb/package/?id={student.id}"
    answer = client.post_form(page, {"recipient": " ", "purpose": "", "legal_basis": "whim"})
    assert {"recipient", "purpose", "legal_basis"} <= complaints(answer).keys()


def test_no_spreadsheet_takes_what_somebody_typed_for_a_formula(
    client: Browser, school: LittleSchool, student: Student, session: Store, query_counter: Callable[..., Any]
) -> None:
    student.city = "=1+1"
    session.commit()
    client.sign_in(school.users["administrator"])
    assert b"'=1+1" in package(client, student).read("tables/student.csv")
