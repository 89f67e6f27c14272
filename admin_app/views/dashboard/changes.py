"""The home page about changes: what was done last, as far as the user may read the change log."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app, url_for
from flask_login import current_user
from sqlalchemy import select

from ...accounts import Action, may
from ...admin import access
from ...audit import OF_RECORDS, AuditEntry, Change
from ...clock import local
from ...database import db
from ...language import _, translated
from ...texts import later
from .blocks import Block, Line

CHANGES_SHOWN = 8
DONE = {Change.INSERT: later("Added"), Change.UPDATE: later("Changed"), Change.DELETE: later("Deleted")}


def change_blocks() -> Iterator[Block]:
    """The change log is read anew for each page: what is shown of it is the user's own."""
    if may(current_user, "audit_entry", Action.READ):
        lines = change_lines(last_changes())
        if lines:
            yield Block("changes", _("Changed last"), lines=lines)


def change_lines(entries: list[AuditEntry]) -> list[Line]:
    """The changes in words, newest first, with the way to each record unless a later change deleted it."""
    deleted: set[tuple[str, int]] = set()
    lines = []
    for entry in entries:
        record = (entry.resource, entry.record_id)
        if entry.action is Change.DELETE:
            deleted.add(record)
        lines.append(change_line(entry, exists=record not in deleted))
    return lines


def change_line(entry: AuditEntry, *, exists: bool) -> Line:
    screen = f"{entry.resource}.details_view"
    linked = exists and may(current_user, entry.resource, Action.READ) and screen in current_app.view_functions
    return Line(
        _(
            "%(done)s %(kind)s %(record)s",
            done=translated(DONE[entry.action]),
            kind=access.screens()[entry.resource].singular.lower(),
            record=entry.record_label,
        ),
        url_for(screen, id=entry.record_id) if linked else None,
        entry.user_label,
        local(entry.created_at),
    )


def last_changes() -> list[AuditEntry]:
    """What changed last, newest first: everything, or what the user did themselves."""
    statement = select(AuditEntry).where(AuditEntry.action.in_(OF_RECORDS), *access.rows(AuditEntry))
    return list(db.session.scalars(statement.order_by(AuditEntry.id.desc()).limit(CHANGES_SHOWN)))
