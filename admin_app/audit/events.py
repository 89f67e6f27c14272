"""What happened without a change of a record: who signed in or failed to, what was taken out, what was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from ..database import db
from .authors import author
from .log import LONGEST_LABEL, Changes
from .models import AuditEntry, Change

#: In place of an id, where it is about no record or about many.
NO_RECORD = 0


def note_event(action: Change, resource: str, label: str, **more: Any) -> None:
    """Write an entry, as `event_entry` makes it, into the running transaction. Does not commit."""
    write_events([event_entry(action, resource, label, **more)])


def event_entry(
    action: Change,
    resource: str,
    label: str,
    *,
    record_id: int = NO_RECORD,
    facts: Mapping[str, Any] | None = None,
    user: Any = None,
) -> dict[str, Any]:
    """What an entry says. `user` is who it was, where nobody is signed in yet or any more."""
    changes: Changes = {name: [None, fact] for name, fact in (facts or {}).items()}
    values = author(db.session()) | {"action": action, "resource": resource, "record_id": record_id, "changes": changes}
    if user is not None:
        values |= {"user_id": user.id, "user_label": str(user), "role": ", ".join(sorted(user.role_names))}
    return values | {"record_label": label[:LONGEST_LABEL]}


def write_events(entries: Sequence[Mapping[str, Any]]) -> None:
    db.session.execute(insert(AuditEntry.__table__), [dict(entry) for entry in entries])
