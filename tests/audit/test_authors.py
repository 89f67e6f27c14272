"""Who is named in the change log, what it costs, and that nobody rewrites it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_login import login_user

from admin_app.accounts import User
from admin_app.audit import AuditEntry, Change, LogIsAppendOnly, because, init_audit
from admin_app.database import db
from admin_app.school import Tag
from tests.factories import (
    StudentFactory,
    TagFactory,
    user_with,
)

from .conftest import Entries, the_last

# --- who, where and why ---------------------------------------------------------------------------------------------


def test_a_command_is_named(entries: Entries) -> None:
    StudentFactory()
    entry = the_last(entries)
    assert (entry.user_label, entry.user_id, entry.address) == ("command line", None, None)


def test_somebody_signed_in_is_named_with_role_and_address(app: Flask, entries: Entries) -> None:
    user = user_with("registrar", "nurse")
    db.session.commit()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8::7"}):
        login_user(user)
        StudentFactory()
        db.session.commit()
    entry = the_last(entries)
    assert (entry.user_id, entry.user_label, entry.role) == (user.id, user.name, "nurse, registrar")
    assert entry.address == "2001:db8::7"


def test_a_visitor_is_named_as_such(app: Flask, entries: Entries) -> None:
    with app.test_request_context():
        StudentFactory()
        db.session.commit()
    assert the_last(entries).user_label == "not signed in"


def test_an_entry_outlives_the_account(app: Flask, entries: Entries) -> None:
    user = user_with("registrar")
    name = user.name
    db.session.commit()
    with app.test_request_context():
        login_user(user)
        StudentFactory()
        db.session.commit()
    db.session.delete(user)
    db.session.commit()
    entry = the_last(entries)
    assert (entry.user_id, entry.user_label) == (None, name)


def test_somebody_may_delete_their_own_account(app: Flask, entries: Entries) -> None:
    user = user_with("administrator")
    name = user.name
    db.session.commit()
    with app.test_request_context():
        login_user(user)
        db.session.delete(db.session.get_one(User, user.id))
        db.session.commit()
    entry = the_last(entries, "user")
    assert (entry.action, entry.user_id, entry.user_label) == (Change.DELETE, None, name)


def test_changes_of_one_request_share_an_id(app: Flask, entries: Entries) -> None:
    for _ in range(2):
        with app.app_context(), app.test_request_context():
            StudentFactory()
            db.session.flush()
            StudentFactory()
            db.session.commit()
    first, second, third, fourth = (entry.request_id for entry in entries("student"))
    assert first == second != third == fourth


def test_a_reason_is_kept_with_the_changes_it_is_for(entries: Entries) -> None:
    student = StudentFactory(city="Lyon")
    with because("The family moved."):
        student.city = "Nantes"
    student.city = "Brest"
    assert [entry.reason for entry in entries("student")] == [None, "The family moved.", None]


# --- what it costs, and what cannot be done to it -------------------------------------------------------------------


def test_the_entries_of_a_flush_are_one_statement(app: Flask, query_counter: object) -> None:
    assert callable(query_counter)
    db.session.add_all([Tag(name=f"tag {number}") for number in range(20)])
    with query_counter() as queries:
        db.session.flush()
    assert len([query for query in queries if "audit_entry" in str(query)]) == 1


def test_listening_twice_logs_once(app: Flask, entries: Entries) -> None:
    init_audit(app)
    TagFactory(name="bus")
    assert len(entries("tag")) == 1


def test_entries_are_neither_changed_nor_deleted(entries: Entries) -> None:
    TagFactory(name="bus")
    entry = the_last(entries, "tag")
    entry.user_label = "somebody else"
    with pytest.raises(LogIsAppendOnly):
        db.session.flush()
    db.session.rollback()
    db.session.delete(the_last(entries, "tag"))
    with pytest.raises(LogIsAppendOnly):
        db.session.flush()
    db.session.rollback()
    for statement in (db.update(AuditEntry).values(user_label="somebody else"), db.delete(AuditEntry)):
        with pytest.raises(LogIsAppendOnly):
            db.session.execute(statement)
    with pytest.raises(LogIsAppendOnly):
        AuditEntry.query.delete()
    assert the_last(entries, "tag").user_label == "command line"
