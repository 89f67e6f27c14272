"""Signing in, failing to, and signing out are in the change log."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin_app.accounts import create_user
from admin_app.audit import AuditEntry
from admin_app.database import db
from tests.client import Browser

PASSWORD = "correct horse battery staple"


def told() -> list[tuple[str, int, str]]:
    events = select(AuditEntry).where(AuditEntry.action.in_(["sign-in", "failed sign-in", "sign-out"]))
    return [(e.action.value, e.record_id, e.record_label) for e in db.session.scalars(events.order_by(AuditEntry.id))]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_who_signs_in_fails_to_and_signs_out_is_logged(client: Browser) -> None:
    user = create_user(email="zoe@school.example", password=PASSWORD, roles=["viewer"], name="Zoé")
    client.post_form("/login", {"email": user.email, "password": "wrong"})
    client.post_form("/login", {"email": "my-password-typed-here@school.example", "password": "x"})
    client.post_form("/login", {"email": user.email, "password": PASSWORD})
    client.post("/logout", data={"csrf_token": client.token()})
    assert told() == [
        ("failed sign-in", user.id, "Zoé"),
        ("failed sign-in", 0, "unknown account"),
        ("sign-in", user.id, "Zoé"),
        ("sign-out", user.id, "Zoé"),
    ]
    by = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert by is not None
    assert (by.user_id, by.role, by.address) == (user.id, "viewer", "127.0.0.1")
