"""The index follows the data: what a session writes reaches the index with the same flush, in the same transaction.

A change costs something only where it touches a field that is searched. A record's own words are taken from memory;
only where words of other records may have changed are they read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from flask import Flask
from sqlalchemy import Connection, inspect, select
from sqlalchemy.orm import InstanceState, Mapper, Session
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import LoaderCallableStatus, PassiveFlag

from ..database import Record, listen_once
from .declarations import OWN, Feed, Model, own_fields, plan_of, roots_through
from .entries import batches, index_rows, own_row, remove, write

WITH_PENDING = PassiveFlag.PASSIVE_NO_INITIALIZE | PassiveFlag.INCLUDE_PENDING_MUTATIONS


@dataclass
class Notes:
    """What the running flush has to bring to the index."""

    #: Records whose own words changed, and whether they are new.
    written: dict[Record, bool] = field(default_factory=dict)
    #: Records whose ids are known after the flush, and whose entries are to be read anew.
    linked: list[Record] = field(default_factory=list)
    #: Entries to read anew, and those to take out.
    stale: dict[Model, set[int]] = field(default_factory=lambda: defaultdict(set))
    gone: dict[Model, set[int]] = field(default_factory=lambda: defaultdict(set))
    #: Records that feed entries of others, who are still to be found.
    fed: dict[Feed, set[int]] = field(default_factory=lambda: defaultdict(set))


def init_following(app: Flask) -> None:
    listen_once(Session, "before_flush", start_notes)
    listen_once(Session, "after_flush", write_notes)
    listen_once(Record, "after_insert", note_insert, propagate=True)
    listen_once(Record, "before_update", note_update, propagate=True)
    listen_once(Record, "after_delete", note_delete, propagate=True)


# --- what changed -----------------------------------------------------------------------------------------------------


def start_notes(session: Session, *_: Any) -> None:
    """Begin anew; find what can only be seen before the flush: many-to-many links, and links about to be deleted."""
    notes = session.info["search_notes"] = Notes()
    for record in (*session.new, *session.dirty):
        plan = plan_of(type(record))
        if plan and any(get_history(record, key, WITH_PENDING).has_changes() for key in plan.links):
            notes.linked.append(record)
    for record in session.deleted:
        plan = plan_of(type(record))
        for feed in plan.feeds if plan else ():
            if not feed.root_key:
                find_roots(session.connection(), notes, feed, {record.id})


def notes_of(record: Record) -> Notes:
    session = state_of(record).session
    assert session is not None
    notes: Notes = session.info["search_notes"]
    return notes


def note_insert(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    plan = plan_of(type(record))
    if plan is None:
        return
    notes, values = notes_of(record), state_of(record).dict
    if plan.declared:
        notes.written[record] = True
        if any(values.get(key) is not None for key in plan.keys):
            notes.stale[type(record)].add(record.id)
    for feed in plan.feeds:
        if feed.root_key and values.get(feed.root_key) is not None:
            notes.stale[feed.chain.root].add(values[feed.root_key])


def note_update(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    plan = plan_of(type(record))
    if plan is None:
        return
    state = state_of(record)
    before = state.committed_state
    changed = {key for key in plan.watched & before.keys() if before[key] != state.dict.get(key)}
    if not changed:
        return
    notes = notes_of(record)
    if changed & plan.own:
        notes.written[record] = False
    if changed & plan.keys:
        notes.stale[type(record)].add(record.id)
    for feed in plan.feeds:
        if changed & feed.watched:
            note_fed(notes, feed, record)
        if feed.root_key in changed:
            notes.stale[feed.chain.root].update(root_before(mapper, connection, feed.root_key, record))


def note_fed(notes: Notes, feed: Feed, record: Record) -> None:
    """The entries that a record feeds are stale."""
    if feed.root_key is None:
        notes.fed[feed].add(record.id)
    else:
        notes.stale[feed.chain.root].update({getattr(record, feed.root_key)} - {None})


def root_before(mapper: Mapper[Any], connection: Connection, key: str, record: Record) -> set[int]:
    """Whose entry a record fed until now; asked for where nobody has read it."""
    before = state_of(record).committed_state[key]
    if before is LoaderCallableStatus.NO_VALUE:
        before = connection.scalar(select(mapper.columns[key]).where(mapper.primary_key[0] == record.id))
    return {before} - {None}


def note_delete(mapper: Mapper[Any], connection: Connection, record: Record) -> None:
    plan = plan_of(type(record))
    if plan is None:
        return
    notes = notes_of(record)
    if plan.declared:
        notes.gone[type(record)].add(record.id)
    for feed in plan.feeds:
        if feed.root_key:
            note_fed(notes, feed, record)


def state_of(record: Record) -> InstanceState[Any]:
    state: InstanceState[Any] = inspect(record)
    return state


# --- writing it down --------------------------------------------------------------------------------------------------


def write_notes(session: Session, *_: Any) -> None:
    """One statement for all that can be written from memory; what feeds, and is fed by, others is read again."""
    notes: Notes = session.info.pop("search_notes", None) or Notes()
    if not (notes.written or notes.linked or notes.stale or notes.gone or notes.fed):
        return
    connection = session.connection()
    for record in notes.linked:
        notes.stale[type(record)].add(record.id)
    for feed, ids in notes.fed.items():
        find_roots(connection, notes, feed, ids)
    write(connection, from_memory(connection.dialect.name, notes), OWN)
    for model, ids in notes.gone.items():
        remove(connection, model, ids)
    for model, ids in notes.stale.items():
        index_rows(connection, model, ids - notes.gone[model])


def find_roots(connection: Connection, notes: Notes, feed: Feed, ids: Iterable[int]) -> None:
    for batch in batches(ids):
        found = connection.scalars(roots_through(feed.chain, feed.step), {"ids": batch})
        notes.stale[feed.chain.root].update(found)


def from_memory(dialect: str, notes: Notes) -> list[dict[str, Any]]:
    """The entries that need nothing but the record. One whose fields were never read is left to be read."""
    rows = []
    for record, is_new in notes.written.items():
        model: Model = type(record)
        values = state_of(record).dict
        if record.id in notes.stale[model] or record.id in notes.gone[model]:
            continue
        if not is_new and own_fields(model) - values.keys():
            notes.stale[model].add(record.id)
        else:
            rows.append(own_row(dialect, model, record.id, values))
    return sorted(rows, key=itemgetter("id"))  # who writes at the same time locks in the same order
