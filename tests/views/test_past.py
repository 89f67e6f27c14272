"""A record as it was on a day: from its history, for those who may read it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from admin_app.audit import HIDDEN, Change
from admin_app.database import db
from tests import factories as make
from tests.client import Browser
from tests.engines.statements import unguarded
from tests.html import check_page

from .little_school import LittleSchool
from .previews import words

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


def told(record: Any, action: str, day: int, changes: dict[str, list[Any]]) -> None:
    """An entry of noon on a day in June 2026."""
    make.AuditEntryFactory(
        action=Change(action),
        resource=record.__tablename__,
        record_id=record.id,
        changes=changes,
        created_at=datetime(2026, 6, day, 12, tzinfo=UTC),
    )


def forget() -> None:
    """Let the log begin anew: the database alone says when an entry is written."""
    db.session.flush()
    with unguarded(db.session.connection()):
        db.session.execute(text("DELETE FROM audit_entry"))


@pytest.fixture
def moved(client: Browser, school: LittleSchool) -> int:
    """A student who was entered on 1 June 2026 and moved on 10 June."""
    tag = school.own["tag"].id
    student = make.StudentFactory(city="New Town", email="sam@school.example", tags=[school.own["tag"]])
    forget()
    told(student, "insert", 1, {"city": [None, "Old Town"]})
    told(student, "update", 10, {"city": ["Old Town", "New Town"], "tags": [[], [tag]]})
    db.session.commit()
    client.sign_in(school.users["registrar"])
    return int(student.id)


def differences(answer: TestResponse) -> dict[str, tuple[str, str]]:
    """Field → what it was and what it is, where that is not the same."""
    rows = check_page(answer.text).iterfind(".//tbody/tr")
    cells = [["".join(cell.itertext()) for cell in row.iterfind("td")] for row in rows]
    return {field: (then, now) for field, then, now in cells if then != now}


def test_as_it_was_before_and_after_a_change(client: Browser, school: LittleSchool, moved: int) -> None:
    address = f"/admin/past/?kind=student&id={moved}&on=2026-"
    before, after = client.get(f"{address}06-09"), client.get(f"{address}06-10")
    assert differences(before) == {"City": ("Old Town", "New Town"), "Tags": ("—", school.own["tag"].name)}
    assert differences(after) == {}
    assert "It was not there yet." in words(client.get(f"{address}05-31"))


@on_sqlite
def test_a_day_that_is_none_is_said_at_the_field(client: Browser, moved: int) -> None:
    assert "This is no date." in words(client.get(f"/admin/past/?kind=student&id={moved}&on=yesterday"))
    assert "That day has not come yet." in words(client.get(f"/admin/past/?kind=student&id={moved}&on=9999-12-31"))


@on_sqlite
def test_a_field_that_somebody_may_not_read_is_not_shown(client: Browser, school: LittleSchool, moved: int) -> None:
    assert "sam@school.example" in client.get(f"/admin/past/?kind=student&id={moved}").text
    client.sign_in(school.users["viewer"])
    assert client.get(f"/admin/past/?kind=student&id={moved}").status_code == 403
    client.sign_in(school.users["registrar"])
    assert client.get(f"/admin/past/?kind=charge&id={school.own['charge'].id}").status_code == 403
    assert client.get("/admin/past/?kind=nothing&id=1").status_code == 404
    assert client.get("/admin/past/?kind=student&id=999999").status_code == 404


@on_sqlite
def test_what_the_log_does_not_keep_is_said(client: Browser, school: LittleSchool, moved: int) -> None:
    note = make.NoteFactory(body="about the custody")
    forget()
    told(note, "update", 10, {"body": [HIDDEN, HIDDEN]})
    db.session.commit()
    said = words(client.get(f"/admin/past/?kind=note&id={note.id}&on=2026-06-05"))
    assert "changed since; not kept in the change log" in said
