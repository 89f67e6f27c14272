"""Signing in and out, failing to, and what signs somebody in, in the change log."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_login import user_logged_out
from flask_security import user_authenticated

from ..accounts import User, passkeys_changed, sign_in_failed
from ..database import db
from .events import NO_RECORD, event_entry, note_event, write_events
from .models import Change

#: What was typed may be a password in the wrong field, so an address is named only where it is somebody's.
UNKNOWN = "unknown account"


def init_sign_ins(app: Flask) -> None:
    """Listen to what the accounts tell."""
    user_authenticated.connect(signed_in, app)
    sign_in_failed.connect(failed)
    passkeys_changed.connect(passkeys)
    user_logged_out.connect(signed_out, app)


def signed_in(app: Flask, user: User, **how: Any) -> None:
    """In the transaction of signing in, which Flask-Security commits."""
    note_event(Change.SIGN_IN, User.__tablename__, str(user), record_id=user.id, user=user)


def failed(sender: Any, user: User | None) -> None:
    """Committed here: nothing else is written when somebody fails. The same is done whether or not there is a user."""
    record_id = user.id if user else NO_RECORD
    note_event(Change.FAILED_SIGN_IN, User.__tablename__, str(user) if user else UNKNOWN, record_id=record_id)
    db.session.commit()


def signed_out(app: Flask, user: Any, **how: Any) -> None:
    """Committed here, for the same reason."""
    if isinstance(user, User):
        note_event(Change.SIGN_OUT, User.__tablename__, str(user), record_id=user.id, user=user)
        db.session.commit()


def passkeys(sender: Any, user: User, before: list[str], after: list[str]) -> None:
    """A change of the account, in the transaction of whoever makes it."""
    entry = event_entry(Change.UPDATE, User.__tablename__, str(user), record_id=user.id)
    write_events([entry | {"changes": {"passkeys": [", ".join(before) or None, ", ".join(after) or None]}}])
