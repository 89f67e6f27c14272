"""Which migration the database is at, and which one it should be at.

Every web process asks that, and none migrates: Alembic, with all that it brings, is imported by what does. Here its
table is read as it is, and its scripts are known by their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import column, inspect, select, table

from .config import ROOT
from .database import db

if TYPE_CHECKING:
    from flask_migrate import Migrate

#: Where the migrations are, whatever the working directory is.
SCRIPTS = ROOT / "migrations"
#: Alembic's own table: one row for each head, which here is one at most.
VERSION = table("alembic_version", column("version_num"))


def revisions() -> list[str]:
    """Ours, first to last: a script's name begins with the number of its revision (see `migrations/alembic.ini`)."""
    return sorted(script.name.partition("_")[0] for script in (SCRIPTS / "versions").glob("[0-9]*_*.py"))


def applied() -> str | None:
    """The revision that the database is at; None when no migration of ours can have been applied."""
    with db.engine.connect() as connection:
        found = inspect(connection).has_table(VERSION.name)
        heads = connection.scalars(select(VERSION.c.version_num)).all() if found else []
    return heads[0] if len(heads) == 1 else None  # somebody else's database may have several


def newest() -> str | None:
    """The revision that this version of Homeroom needs; None while there are no migrations at all."""
    return max(revisions(), default=None)


def pending() -> bool:
    """Whether `db upgrade` has something to do."""
    return applied() != newest()


def known(revision: str | None) -> bool:
    """Whether a revision is one of ours."""
    return revision in revisions()


def flask_migrate() -> Migrate:
    """Flask-Migrate of the current application, which gets it when it is asked for the first time."""
    if "migrate" not in current_app.extensions:
        from flask_migrate import Migrate

        ours = current_app.cli.commands["db"]
        Migrate(current_app, db, directory=str(SCRIPTS))
        current_app.cli.add_command(ours)  # in whose place it has put its own, which take no copy first
    extension: Migrate = current_app.extensions["migrate"].migrate
    return extension


def upgrade(revision: str = "head") -> None:
    """Bring the database of the current application up to date. Raises SystemExit where Alembic refuses."""
    from flask_migrate import upgrade

    flask_migrate()
    upgrade(revision=revision)


def downgrade(revision: str = "base") -> None:
    """Bring it back to an earlier revision; by default to where there was nothing."""
    from flask_migrate import downgrade

    flask_migrate()
    downgrade(revision=revision)
