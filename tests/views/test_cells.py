"""Cells that are edited in the list: opened, saved, refused, overtaken, and closed to those who may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app.audit import AuditEntry
from admin_app.school import Student
from tests import factories as make
from tests.client import Browser
from tests.html import check_page, forms

from .little_school import LittleSchool

Store = scoped_session[Session]


def at(record: Any, name: str) -> str:
    return f"/admin/{record.__tablename__}/ajax/cell/?id={record.id}&name={name}"


@pytest.fixture
def registrar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["registrar"])
    return client


@pytest.fixture
def student(school: LittleSchool) -> Student:
    found: Student = school.own["student"]
    return found


def opened(browser: Browser, record: Any, name: str) -> dict[str, Any]:
    """What the form of a cell holds."""
    answer = browser.get(at(record, name))
    assert answer.status_code == 200, answer.status
    (form,) = forms(check_page(answer.json["form"]), at(record, name))
    return dict(form.values)


def save(browser: Browser, record: Any, name: str, value: Any, seen: dict[str, Any] | None = None) -> dict[str, Any]:
    held = seen or opened(browser, record, name)
    answer = browser.post(at(record, name), data={**held, name: value})
    assert answer.status_code == 200, answer.status
    found: dict[str, Any] = answer.json
    return found


def test_a_list_says_which_cells_open(registrar: Browser, school: LittleSchool) -> None:
    page = registrar.get("/admin/student/").text
    assert 'data-cells=\'{"E-mail": "email", "Grade": "grade_level", "Number": "student_number"}\'' in page
    registrar.sign_in(school.users["viewer"])
    assert "data-cells" not in registrar.get("/admin/student/").text


def test_a_cell_is_opened_and_saved(registrar: Browser, student: Student, school: LittleSchool, session: Store) -> None:
    seen = opened(registrar, student, "phone")
    assert seen["phone"] == ["near-sphone"]
    answer = save(registrar, student, "phone", "  <b>55</b> ", seen)
    undo = answer.pop("undo")
    assert answer == {"cell": "&lt;b&gt;55&lt;/b&gt;", "told": f"Phone of {student} was saved."}
    assert 'action="/admin/undo/' in undo
    assert student.phone == "<b>55</b>"
    newest = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert newest is not None
    assert newest.changes["phone"] == ["near-sphone", "<b>55</b>"]


def test_a_choice_is_drawn_as_the_list_draws_it(registrar: Browser, student: Student, school: LittleSchool) -> None:
    level = school.other["grade_level"]
    answer = save(registrar, student, "grade_level", level.id)
    assert answer["cell"] == f'<a href="/admin/grade_level/details/?id={level.id}">{level}</a>'
    assert student.grade_level == level


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("email", "no address", "@"),
        ("city", "x" * 101, "At most 100 characters."),
        ("grade_level", "999999", "This is none of the choices."),
        ("student_number", "N-far", "Already used by"),
    ],
)
def test_a_refusal_stands_in_the_cell(registrar: Browser, student: Student, name: str, value: str, said: str) -> None:
    before = (student.email, student.city, student.grade_level, student.student_number)
    answer = save(registrar, student, name, value)
    alert = check_page(answer["form"]).find(".//div[@role='alert']")
    assert alert is not None
    assert said in "".join(alert.itertext())
    assert before == (student.email, student.city, student.grade_level, student.student_number)


def test_whoever_was_overtaken_chooses_what_is_to_stay(registrar: Browser, student: Student, session: Store) -> None:
    seen = opened(registrar, student, "city")
    student.city = "Elsewhere"
    session.commit()
    answer = save(registrar, student, "city", "Here", seen)
    assert "command line changed this record meanwhile" in answer["form"]
    assert "Elsewhere" in answer["form"]
    (again,) = forms(check_page(answer["form"]), "/")
    assert "form" in save(registrar, student, "city", "Here", dict(again.values))
    assert student.city == "Elsewhere"
    assert save(registrar, student, "city", "Here", {**again.values, "keep_city": "mine"})["cell"] == "Here"


def test_a_cell_is_saved_whatever_others_did_to_the_rest(registrar: Browser, student: Student, session: Store) -> None:
    seen = opened(registrar, student, "city")
    student.phone = "123"
    session.commit()
    assert save(registrar, student, "city", "Here", seen)["cell"] == "Here"
    assert student.phone == "123"


def test_a_cell_is_not_saved_by_who_does_not_say_what_they_saw(registrar: Browser, student: Student) -> None:
    answer = registrar.post(at(student, "city"), data={"city": "Blind", "csrf_token": registrar.token()})
    assert "did not say which version" in answer.json["form"]
    assert student.city == "Townnear"


def test_whoever_was_overtaken_by_a_deletion_finds_nothing(registrar: Browser, session: Store) -> None:
    student = make.StudentFactory()
    session.commit()
    seen, address = opened(registrar, student, "city"), at(student, "city")
    session.delete(student)
    session.commit()
    assert registrar.post(address, data={**seen, "city": "Here"}).status_code == 404


def test_only_what_is_declared_opens_and_only_that_is_saved(registrar: Browser, student: Student) -> None:
    for name in ("status", "lastname", "version", "nothing", ""):
        assert registrar.get(at(student, name)).status_code == 404
    seen = opened(registrar, student, "city")
    registrar.post(at(student, "city"), data={**seen, "city": "Here", "firstname": "Smuggled", "status": "graduated"})
    assert (student.city, student.firstname) == ("Here", "Pupilnear")


@pytest.mark.parametrize("role", ["teacher", "bursar", "nurse", "viewer"])
def test_a_cell_opens_for_those_who_may_edit(
    client: Browser, school: LittleSchool, student: Student, role: str
) -> None:
    client.sign_in(school.users[role])
    assert client.get(at(student, "city")).status_code == 403
    data = {"city": "Here", "csrf_token": client.token()}
    assert client.post(at(student, "city"), data=data).status_code == 403
    assert client.post(at(student, "city"), data={"city": "Here"}).status_code == 400
    assert student.city == "Townnear"


def test_opening_and_saving_ask_little(registrar: Browser, student: Student, query_counter: Callable[..., Any]) -> None:
    address, seen = at(student, "city"), opened(registrar, student, "city")
    with query_counter("SELECT") as sent:
        registrar.get(address)
    assert len(sent) == 2, sent  # 1) the user, 2) the student
    with query_counter("UPDATE") as sent:
        registrar.post(address, data={**seen, "city": "Here"})
    assert len(sent) == 1, sent  # the student
