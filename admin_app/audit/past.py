"""What a record was at some instant: what it is now, with every later change taken away again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select

from ..database import db
from .log import HIDDEN, all_relations, logged_columns
from .models import OF_RECORDS, AuditEntry, Change
from .values import as_logged


@dataclass
class Past:
    """`there` is whether there was such a record; `values` what the log would say of each of its fields.

    A value that the log does not keep is `HIDDEN`.
    """

    there: bool
    values: dict[str, Any]


def fields_of(model: Any) -> list[str]:
    """The fields whose past is known: columns, and relations to many."""
    mapper = inspect(model)
    return [*logged_columns(mapper), *all_relations(mapper)]


def present(record: Any) -> Past:
    """What a record is now; None for one that is not there."""
    if record is None:
        return Past(there=False, values={})
    deferred = {attribute.key for attribute in inspect(type(record)).column_attrs if attribute.deferred}
    return Past(
        there=True, values={name: as_logged(record, name) for name in fields_of(type(record)) if name not in deferred}
    )


def as_of(resource: str, record_id: int, now: Past, instant: datetime) -> Past:
    """What the record was at an instant, from what it is now."""
    later = select(AuditEntry).where(
        AuditEntry.record_id == record_id,
        AuditEntry.resource == resource,
        AuditEntry.created_at >= instant,
        AuditEntry.action.in_(OF_RECORDS),
    )
    past = Past(there=now.there, values=dict(now.values))
    for entry in db.session.scalars(later.order_by(AuditEntry.id.desc())):
        if entry.action is Change.INSERT:
            past = Past(there=False, values={})
            continue
        if entry.action is Change.DELETE:
            past = Past(there=True, values={})
        for name, (before, _) in entry.changes.items():
            past.values[name] = before
    return past


def is_kept(value: Any) -> bool:
    """Whether the log knows a value."""
    return bool(value != HIDDEN)
