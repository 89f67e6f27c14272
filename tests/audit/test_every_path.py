"""No way of writing passes the change log by: every model, every statement of a session, and what the database does."""

from __future__ import annotations

import ast
import json

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from admin_app.audit import HIDDEN, AuditEntry, Change, LogIsAppendOnly, audit_departure, note_event
from admin_app.clock import now
from admin_app.config import ROOT
from admin_app.database import Record, db
from admin_app.school import Note, Student, Tag
from tests.factories import FACTORIES, NoteFactory, SavedViewFactory, StudentFactory, TagFactory

from .conftest import Entries, the_last

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])
AUDITED = [factory for factory in FACTORIES if getattr(factory._meta.model, "__audited__", True)]
#: Where statements of SQLAlchemy's core write, and what makes that harmless.
WRITERS = {
    "admin_app/accounts/passkeys.py": "passkeys, whose coming and going the log has as a change of the account",
    "admin_app/accounts/sessions.py": "sessions, of which the log has beginning and end as events",
    "admin_app/accounts/tries.py": "how often somebody tried, which is forgotten again",
    "admin_app/audit/erasing.py": "values of entries that must no longer be known, after an entry that says so",
    "admin_app/audit/events.py": "entries of the log",
    "admin_app/audit/log.py": "entries of the log",
    "admin_app/audit/statements.py": "entries of the log",
    "admin_app/backups/scheduled.py": "a job that nobody asked for; jobs are not logged",
    "admin_app/bulk.py": "the search index, and the one helper that loads rows, which logs how many",
    "admin_app/jobs/running.py": "progress of jobs, which are not logged",
    "admin_app/jobs/tending.py": "the same",
    "admin_app/search/entries.py": "the search index",
    "admin_app/search/rebuilding.py": "the search index",
    "admin_app/search/tables.py": "the search index",
}
WRITING = {"insert", "update", "delete"}


@on_sqlite
@pytest.mark.parametrize("factory", AUDITED, ids=lambda factory: factory._meta.model.__tablename__)
def test_each_model_is_logged_when_it_is_made_changed_and_deleted(entries: Entries, factory: type) -> None:
    record = factory()  # type: ignore[operator]  # factories make records when they are called
    table, key = record.__tablename__, record.id
    db.session.commit()
    record.deleted_at = now()
    db.session.commit()
    db.session.delete(record)
    told = [(entry.action, entry.record_id) for entry in entries(table) if entry.record_id == key]
    assert told == [(Change.INSERT, key), (Change.UPDATE, key), (Change.DELETE, key)]


def test_the_database_deletes_nothing_by_itself_that_is_logged() -> None:
    """A foreign key that deletes along has a relation that deletes through the session, so that the log tells of it."""
    models = {mapper.local_table: mapper for mapper in Record.registry.mappers}
    quiet = []
    for table, mapper in models.items():
        if not getattr(mapper.class_, "__audited__", True):
            continue
        for key in (key for key in table.foreign_keys if key.ondelete):
            relations = models[key.column.table].relationships
            if not any(r.cascade.delete and not r.passive_deletes and key.parent in r.remote_side for r in relations):
                quiet.append(str(key.parent))
    assert quiet == []


@on_sqlite
def test_what_goes_along_with_an_account_is_logged(entries: Entries) -> None:
    view = SavedViewFactory()
    db.session.commit()
    db.session.delete(view.user)
    assert the_last(entries, "saved_view").action is Change.DELETE


def test_nothing_else_writes_past_the_session() -> None:
    found = set()
    for file in sorted((ROOT / "admin_app").rglob("*.py")):
        if any(writes(node) for node in ast.walk(ast.parse(file.read_text()))):
            found.add(str(file.relative_to(ROOT)))
    assert found - WRITERS.keys() == set(), "log what this writes, or say here why nobody needs to"
    assert WRITERS.keys() - found == set()


