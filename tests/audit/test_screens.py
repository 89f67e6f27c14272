"""The change log of what is done on screens: with who did it, and in the same transaction."""

from __future__ import annotations

from admin_app.audit import Change
from tests.client import Browser
from tests.factories import StudentFactory, TagFactory

from .conftest import Entries


def test_what_is_made_edited_and_deleted_on_a_screen_is_logged_with_who(client: Browser, entries: Entries) -> None:
    user = client.sign_in("registrar")
    client.post_form("/admin/tag/new/", {"name": "bus"})
    number = entries("tag")[0].record_id
    client.post_form(f"/admin/tag/edit/?id={number}", {"name": "school bus"})
    client.post_form(f"/admin/tag/delete/confirm/?id={number}", to="/admin/tag/delete/")
    made, edited, deleted = entries("tag")
    assert (made.action, made.changes) == (Change.INSERT, {"name": [None, "bus"]})
    assert (edited.action, edited.changes) == (Change.UPDATE, {"name": ["bus", "school bus"]})
    assert deleted.record_label == "school bus"
    assert {entry.user_id for entry in (made, edited, deleted)} == {user.id}
    assert {entry.role for entry in (made, edited, deleted)} == {"registrar"}
    assert {entry.address for entry in (made, edited, deleted)} == {"127.0.0.1"}
    assert len({entry.request_id for entry in (made, edited, deleted)}) == 3


def test_what_a_screen_refuses_is_not_logged(client: Browser, entries: Entries) -> None:
    TagFactory(name="bus")
    client.sign_in("registrar")
    before = len(entries())
    client.post_form("/admin/tag/new/", {"name": "bus"})
    client.post_form("/admin/tag/new/", {"name": "  "})
    assert len(entries()) == before


def test_signing_in_by_itself_changes_nothing(client: Browser, entries: Entries) -> None:
    StudentFactory()
    client.sign_in("viewer")
    before = len(entries())
    client.get("/admin/student/")
    assert len(entries()) == before
