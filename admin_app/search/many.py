"""Statements that change many records at once.

Those of a session (`session.execute(update(Student)…)`) are followed: which records they concern is asked before and
after. Those past it, on a table that the index watches, are refused, since nobody would tell the index. Plain SQL is
let through: migrations need it, and whoever loads rows in bulk writes entries too. `search check` finds the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Delete, Engine, Insert, Result, Update, or_, select
from sqlalchemy.orm import ORMExecuteState, Session

from ..audit import changed_fields, concerned, given_ids, last_id_of
from ..database import listen_once
from ..errors import DomainError
from .declarations import Model, Plan, plan_of, watched_tables
from .entries import index_rows, remove
from .following import Notes, find_roots

#: In `Connection.info` while what is written reaches the index.
FOLLOWED = "search_follows"


class UnindexedWrite(DomainError):
    """A statement would change what is searched without the index being told."""


def init_many(app: Flask) -> None:
    listen_once(Session, "do_orm_execute", follow_statement)
    listen_once(Session, "before_flush", begin_following)
    listen_once(Session, "after_flush", end_following)
    listen_once(Engine, "before_execute", refuse_unindexed)
    for name in ("rollback", "rollback_savepoint"):
        listen_once(Engine, name, stop_following)


# --- what is refused --------------------------------------------------------------------------------------------------


@contextmanager
def caller_indexes(connection: Connection) -> Iterator[None]:
    """Let statements on watched tables through. Whoever uses this calls `index_rows` for what they changed."""
    before = connection.info.get(FOLLOWED, False)
    connection.info[FOLLOWED] = True
    try:
        yield
    finally:
        connection.info[FOLLOWED] = before


def begin_following(session: Session, *_: Any) -> None:
    connection = session.info["search_connection"] = session.connection()
    connection.info[FOLLOWED] = True


def end_following(session: Session, *_: Any) -> None:
    connection: Connection = session.info["search_connection"]
    connection.info[FOLLOWED] = False


def stop_following(connection: Connection, *_: Any) -> None:
    """A flush that fails does not come to its end. Of a connection that is lost there is nothing to stop."""
    if not connection.invalidated:
        connection.info[FOLLOWED] = False


def refuse_unindexed(connection: Connection, statement: Any, *_: Any) -> None:
    if not isinstance(statement, (Insert, Update, Delete)) or connection.info.get(FOLLOWED):
        return
    if statement.table in watched_tables():
        raise UnindexedWrite(
            f"This would change {statement.table} without the search index knowing. Write through the session, or "
            "within search.caller_indexes() and then call search.index_rows()."
        )


# --- what is followed -------------------------------------------------------------------------------------------------


def follow_statement(execution: ORMExecuteState) -> Result[Any] | None:
    """Run an insert, update or delete of a watched model and bring it to the index."""
    if not (execution.is_insert or execution.is_update or execution.is_delete) or execution.bind_mapper is None:
        return None
    model: Model = execution.bind_mapper.class_
    plan = plan_of(model)
    if plan is None:
        return None
    connection, notes = execution.session.connection(), Notes()
    with caller_indexes(connection):
        if execution.is_update and not changed_fields(execution) & plan.watched:
            return execution.invoke_statement()
        follow = follow_insert if execution.is_insert else follow_change
        result = follow(execution, connection, plan, notes)
    for stale, ids in notes.stale.items():
        index_rows(connection, stale, ids)
    return result


def follow_insert(execution: ORMExecuteState, connection: Connection, plan: Plan, notes: Notes) -> Result[Any]:
    """New records are those with the ids given, and those beyond the last id that was. The log refuses any other."""
    model: Model = execution.bind_mapper.class_  # type: ignore[union-attr]  # looked at above
    last = last_id_of(connection, model)
    result = execution.invoke_statement()
    new = connection.scalars(select(model.id).where(or_(model.id > last, model.id.in_(given_ids(execution)))))
    note(connection, plan, notes, model, set(new))
    return result


def follow_change(execution: ORMExecuteState, connection: Connection, plan: Plan, notes: Notes) -> Result[Any]:
    """The records of the same condition, and those whose entries they feed before and after."""
    model: Model = execution.bind_mapper.class_  # type: ignore[union-attr]  # looked at above
    ids = concerned(execution, connection, model)
    note(connection, plan, notes, model, ids)
    result = execution.invoke_statement()
    if execution.is_delete and plan.declared:
        notes.stale.pop(model, None)
        remove(connection, model, ids)
    else:
        note(connection, plan, notes, model, ids)
    return result


def note(connection: Connection, plan: Plan, notes: Notes, model: Model, ids: set[int]) -> None:
    """The entries of these records, and those that they feed now, are stale."""
    if plan.declared:
        notes.stale[model] |= ids
    for feed in plan.feeds:
        find_roots(connection, notes, feed, ids)
