"""Which migration the database is at, and which one it should be at."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from .config import ROOT
from .database import db
from .extensions import migrate

#: Where the migrations are, whatever the working directory is.
SCRIPTS = ROOT / "migrations"


def init_migrations(app: Flask) -> None:
    """Give the application the `db` commands."""
    migrate.init_app(app, db, directory=str(SCRIPTS))


def applied() -> str | None:
    """The revision that the database is at; None when no migration of ours can have been applied."""
    with db.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return heads[0] if len(heads) == 1 else None  # somebody else's database may have several


def newest() -> str | None:
    """The revision that this version of Homeroom needs; None while there are no migrations at all."""
    return ScriptDirectory(SCRIPTS).get_current_head()


def pending() -> bool:
    """Whether `db upgrade` has something to do."""
    return applied() != newest()


def known(revision: str | None) -> bool:
    """Whether a revision is one of ours."""
    return revision in {script.revision for script in ScriptDirectory(SCRIPTS).walk_revisions()}
