"""Taking back what was done: from the message beside it, from the history, all of an act or some of it, or why not."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin_app.audit import AuditEntry
from admin_app.clock import now
from admin_app.database import db
from admin_app.school import Charge, Payment, Student, StudentGuardian, StudentStatus, Tag
from tests import factories as make
from tests.client import Browser
from tests.html import Form, check_page, forms

from .little_school import LittleSchool
from .previews import confirm, preview, words
from .reading import flashed

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])

#: What comes back has gone through the types of the engine.
pytestmark = pytest.mark.every_engine


@pytest.fixture
def registrar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["registrar"])
    return client


def undo_forms(answer: TestResponse) -> list[Form]:
    return [form for form in forms(check_page(answer.text), "/admin/") if urlsplit(form.action).path == "/admin/undo/"]


def last(**where: Any) -> AuditEntry:
    statement = select(AuditEntry).filter_by(**where).order_by(AuditEntry.id.desc())
    entry = db.session.scalars(statement).first()
    assert entry is not None
    return entry


def send(browser: Browser, act: str | None, **typed: Any) -> TestResponse:
    return browser.post(f"/admin/undo/?act={act}", data={"csrf_token": browser.token(), **typed}, follow_redirects=True)


def boxes(answer: TestResponse) -> dict[str, bool]:
    """What can be ticked on the page, and whether it is."""
    found = check_page(answer.text).iterfind(".//input[@name='record']")
    return {box.get("value", ""): box.get("checked") is not None for box in found}


# --- one record -------------------------------------------------------------------------------------------------------


def test_a_save_is_undone_from_the_message_that_tells_of_it(registrar: Browser, school: LittleSchool) -> None:
    student = school.own["student"]
    before = student.city
    told = registrar.post_form(f"/admin/student/edit/?id={student.id}", {"city": "Elsewhere"}, follow_redirects=True)
    (form,) = undo_forms(told)
    done = registrar.post(form.action, data=form.values, follow_redirects=True)
    assert flashed(done) == ["Undone, for 1 record."]
    assert student.city == before
    entry = last(resource="student")
    assert (entry.verb, entry.changes) == ("undo", {"city": ["Elsewhere", before]})
    assert entry.undoes == parse_qs(urlsplit(form.action).query)["act"][0]
    (again,) = undo_forms(done)
    registrar.post(again.action, data=again.values)
    assert student.city == "Elsewhere"


def test_a_new_record_goes_and_what_was_deleted_is_made_again(registrar: Browser, school: LittleSchool) -> None:
    told = registrar.post_form("/admin/tag/new/", {"name": "bus", "_continue_editing": "1"}, follow_redirects=True)
    (form,) = undo_forms(told)
    gone = registrar.post(form.action, data=form.values, follow_redirects=True)
    assert (gone.status_code, gone.request.path) == (200, "/admin/tag/")
    assert db.session.scalar(select(Tag).where(Tag.name == "bus")) is None
    (form,) = undo_forms(gone)
    registrar.post(form.action, data=form.values)
    assert db.session.scalar(select(Tag).where(Tag.name == "bus")) is not None


def test_a_deleted_tag_comes_back_with_its_students(registrar: Browser, school: LittleSchool) -> None:
    tag, student = school.own["tag"], school.own["student"]
    key, name = tag.id, tag.name
    registrar.post_form(f"/admin/tag/delete/confirm/?id={key}", to="/admin/tag/delete/")
    assert student.tags == []
    send(registrar, last(resource="tag").act)
    assert [(one.id, one.name) for one in student.tags] == [(key, name)]
    said = send(registrar, last(resource="tag", action="delete").act)
    assert "It is back already." in words(said)


def test_a_deleted_student_comes_back_with_the_guardians(registrar: Browser, school: LittleSchool) -> None:
    link = make.StudentGuardianFactory(restriction=None, relation="father")
    student, guardian = link.student_id, link.guardian_id
    registrar.post_form(f"/admin/student/delete/confirm/?id={student}", to="/admin/student/delete/")
    assert db.session.get(Student, student) is None
    shown = registrar.get(f"/admin/undo/?act={last(resource='student').act}")
    send(registrar, last(resource="student").act, confirmed="1", record=list(boxes(shown)))
    (again,) = db.session.scalars(select(StudentGuardian).where(StudentGuardian.student_id == student))
    assert (again.guardian_id, again.relation) == (guardian, "father")


@on_sqlite
def test_what_the_log_does_not_keep_goes_to_the_trash_and_comes_back(registrar: Browser, school: LittleSchool) -> None:
    note = school.own["note"]
    body = note.body
    page = registrar.get(f"/admin/note/delete/confirm/?id={note.id}")
    assert "The change log does not keep what it holds" in words(page)
    told = registrar.post_form(
        f"/admin/note/delete/confirm/?id={note.id}", to="/admin/note/delete/", follow_redirects=True
    )
    assert note.deleted_at is not None
    (form,) = undo_forms(told)
    registrar.post(form.action, data=form.values)
    assert (note.deleted_at, note.body) == (None, body)


@on_sqlite
def test_a_sensitive_field_cannot_be_put_back_and_the_page_says_so(registrar: Browser, school: LittleSchool) -> None:
    note = school.own["note"]
    registrar.post_form(f"/admin/note/edit/?id={note.id}", {"body": "Something else."})
    said = send(registrar, last(resource="note", action="update").act)
    assert "Cannot be undone: The change log does not keep what it held before." in words(said)
    assert note.body == "Something else."


@on_sqlite
def test_from_the_history_and_from_the_change_log(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["administrator"])
    student = school.own["student"]
    before = student.phone
    client.post_form(f"/admin/student/edit/?id={student.id}", {"phone": "555-0000"})
    history = client.get(f"/admin/student/details/?id={student.id}&tab=history")
    act = last(resource="student").act
    form = next(form for form in undo_forms(history) if f"act={act}" in form.action)
    client.post(form.action, data=form.values)
    assert student.phone == before
    form = undo_forms(client.get(f"/admin/audit_entry/details/?id={last(verb='undo').id}"))[-1]
    client.post(form.action, data=form.values)
    assert student.phone == "555-0000"


# --- changed since ----------------------------------------------------------------------------------------------------


@on_sqlite
def test_an_entry_of_the_change_log_says_in_words_what_was_changed(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["administrator"])
    student = school.own["student"]
    level = student.grade_level
    new = school.other["grade_level"]
    client.post_form(f"/admin/student/edit/?id={student.id}", {"grade_level": new.id})
    entry = last(resource="student", action="update")
    page = "".join(check_page(client.get(f"/admin/audit_entry/details/?id={entry.id}").text).itertext())
    assert f"Grade from {level} to {new}" in page
    assert "grade_level_id" not in page
    assert '<td data-label="Kind">Student</td>' in client.get("/admin/audit_entry/").text


def test_a_field_that_somebody_changed_since_is_left_alone(registrar: Browser, school: LittleSchool) -> None:
    student = school.own["student"]
    registrar.post_form(f"/admin/student/edit/?id={student.id}", {"city": "Elsewhere"})
    act = last(resource="student").act
    student.bio = "Another field is no matter."
    db.session.commit()
    student.city = "A third place"
    db.session.commit()
    asked = send(registrar, act)
    assert "Changed since: It was changed since. It is left alone unless you tick it." in words(asked)
    assert list(boxes(asked).values()) == [False]
    assert student.city == "A third place"
    send(registrar, act, confirmed="1", record=list(boxes(asked)))
    assert student.city == "Townnear"
    assert student.bio == "Another field is no matter."


def test_many_are_shown_first_and_undone_but_for_those_changed_since(registrar: Browser, school: LittleSchool) -> None:
    students = [make.StudentFactory(city="Old Town") for _ in range(3)]
    db.session.commit()
    tag = school.own["tag"]
    typed = {"change": ["city", "add_tags"], "city": "New Town", "add_tags": tag.id}
    confirm(registrar, "edit", preview(registrar, "edit", students, typed))
    act = last(resource="student").act
    students[1].city = "Third Town"
    students[2].tags.append(make.TagFactory(name="of somebody else"))
    db.session.commit()
    asked = send(registrar, act)
    assert sorted(boxes(asked).values()) == [False, True, True]
    assert {student.city for student in students} == {"New Town", "Third Town"}
    ticked = [key for key, is_ticked in boxes(asked).items() if is_ticked]
    done = send(registrar, act, confirmed="1", record=ticked, because="The wrong list.")
    assert flashed(done) == ["Undone, for 2 records."]
    assert [student.city for student in students] == ["Old Town", "Third Town", "Old Town"]
    assert [[one.name for one in student.tags] for student in students] == [[], [tag.name], ["of somebody else"]]
    assert {entry.reason for entry in db.session.scalars(select(AuditEntry).filter_by(undoes=act))} == {
        "The wrong list."
    }


@on_sqlite
def test_what_changes_between_the_page_and_the_button_is_left_alone(registrar: Browser, school: LittleSchool) -> None:
    student = school.own["student"]
    registrar.post_form(f"/admin/student/edit/?id={student.id}", {"city": "Elsewhere"})
    act = last(resource="student").act
    shown = boxes(registrar.get(f"/admin/undo/?act={act}"))
    student.bio = "Written meanwhile."
    db.session.commit()
    said = send(registrar, act, confirmed="1", record=list(shown))
    assert "Nothing was undone" in flashed(said)[0]
    assert student.city == "Elsewhere"


@on_sqlite
def test_another_record_with_the_same_id_is_not_touched(registrar: Browser, school: LittleSchool) -> None:
    """SQLite gives the id of the newest row to another one when it is deleted."""
    registrar.post_form("/admin/tag/new/", {"name": "first"})
    made = last(resource="tag")
    registrar.post_form(f"/admin/tag/delete/confirm/?id={made.record_id}", to="/admin/tag/delete/")
    deleted = last(resource="tag")
    second = make.TagFactory(name="second")
    db.session.commit()
    assert second.id == made.record_id
    assert "It is no longer there." in words(send(registrar, made.act))
    send(registrar, deleted.act)
    assert sorted(db.session.scalars(select(Tag.name).where(Tag.id >= second.id))) == ["first", "second"]


# --- what cannot be ---------------------------------------------------------------------------------------------------


@on_sqlite
def test_what_verbs_do_is_reversed_by_verbs(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["administrator"])
    student = school.own["student"]
    page = f"/admin/student/verb/withdraw/?id={student.id}"
    told = client.post_form(page, {"code": "transferred", "exited_on": now().date().isoformat()}, follow_redirects=True)
    assert undo_forms(told) == []
    assert student.status is StudentStatus.WITHDRAWN
    said = send(client, last(resource="admission").act)
    assert "withdraw or re-admit the student" in words(said)
    assert student.status is StudentStatus.WITHDRAWN
    client.post_form(f"/admin/student/verb/pay/?id={student.id}", {"amount": "5.00", "method": "cash"})
    assert "book a refund" in words(send(client, last(resource="payment").act))
    assert db.session.get_one(Payment, last(resource="payment").record_id).deleted_at is None


@on_sqlite
def test_a_rule_or_the_database_may_say_no_and_then_nothing_is_undone(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["administrator"])
    student = school.own["student"]
    before = student.email
    client.post_form(f"/admin/student/edit/?id={student.id}", {"email": "other@school.example", "city": "Elsewhere"})
    act = last(resource="student").act
    make.StudentFactory(email=before)
    db.session.commit()
    shown = client.get(f"/admin/undo/?act={act}")
    assert "Another record has this already." in words(shown)
    said = send(client, act)
    assert "Nothing was undone." in flashed(said)[0]
    assert (student.email, student.city) == ("other@school.example", "Elsewhere")


def test_a_charge_comes_back_to_the_cent(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["bursar"])
    charge = school.own["charge"]
    key, held = charge.id, (charge.amount, charge.due_on, charge.student_id, charge.description)
    told = client.post_form(
        f"/admin/charge/delete/confirm/?id={key}", to="/admin/charge/delete/", follow_redirects=True
    )
    (form,) = undo_forms(told)
    client.post(form.action, data=form.values)
    again = db.session.get_one(Charge, key)
    assert (again.amount, again.due_on, again.student_id, again.description) == held


@on_sqlite
def test_only_who_did_it_or_reads_the_whole_log_may_undo_it(client: Browser, school: LittleSchool) -> None:
    student = school.own["student"]
    client.sign_in(school.users["registrar"])
    client.post_form(f"/admin/student/edit/?id={student.id}", {"city": "Elsewhere"})
    act = last(resource="student").act
    for role in ("teacher", "bursar", "nurse", "viewer"):
        client.sign_in(school.users[role])
        assert client.get(f"/admin/undo/?act={act}").status_code == 404
        assert send(client, act).status_code == 404
    assert student.city == "Elsewhere"
    client.sign_in(school.users["administrator"])
    assert client.get(f"/admin/undo/?act={act}").status_code == 200
    for nothing in ("", "x", "\0", "x" * 5000):
        assert client.get("/admin/undo/", query_string={"act": nothing}).status_code == 404


@on_sqlite
def test_who_may_no_longer_edit_may_no_longer_undo(client: Browser, school: LittleSchool) -> None:
    registrar, student = school.users["registrar"], school.own["student"]
    client.sign_in(registrar)
    client.post_form(f"/admin/student/edit/?id={student.id}", {"city": "Elsewhere"})
    registrar.roles = school.users["viewer"].roles
    db.session.commit()
    act = last(resource="student").act
    assert send(client, act).request.path == "/login", "other roles end a session"
    assert student.city == "Elsewhere"
    client.sign_in(registrar)
    said = send(client, act)
    assert "Your role may not edit it." in words(said)
    assert student.city == "Elsewhere"
