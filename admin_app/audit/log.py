"""The change log writes itself: every insert, update and delete of a `Record` through a session leaves an entry.

It does so in the same transaction, so both are kept or neither. A model may declare `__sensitive__`, a frozenset of
fields of which the log says that they changed and not what to; `__audited__ = False` keeps a model out of it.
`statements.py` logs statements that change many rows at once, and `events.py` what happened without a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Column, Connection, Table, insert, inspect, select
from sqlalchemy.orm import InstanceState, Mapper, Session
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import LoaderCallableStatus, PassiveFlag
from sqlalchemy.orm.interfaces import MANYTOMANY

from ..database import Hundredths, Record, cents, db, listen_once
from ..language import english
from .authors import author, forget_act, keep_act
from .models import AuditEntry, Change, audit_departure

#: Columns that every write touches.
NOISE = frozenset({"id", "created_at", "updated_at", "version"})
HIDDEN = "(hidden)"
WITH_PENDING = PassiveFlag.PASSIVE_NO_INITIALIZE | PassiveFlag.INCLUDE_PENDING_MUTATIONS
#: As the session itself looks at what goes with a record, whatever the record was loaded with.
FROM_DATABASE = PassiveFlag.PASSIVE_OFF | PassiveFlag.NO_RAISE
LONGEST_LABEL, LONGEST_REASON = 200, 500
#: What was done when the trash was emptied: the log says that a record went, and no longer what it held.
EMPTIED = "empty trash"

Changes = dict[str, list[Any]]


class Noted(NamedTuple):
    """A change of the running flush, kept until all ids are known, with the values that it replaces."""

    action: Change
    record: Record
    before: dict[str, Any]


def init_log(app: Flask) -> None:
    """Listen to every session and model."""
    listen_once(Session, "before_flush", start_notes)
    listen_once(Session, "after_flush", write_entries)
    listen_once(Session, "after_commit", keep_act)
    listen_once(Session, "after_transaction_end", forget_act)
    listen_once(Record, "before_insert", note_insert, propagate=True)
    listen_once(Record, "before_update", note_update, propagate=True)
    listen_once(Record, "before_delete", note_delete, propagate=True)


@contextmanager
def because(reason: str | None, *, verb: str | None = None, undoes: str | None = None) -> Iterator[None]:
    """Keep with the entries of what is changed inside why, by which verb, and which act it takes back.

    Flushes before and after; no commit.
    """
    db.session.flush()
    before = db.session.info.get("why")
    db.session.info["why"] = {"reason": storable(reason), "verb": verb, "undoes": undoes}
    try:
        yield
        db.session.flush()
    finally:
        db.session.info["why"] = before


def storable(reason: str | None) -> str | None:
    """A reason as every engine takes it, in one line; None for a blank one."""
    text = (reason or "").replace("\0", "").encode("utf-8", "ignore").decode()
    return " ".join(text.split())[:LONGEST_REASON] or None


# --- what changed -----------------------------------------------------------------------------------------------------


@cache
def logged_columns(mapper: Mapper[Any]) -> dict[str, Column[Any]]:
    """The stored columns of a model by attribute, without noise and without expressions."""
    return {
        attribute.key: attribute.columns[0]
        for attribute in mapper.column_attrs
        if isinstance(attribute.columns[0], Column) and attribute.key not in NOISE
    }


@cache
def logged_relations(mapper: Mapper[Any]) -> tuple[str, ...]:
    """The many-to-many relations that a model owns: those whose association table names the model first."""
    return tuple(
        relation.key
        for relation in mapper.relationships
        if relation.direction is MANYTOMANY
        and isinstance(relation.secondary, Table)
        and next(iter(relation.secondary.c)).references(mapper.local_table.c.id)
    )


@cache
def all_relations(mapper: Mapper[Any]) -> tuple[str, ...]:
    """The many-to-many relations of a model, from whichever side."""
    return tuple(relation.key for relation in mapper.relationships if relation.direction is MANYTOMANY)


def note_insert(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    note(Change.INSERT, record, {})


def note_update(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    for key in logged_relations(mapper):
        if key not in state_of(record).dict and get_history(record, key, WITH_PENDING).has_changes():
            getattr(record, key)  # what was added from the other side says little without what was there
    note(Change.UPDATE, record, replaced(mapper, connection, record))


def note_delete(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    """What is lost with a record, the links to others included: nothing else would know of them."""
    held = [key for key in logged_columns(mapper) if not mapper.column_attrs[key].deferred]
    linked = {key: linked_ids(record, key) for key in all_relations(mapper)}
    lost = {key: getattr(record, key) for key in held} | replaced(mapper, connection, record)
    note(Change.DELETE, record, lost | {key: ids for key, ids in linked.items() if ids})


def note(action: Change, record: Record, before: dict[str, Any]) -> None:
    session = state_of(record).session
    if session is not None and getattr(type(record), "__audited__", True):
        session.info["noted"].append(Noted(action, record, before))


def replaced(mapper: Mapper[Any], connection: Connection, record: Record) -> dict[str, Any]:
    """The values that are about to be lost, fetched where nobody has read them: else the log could not say them."""
    state, columns = state_of(record), logged_columns(mapper)
    values = {key: value for key, value in state.committed_state.items() if key in columns}
    unseen = [key for key, value in values.items() if value is LoaderCallableStatus.NO_VALUE]
    if unseen:
        statement = select(*(columns[key] for key in unseen)).where(mapper.primary_key[0].in_(state.identity or ()))
        row = connection.execute(statement).one_or_none()  # none when somebody has deleted it; the flush will say so
        values |= dict(zip(unseen, row or [None] * len(unseen), strict=True))
    return values


def linked_ids(record: Record, key: str) -> list[int]:
    """The ids of the records that a many-to-many relation led to."""
    history = get_history(record, key, FROM_DATABASE)
    return sorted(other.id for other in (*history.unchanged, *history.deleted))


def changes_of(noted: Noted) -> Changes:
    """{field: [before, after]} of one change, ready for JSON."""
    state = state_of(noted.record)
    columns = logged_columns(state.mapper)
    if noted.action is Change.INSERT:
        found = {key: (None, as_stored(columns[key], state.dict.get(key))) for key in columns}
    elif noted.action is Change.UPDATE:
        after = {key: as_stored(columns[key], getattr(noted.record, key)) for key in noted.before}
        found = {key: (before, after[key]) for key, before in noted.before.items()}
    else:
        found = {key: (before, [] if isinstance(before, list) else None) for key, before in noted.before.items()}
    changes = {key: [plain(before), plain(after)] for key, (before, after) in found.items() if before != after}
    return hide(noted.record, changes | changed_relations(noted, state))


def changed_relations(noted: Noted, state: InstanceState[Any]) -> Changes:
    """The ids before and after, of the relations that a model owns."""
    changes: Changes = {}
    for key in logged_relations(state.mapper) if noted.action is not Change.DELETE else ():
        history = state.attrs[key].history
        if history.has_changes():
            kept = [other.id for other in history.unchanged]
            changes[key] = [
                sorted(kept + [other.id for other in history.deleted]),
                sorted(kept + [other.id for other in history.added]),
            ]
    return changes


def state_of(record: Record) -> InstanceState[Any]:
    state: InstanceState[Any] = inspect(record)
    return state


def hide(record: Record, changes: Changes) -> Changes:
    sensitive = sensitive_fields(record)
    return {key: [HIDDEN, HIDDEN] if key in sensitive else change for key, change in changes.items()}


def sensitive_fields(record: Record) -> frozenset[str]:
    return getattr(type(record), "__sensitive__", frozenset())


def as_stored(column: Column[Any], value: Any) -> Any:
    """What the database makes of a value: of 1.005 it keeps 1.01."""
    return cents(value) if isinstance(column.type, Hundredths) and value is not None else value


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dates in ISO format, decimals as text, and of bytes only how many."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str() | dict() | list():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return f"{len(value)} bytes"
        case _:
            return str(value)


def label_of(record: Record) -> str:
    """What the record calls itself, unless that would give away a sensitive field."""
    with english():  # whoever reads the log may read another language than whoever wrote it
        label, values = str(record), state_of(record).dict
    told = (values.get(key) for key in sensitive_fields(record))
    if any(isinstance(value, str) and value and value in label for value in told):
        label = f"{record.__tablename__} {record.id}"
    return " ".join(label.split())[:LONGEST_LABEL]


# --- writing it down --------------------------------------------------------------------------------------------------


def start_notes(session: Session, *_: Any) -> None:
    """Forget what a flush noted that failed on the way."""
    session.info["noted"] = []


def write_entries(session: Session, *_: Any) -> None:
    """One statement for all entries of a flush. An update that changed nothing leaves none."""
    noted: list[Noted] = session.info.pop("noted", [])
    found = [(each, changes) for each in noted if (changes := changes_of(each)) or each.action is not Change.UPDATE]
    if not found:
        return
    shared = author(session)
    if shared["verb"] == EMPTIED:
        found = [(each, {}) for each, _ in found]
    session.execute(insert(AuditEntry.__table__), [entry(each, changes) | shared for each, changes in found])
    touched = {each.record.__tablename__ for each, _ in found}
    session.info["touched"] = session.info.get("touched", frozenset()) | touched
    departed = {
        (each.record.__tablename__, each.record.id): owners
        for each, _ in found
        if each.action is Change.DELETE and (owners := owners_of(each))
    }
    if departed:
        write_departures(session, shared["act"], departed)


Key = tuple[str, int]


def owners_of(noted: Noted) -> set[Key]:
    """The records that a deleted row referred to."""
    columns = logged_columns(state_of(noted.record).mapper)
    keys = ((key, columns[name]) for name, key in noted.before.items() if name in columns)
    return {(foreign.column.table.name, key) for key, column in keys if key for foreign in column.foreign_keys}


def write_departures(session: Session, act: str, departed: dict[Key, set[Key]]) -> None:
    """Say of each deletion what the row had belonged to. A record is deleted once, so its last deletion is this one."""
    deleted = select(AuditEntry.id, AuditEntry.resource, AuditEntry.record_id).where(
        AuditEntry.act == act, AuditEntry.action == Change.DELETE
    )
    entries = {(resource, record_id): id_ for id_, resource, record_id in session.execute(deleted.order_by("id"))}
    rows = [
        {"entry_id": entries[row], "resource": resource, "record_id": record_id}
        for row, owners in departed.items()
        for resource, record_id in owners
    ]
    session.execute(insert(audit_departure), rows)


def entry(noted: Noted, changes: Changes) -> dict[str, Any]:
    return {
        "action": noted.action,
        "resource": noted.record.__tablename__,
        "record_id": noted.record.id,
        "record_label": label_of(noted.record),
        "changes": changes,
    }
