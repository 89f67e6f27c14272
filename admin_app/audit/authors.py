"""Who is at it, from where, why, and what belongs together: one transaction is one act."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import g, has_app_context, has_request_context, request
from flask_login import current_user
from sqlalchemy.orm import Session, SessionTransaction

LONGEST_REQUEST_ID = 64


def author(session: Session) -> dict[str, Any]:
    """What all entries share that a session writes now."""
    if "request_id" not in g:
        g.request_id = uuid4().hex
    why = session.info.get("why") or {"reason": None, "verb": None, "undoes": None}
    shared = {"request_id": str(g.request_id)[:LONGEST_REQUEST_ID], "act": act_of(session), **why}
    return who(session) | shared


def who(session: Session) -> dict[str, Any]:
    nobody: dict[str, Any] = {"user_id": None, "role": None, "address": None}
    if not has_request_context():
        return nobody | {"user_label": "command line"}
    nobody["address"] = request.remote_addr
    user = current_user._get_current_object()  # noqa: SLF001 - the way to the user behind Flask-Login's proxy
    if not user.is_authenticated:
        return nobody | {"user_label": "not signed in"}
    return nobody | {
        "user_id": None if user in session.deleted else user.id,
        "user_label": str(user),
        "role": ", ".join(sorted(user.role_names)),
    }


def act_of(session: Session) -> str:
    """The id of what the running transaction does."""
    found: str = session.info.setdefault("act", uuid4().hex)
    return found


def keep_act(session: Session) -> None:
    """Remember what was done last, so that it can be offered to be undone."""
    if has_app_context() and "act" in session.info:
        g.act = session.info["act"], session.info.get("touched", frozenset())


def forget_act(session: Session, transaction: SessionTransaction) -> None:
    """What comes after the end of a transaction is another act."""
    if transaction.parent is None:
        session.info.pop("act", None)
        session.info.pop("touched", None)


def last_act() -> tuple[str, frozenset[str]] | None:
    """The act that this request committed last, and the tables that it changed."""
    found: tuple[str, frozenset[str]] | None = g.get("act")
    return found
