"""What every factory shares: rows go through the one session, and nothing is committed."""

from __future__ import annotations

from factory.alchemy import SQLAlchemyModelFactory

from admin_app.database import db


class Factory(SQLAlchemyModelFactory):
    """Makes a record with all it needs and flushes it; the test decides when to commit."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = db.session
        sqlalchemy_session_persistence = "flush"
