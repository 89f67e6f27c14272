"""Erasing from the change log what must no longer be known: the one way in which an entry ever changes.

That something was changed, by whom and when, stays; values become `HIDDEN`, labels and reasons go. An entry that lost
something names the act of the erasure, and that has an entry of its own, which the database asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from ..database import db
from .authors import act_of
from .events import note_event
from .guard import ERASING
from .log import HIDDEN
from .models import OF_RECORDS, AuditEntry, Change, audit_departure

#: A table and an id.
Key = tuple[str, int]
HIDDEN_BOTH = [HIDDEN, HIDDEN]
#: Records that are looked for with one statement.
AT_ONCE = 300


@dataclass
class Forgotten:
    """What the log is to forget: all that it says of some records, and of others some fields.

    `owned` are tables of which it forgets, too, what was deleted before and had belonged to `owner`.
    """

    owner: Key
    label: str
    records: Collection[Key] = ()
    fields: Mapping[Key, Collection[str]] = field(default_factory=dict)
    owned: Collection[str] = ()


def erase_from_log(forgotten: Forgotten, facts: Mapping[str, Any]) -> int:
    """Write the entry of the erasure, then erase; how many entries lost something. In `because`. Does not commit."""
    db.session.flush()
    table, key = forgotten.owner
    note_event(Change.ERASE, table, forgotten.label, record_id=key, facts=facts)
    act = act_of(db.session())
    changed = [{**each, "erasing": act} for each in losing(forgotten, act)]
    if changed:
        entry = AuditEntry.__table__
        values: dict[str, Any] = {
            "changes": bindparam("kept"),
            "record_label": bindparam("label"),
            "reason": bindparam("why"),
        }
        statement = update(entry).where(entry.c.id == bindparam("key")).values(**values, erased=bindparam("erasing"))
        db.session.connection().execute(statement.execution_options(**{ERASING: True}), changed)
    return len(changed)


def losing(forgotten: Forgotten, act: str) -> Iterator[dict[str, Any]]:
    """The entries that lose something, and what is left of each."""
    gone = departed(forgotten)
    for key, life in lives(sorted({*forgotten.records, *forgotten.fields, *(key for key, _ in gone)})):
        last = life[-1]
        # SQLite gives the id of a row that is gone to another one: what is forgotten is that life which ended so.
        wholly = (key, last.id) in gone or (key in forgotten.records and last.act == act)
        names = set() if last.action is Change.DELETE else set(forgotten.fields.get(key, ()))
        for entry in life:
            hidden = set(entry.changes) if wholly else names & entry.changes.keys()
            if wholly or hidden:
                label = f"{entry.resource} {entry.record_id}" if wholly else entry.record_label
                yield {
                    "key": entry.id,
                    "kept": {name: HIDDEN_BOTH if name in hidden else each for name, each in entry.changes.items()},
                    "label": label,
                    "why": entry.reason if entry.act == act else None,
                }


def departed(forgotten: Forgotten) -> set[tuple[Key, int]]:
    """What was deleted for good before and had belonged to the owner, with the entry of its deletion."""
    table, key = forgotten.owner
    statement = (
        select(AuditEntry.resource, AuditEntry.record_id, AuditEntry.id)
        .join(audit_departure, audit_departure.c.entry_id == AuditEntry.id)
        .where(audit_departure.c.record_id == key, audit_departure.c.resource == table)
        .where(AuditEntry.resource.in_(sorted(forgotten.owned)))
    )
    return {((resource, record_id), entry) for resource, record_id, entry in db.session.execute(statement)}


def lives(keys: Sequence[Key]) -> Iterator[tuple[Key, list[Row[Any]]]]:
    """The changes of records, in order; a list for each time that there was such a record."""
    columns = (AuditEntry.id, AuditEntry.act, AuditEntry.action, AuditEntry.resource, AuditEntry.record_id)
    wanted = select(*columns, AuditEntry.record_label, AuditEntry.changes, AuditEntry.reason)
    for start in range(0, len(keys), AT_ONCE):
        these = [
            and_(AuditEntry.record_id == key, AuditEntry.resource == table)
            for table, key in keys[start : start + AT_ONCE]
        ]
        statement = wanted.where(or_(*these), AuditEntry.action.in_(OF_RECORDS)).order_by(
            AuditEntry.resource, AuditEntry.record_id, AuditEntry.id
        )
        life: list[Row[Any]] = []
        for entry in db.session.execute(statement):
            if life and (life[-1].action is Change.DELETE or key_of(life[-1]) != key_of(entry)):
                yield key_of(life[0]), life
                life = []
            life.append(entry)
        if life:
            yield key_of(life[0]), life


def key_of(entry: Row[Any]) -> Key:
    return entry.resource, entry.record_id
