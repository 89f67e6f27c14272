"""What the change log says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.audit import AuditEntry
from admin_app.database import db

Entries = Callable[..., Sequence[AuditEntry]]


@pytest.fixture
def entries(app: Flask) -> Entries:
    """Commits, and gives the entries, oldest first; of one resource where one is named."""

    def read(resource: str | None = None) -> Sequence[AuditEntry]:
        db.session.commit()
        statement = select(AuditEntry).order_by(AuditEntry.id)
        return db.session.scalars(statement.filter_by(resource=resource) if resource else statement).all()

    return read


def the_last(entries: Entries, resource: str = "student") -> AuditEntry:
    return entries(resource)[-1]
