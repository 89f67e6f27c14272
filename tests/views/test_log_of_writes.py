"""Every write of every screen leaves an entry for each record that it changed, and no other, as the tables have it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, func, select

from admin_app.audit import OF_RECORDS, AuditEntry
from admin_app.database import db
from admin_app.school import Note, Student
from tests import factories as make
from tests.client import Browser

from .conftest import Standing
from .little_school import LittleSchool
from .previews import confirm, preview
from .writes import all_writes

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])
Key = tuple[str, int]
#: Key of a record → what its row says; and the keys of two records that are linked → the table that links them.
Rows = dict[Any, Any]
#: What is no record of anybody's: the log itself, jobs, and the search index.
UNLOGGED = {"audit_entry", "audit_departure", "job", "search_entry", "search_word", "search_fts", "alembic_version"}


def snapshot() -> Rows:
    """Every row that the log answers for."""
    found: Rows = {}
    with db.engine.connect() as connection:
        for table in (table for table in db.metadata.sorted_tables if table.name not in UNLOGGED):
            for row in connection.execute(select(table)):
                found[key_of(table, row)] = tuple(row)
    return found


def key_of(table: Table, row: Any) -> Any:
    if "id" in table.c:
        return table.name, row.id
    ends = [next(iter(column.foreign_keys)).column.table.name for column in list(table.c)[:2]]
    return (ends[0], row[0]), (ends[1], row[1])


def changed(before: Rows, after: Rows) -> set[Key]:
    """The records that are not as they were. A link is of the record named first, as long as both are there."""
    different = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    links = {key for key in different if isinstance(key[0], tuple)}
    gone = before.keys() - after.keys()
    return (different - links) | {first for first, second in links if second not in gone and first not in gone}


def logged_since(last: int) -> list[Key]:
    statement = select(AuditEntry.resource, AuditEntry.record_id).where(
        AuditEntry.id > last, AuditEntry.action.in_(OF_RECORDS)
    )
    return [(resource, key) for resource, key in db.session.execute(statement)]


def last_entry() -> int:
    return db.session.scalar(select(func.max(AuditEntry.id))) or 0


@on_sqlite
def test_every_write_of_every_screen_is_logged(app: Any, school: LittleSchool) -> None:
    standing = Standing(app, school)
    administrator = standing.browser("administrator")
    writes = all_writes(standing)
    token, before, wrote = administrator.token(), snapshot(), 0
    for write in writes:
        last = last_entry()
        administrator.post(write.address, data={**write.sent_by(administrator), "csrf_token": token})
        after = snapshot()
        told, done = set(logged_since(last)), changed(before, after)
        assert told == done, write.address
        before, wrote = after, wrote + bool(done)
    assert wrote > 75, "most of these do write something"


@on_sqlite
def test_what_is_done_to_many_is_one_act(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    students = [make.StudentFactory(city="Old Town") for _ in range(3)]
    db.session.commit()
    last, before = last_entry(), snapshot()
    typed = {"change": ["city", "add_tags"], "city": "New Town", "add_tags": school.own["tag"].id}
    confirm(client, "edit", preview(client, "edit", students, typed))
    assert sorted(logged_since(last)) == sorted(changed(before, snapshot()))
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.id > last, AuditEntry.action == "update")).all()
    assert len(acts) == 3
    assert len(set(acts)) == 1


@on_sqlite
def test_saving_views_choosing_a_language_and_a_verb_for_many_are_logged(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    tag, student = school.own["tag"], make.StudentFactory()
    db.session.commit()
    for send in (
        lambda: client.post_form("/admin/student/views/", {"name": "Mine", "usual": "1"}),
        lambda: client.post("/language", data={"language": "es", "csrf_token": client.token()}),
        lambda: confirm(client, "tag", preview(client, "tag", [student], {"tag": tag.id})),
    ):
        last, before = last_entry(), snapshot()
        send()
        done = changed(before, snapshot())
        assert set(logged_since(last)) == done != set()


# --- what is looked at and taken out ----------------------------------------------------------------------------------


def looked_at(last: int) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id)))


@on_sqlite
def test_pages_that_show_sensitive_fields_are_named_with_who_opened_them(client: Browser, school: LittleSchool) -> None:
    nurse, alert = school.users["nurse"], school.own["medical_alert"]
    client.sign_in(nurse)
    for page, key in (
        (f"/admin/medical_alert/details/?id={alert.id}", alert.id),
        (f"/admin/medical_alert/edit/?id={alert.id}", alert.id),
        ("/admin/medical_alert/", 0),
        (f"/admin/student/details/?id={alert.student_id}&tab=notes", alert.id),
    ):
        last = last_entry()
        assert client.get(page).status_code == 200
        told = [entry for entry in looked_at(last) if entry.resource == "medical_alert"]
        (entry,) = told
        assert (entry.action, entry.user_id, entry.record_id) == ("view", nurse.id, key), page
        assert "title" in entry.changes["fields"][1]
        assert alert.title not in f"{entry.changes} {entry.record_label}"


@on_sqlite
def test_a_page_that_shows_nothing_sensitive_writes_nothing(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["viewer"])
    last = last_entry()
    client.get(f"/admin/student/details/?id={school.own['student'].id}")
    client.get(f"/admin/student_guardian/details/?id={school.own['student_guardian'].id}")
    client.get("/admin/student/")
    assert looked_at(last) == []


@on_sqlite
def test_an_export_is_logged_with_its_filter_its_columns_and_its_rows(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    for form in ("csv", "xlsx"):
        last = last_entry()
        answer = client.get(f"/admin/student/export/{form}/?search=Pupilnear")
        assert answer.status_code == 200
        (entry,) = looked_at(last)
        assert (entry.action, entry.resource, entry.user_id) == ("export", "student", school.users["registrar"].id)
        assert entry.changes["query"] == [None, "search=Pupilnear"]
        assert entry.changes["rows"] == [None, 1]
        assert "lastname" in entry.changes["columns"][1]


@on_sqlite
def test_a_reason_is_kept_with_what_was_done_for_it(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    note = school.own["note"]
    page = f"/admin/note/delete/confirm/?id={note.id}"
    client.post_form(page, {"because": " Wrong\r\nchild\0 "}, to="/admin/note/delete/")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.reason, entry.verb) == ("Wrong child", "delete")
    assert db.session.get_one(Note, note.id).deleted_at is not None
    assert db.session.get_one(Student, note.student_id).deleted_at is None
