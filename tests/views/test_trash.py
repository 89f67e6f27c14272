"""The trash of all kinds on one page: found, brought back with what went along, and emptied by a command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.audit import AuditEntry
from admin_app.clock import now
from admin_app.database import db
from admin_app.school import Household, Note, Student, Tag
from tests import factories as make
from tests.client import Browser
from tests.html import check_page

from .little_school import LittleSchool
from .previews import words
from .reading import flashed

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


def delete(browser: Browser, resource: str, key: int, because: str = "") -> None:
    page = f"/admin/{resource}/delete/confirm/?id={key}"
    browser.post_form(page, {"because": because}, to=f"/admin/{resource}/delete/")


def rows(browser: Browser, query: str = "") -> list[str]:
    page = check_page(browser.get(f"/admin/trash/{query}").text)
    return [" ".join("".join(row.itertext()).split()) for row in page.iterfind(".//tbody/tr")]


def test_what_was_deleted_is_found_with_who_and_why_and_comes_back(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    student, link, note = (school.own[name] for name in ("student", "student_guardian", "note"))
    delete(client, "student", student.id, because="Entered twice")
    delete(client, "note", note.id)
    assert link.deleted_at == student.deleted_at
    found = rows(client)
    assert len(found) == 2, "what went along has no row of its own"
    (about,) = (row for row in found if "Student" in row)
    for word in (student.firstname, school.users["registrar"].name, "because: Entered twice", "1 record"):
        assert word in about
    assert rows(client, "?q=PUPILNEAR") == [about]
    assert rows(client, "?q=pupilnear nobody") == rows(client, "?q=%25") == rows(client, "?kind=tag") == []
    assert rows(client, "?kind=student") == [about]
    told = client.post_form("/admin/trash/?kind=student", to="/admin/student/restore/", follow_redirects=True)
    assert "is back" in flashed(told)[0]
    assert (student.deleted_at, link.deleted_at) == (None, None)
    assert len(rows(client)) == 1


@on_sqlite
def test_what_was_in_the_trash_before_stays_there(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    student, link = school.own["student"], school.own["student_guardian"]
    link.deleted_at = now() - timedelta(days=3)
    delete(client, "student", student.id)
    client.post_form("/admin/trash/?kind=student", to="/admin/student/restore/")
    assert student.deleted_at is None
    assert link.deleted_at is not None


@on_sqlite
def test_everybody_sees_their_own_trash_and_nobody_elses(client: Browser, school: LittleSchool) -> None:
    for name in ("student", "note", "medical_alert", "charge"):
        for half in (school.own, school.other):
            half[name].deleted_at = now()
    db.session.commit()
    counts = {}
    for role in ("administrator", "registrar", "teacher", "bursar", "nurse", "viewer"):
        client.sign_in(school.users[role])
        counts[role] = len(rows(client))
    assert counts == {"administrator": 8, "registrar": 4, "teacher": 1, "bursar": 2, "nurse": 2, "viewer": 0}


@on_sqlite
def test_a_student_with_a_record_is_better_withdrawn(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    page = client.get(f"/admin/student/delete/confirm/?id={school.own['student'].id}")
    assert "grades, attendance and payments has to be kept" in words(page)
    assert "Withdraw instead" in words(page)
    assert "Withdraw instead" not in words(client.get(f"/admin/student/delete/confirm/?id={school.applicant.id}"))


# --- emptying ---------------------------------------------------------------------------------------------------------


def empty(app: Flask, *options: str) -> str:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["trash", "empty", *options])
    assert result.exit_code == 0, result.output
    db.session.expire_all()
    return result.output


def in_trash(days: int, record: object) -> object:
    record.deleted_at = now() - timedelta(days=days)  # type: ignore[attr-defined]  # of any model
    return record


def test_the_trash_is_emptied_of_what_is_due_and_the_log_says_so(app: Flask) -> None:
    old, new = in_trash(91, make.NoteFactory(body="about the divorce")), in_trash(80, make.NoteFactory())
    student, home = in_trash(5000, make.StudentFactory()), in_trash(100, make.HouseholdFactory())
    db.session.flush()
    old_id, new_id = old.id, new.id
    said = empty(app, "--dry-run")
    assert "note               1 would go, 1 staying (kept for 90 days)" in said
    assert "student            0 would go, 1 staying (kept for good)" in said
    assert db.session.get(Note, old_id) is not None
    assert "note               0 gone, 2 staying" in empty(app, "--older-than", "95")
    empty(app)
    assert db.session.get(Note, old_id) is None
    assert db.session.get(Note, new_id) is not None
    assert db.session.get(Student, student.id) is not None
    assert db.session.scalar(select(Household)) is None
    entry = db.session.scalars(select(AuditEntry).filter_by(resource="note", action="delete")).one()
    assert (entry.record_id, entry.verb, entry.changes, entry.user_label) == (old_id, "empty trash", {}, "command line")
    assert home is not None


@on_sqlite
def test_what_others_still_refer_to_stays(app: Flask) -> None:
    level = in_trash(100, make.GradeLevelFactory())
    make.StudentFactory(grade_level=level)
    assert "0 gone, 1 that others refer to" in empty(app)
    assert "The trash is empty." not in empty(app)


@on_sqlite
def test_what_was_emptied_cannot_be_undone(app: Flask, client: Browser) -> None:
    client.sign_in("administrator")
    in_trash(100, make.TagFactory())
    empty(app)
    entry = db.session.scalars(select(AuditEntry).filter_by(resource="tag", action="delete")).one()
    assert "for good" in words(client.get(f"/admin/undo/?act={entry.act}"))
    assert db.session.scalar(select(Tag)) is None


@on_sqlite
def test_an_empty_trash_says_so(app: Flask) -> None:
    assert empty(app) == "The trash is empty.\n"
