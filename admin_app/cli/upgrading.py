"""`db`: Flask-Migrate's commands, with an `upgrade` that takes a copy first and says what a failure leaves behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate.cli import db as theirs

from .. import backups, migrations
from ..database import db as database

BEFORE = "before-upgrade"


@click.command(params=theirs.commands["upgrade"].params)
@with_appcontext
@click.pass_context
def upgrade(context: click.Context, /, **options: Any) -> None:
    """Upgrade to a later version. In service a copy of the database comes first; BACKUP_BEFORE_UPGRADE=0 is without."""
    kept = None if options["sql"] else copy_first()
    before = migrations.applied()
    try:
        context.invoke(theirs.commands["upgrade"], **options)
    except SystemExit as error:  # Flask-Migrate has said why
        raise click.ClickException(what_it_left("it is said above", before, kept)) from error
    except Exception as error:  # whatever a migration runs into
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise click.ClickException(what_it_left(reason, before, kept)) from error


def copy_first() -> Path | None:
    """The copy of a database that has rows and lacks a migration; None where there is none to take."""
    url = database.engine.url
    if not current_app.config["BACKUP_BEFORE_UPGRADE"] or not migrations.pending() or not backups.holds_anything(url):
        return None
    try:
        made = backups.take(url, backups.folder(), BEFORE)
    except backups.BackupError as error:
        raise click.ClickException(
            f"Nothing was migrated, since the copy that comes first could not be made: {error} "
            "BACKUP_BEFORE_UPGRADE=0 does without it."
        ) from error
    click.echo(f"What the database holds now is in {made.file}.")
    return made.file


def what_it_left(reason: str, before: str | None, kept: Path | None) -> str:
    """What a migration that failed has left, and what to do."""
    now = migrations.applied()
    reached = f"The database is at migration {now or 'none'}"
    reached += f", and was at {before or 'none'}. " if now != before else ", as it was. "
    if database.engine.dialect.name in ("sqlite", "postgresql"):
        return (
            f"A migration failed, and has left nothing behind. {reached}The reason: {reason}\n"
            "Remove the reason, and run the same command again."
        )
    back = f"python3 manage.py restore {kept}" if kept else "python3 manage.py restore, with the last backup"
    return (
        f"A migration failed. {reached}This database keeps what the failed one had done before that, so running it "
        f"again may not work. The reason: {reason}\n"
        f"Go back to what was there before ({back}), remove the reason, and run the same command again."
    )


@with_appcontext
def prepare(**options: Any) -> None:
    migrations.flask_migrate()
    theirs.callback(**options)


db = click.Group(
    theirs.name,
    help=theirs.help,
    params=theirs.params,
    callback=prepare,
    commands={**theirs.commands, "upgrade": upgrade},
)
