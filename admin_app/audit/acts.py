"""What an act did in all: the entries of one transaction, gathered for each record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ..database import db
from .models import OF_RECORDS, AuditEntry, Change


@dataclass
class Net:
    """What an act came to for one record: how it was before all of its entries, and how after."""

    resource: str
    record_id: int
    record_label: str
    action: Change
    changes: dict[str, list[Any]]
    #: The last of its entries: what was written later is not the act's.
    last: int
    verb: str | None

    @property
    def is_trash_move(self) -> bool:
        """Whether it went into the trash, or out of it."""
        return self.action is Change.UPDATE and "deleted_at" in self.changes


def entries_of(act: str) -> list[AuditEntry]:
    """The changes of an act, in order."""
    statement = select(AuditEntry).where(AuditEntry.act == act, AuditEntry.action.in_(OF_RECORDS))
    return list(db.session.scalars(statement.order_by(AuditEntry.id)))


def net_of(entries: Iterable[AuditEntry]) -> list[Net]:
    """One for each record on which something came of it, the last to be touched first."""
    found: dict[tuple[str, int], Net | None] = {}
    for entry in entries:
        key = entry.resource, entry.record_id
        earlier = found.pop(key, None)
        found[key] = first(entry) if earlier is None else together(earlier, entry)
    nets = [net for net in found.values() if net is not None and (net.changes or net.action is not Change.UPDATE)]
    return nets[::-1]


def first(entry: AuditEntry) -> Net:
    return Net(
        entry.resource, entry.record_id, entry.record_label, entry.action, dict(entry.changes), entry.id, entry.verb
    )


def together(net: Net, entry: AuditEntry) -> Net | None:
    """One after the other; None where a record came and went."""
    if net.action is Change.INSERT and entry.action is Change.DELETE:
        return None
    changes = dict(net.changes)
    for name, (before, after) in entry.changes.items():
        changes[name] = [changes[name][0] if name in changes else before, after]
    action = net.action if entry.action is Change.UPDATE else entry.action
    if action is Change.UPDATE:
        changes = {name: change for name, change in changes.items() if change[0] != change[1] or is_hidden(change)}
    return Net(net.resource, net.record_id, entry.record_label, action, changes, entry.id, entry.verb)


def is_hidden(change: list[Any]) -> bool:
    """Whether the log tells that a field changed, and not what to."""
    return change[0] == change[1] and change[0] is not None


def later(net: Net, *, only: Change | None = None) -> list[AuditEntry]:
    """What was done to the record after the act."""
    statement = select(AuditEntry).where(
        AuditEntry.record_id == net.record_id,
        AuditEntry.resource == net.resource,
        AuditEntry.id > net.last,
        AuditEntry.action.in_(OF_RECORDS if only is None else [only]),
    )
    return list(db.session.scalars(statement.order_by(AuditEntry.id)))


def undone_by(act: str) -> AuditEntry | None:
    """An entry of whatever took the act back last."""
    last = select(func.max(AuditEntry.id)).where(AuditEntry.undoes == act).scalar_subquery()
    return db.session.scalar(select(AuditEntry).where(AuditEntry.id == last))