def writes(node: ast.AST) -> bool:
    """Whether this makes a writing statement of the core, or SQL of its own that writes."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in WRITING and bool(node.args)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.lstrip().startswith(("UPDATE ", "DELETE FROM ", "INSERT INTO "))
    return False


# --- statements of a session ------------------------------------------------------------------------------------------


def test_an_update_of_many_is_logged_row_by_row(entries: Entries) -> None:
    one, two, other = (StudentFactory(city=city) for city in ("Lyon", "Lyon", "Brest"))
    db.session.commit()
    before = len(entries())
    db.session.execute(update(Student).where(Student.city == "Lyon").values(city="Nantes"))
    told = entries()[before:]
    assert {(entry.record_id, entry.action) for entry in told} == {(one.id, "update"), (two.id, "update")}
    assert [entry.changes for entry in told] == [{"city": ["Lyon", "Nantes"]}] * 2
    assert len({entry.act for entry in told}) == 1
    assert other.city == "Brest"


def test_an_update_of_many_hides_what_is_sensitive(entries: Entries) -> None:
    NoteFactory(body="about the divorce")
    db.session.commit()
    db.session.execute(update(Note).values(body="about the custody"))
    assert the_last(entries, "note").changes == {"body": [HIDDEN, HIDDEN]}


def test_a_deletion_of_many_and_an_insert_of_many_are_logged(entries: Entries) -> None:
    db.session.execute(insert(Tag), [{"name": "bus"}, {"name": "chess"}])
    assert [entry.changes for entry in entries("tag")] == [{"name": [None, "bus"]}, {"name": [None, "chess"]}]
    db.session.execute(delete(Tag).where(Tag.name == "bus"))
    assert [(entry.action, entry.changes) for entry in entries("tag")][2:] == [("delete", {"name": ["bus", None]})]


def test_a_statement_that_changed_nothing_leaves_nothing(entries: Entries) -> None:
    StudentFactory(city="Lyon")
    before = len(entries())
    db.session.execute(update(Student).values(city="Lyon"))
    assert len(entries()) == before


@on_sqlite
def test_links_of_what_is_deleted_are_in_the_log(entries: Entries) -> None:
    tag = TagFactory(name="bus")
    student = StudentFactory(tags=[tag])
    db.session.commit()
    db.session.delete(tag)
    assert the_last(entries, "tag").changes == {"name": ["bus", None], "students": [[student.id], []]}


# --- append only ------------------------------------------------------------------------------------------------------


@on_sqlite
def test_no_statement_of_ours_rewrites_the_log(entries: Entries) -> None:
    TagFactory()
    db.session.commit()
    table = AuditEntry.__table__
    for statement in (update(table).values(user_label="x"), delete(table), delete(audit_departure)):
        with pytest.raises(LogIsAppendOnly), db.engine.begin() as connection:
            connection.execute(statement)


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_the_database_refuses_to_rewrite_an_entry(app: Flask, entries: Entries) -> None:
    TagFactory()
    entry = the_last(entries, "tag")
    for change in ("user_label = 'x'", "changes = '{}'", "user_id = 1", "action = 'delete'"):
        with pytest.raises(DBAPIError, match="cannot be changed"), db.engine.begin() as connection:
            connection.execute(text(f"UPDATE audit_entry SET {change} WHERE id = {entry.id}"))  # noqa: S608  # our own words
    with db.engine.begin() as connection:  # as when an account goes
        connection.execute(text("UPDATE audit_entry SET user_id = NULL"))


def test_every_transaction_is_an_act(entries: Entries) -> None:
    for names in (("bus", "chess"), ("choir",)):
        for name in names:
            TagFactory(name=name)
            db.session.flush()
        db.session.commit()
    first, second, third = (entry.act for entry in entries("tag"))
    assert first == second != third


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_the_database_refuses_to_delete_an_entry(app: Flask, entries: Entries) -> None:
    TagFactory()
    entry = the_last(entries, "tag").id
    db.session.rollback()  # TRUNCATE waits for whoever reads
    ways = [f"DELETE FROM audit_entry WHERE id = {entry}", "DELETE FROM audit_entry"]  # noqa: S608  # our own words
    if db.engine.dialect.name == "postgresql":
        ways.append("TRUNCATE audit_entry CASCADE")
    for statement in ways:
        with pytest.raises(DBAPIError, match="cannot be changed or deleted"), db.engine.begin() as connection:
            connection.execute(text(statement))
    assert the_last(entries, "tag").id == entry


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_the_database_lets_values_be_erased_for_an_erasure_and_nothing_else(app: Flask, entries: Entries) -> None:
    TagFactory(name="before")
    entry = the_last(entries, "tag")
    erased = {**entry.changes, "name": ["(hidden)", "(hidden)"]}
    other = {**entry.changes, "name": [None, "something else"]}
    fewer: dict[str, object] = {}

    def write(changes: object, erased_by: str, **more: str) -> None:
        values = {"changes": json.dumps(changes), "erased": erased_by, "label": entry.record_label, **more}
        with db.engine.begin() as connection:
            statement = "UPDATE audit_entry SET changes = :changes, erased = :erased, record_label = :label"
            connection.execute(text(f"{statement} WHERE id = {entry.id}"), values)  # our own words

    with pytest.raises(DBAPIError, match="cannot be changed"):
        write(erased, "no such act")
    note_event(Change.ERASE, "student", "Sammy Shark", record_id=1)
    act = the_last(entries, "student").act
    assert act
    for changes, label in ((other, entry.record_label), (fewer, entry.record_label), (erased, "another name")):
        with pytest.raises(DBAPIError, match="cannot be changed"):
            write(changes, act, label=label)
    write(erased, act, label=f"tag {entry.record_id}")
    db.session.expire_all()
    assert the_last(entries, "tag").changes["name"] == ["(hidden)", "(hidden)"]
