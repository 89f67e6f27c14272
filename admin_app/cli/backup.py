"""`backup` and `restore`: a copy of the database, and back."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click
from flask.cli import with_appcontext

from .. import backups, migrations
from ..database import db

#: Bytes of a megabyte.
MB = 1_000_000
BY_HAND = "by-hand"


@click.command()
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where.  [default: BACKUP_FOLDER]"
)
@with_appcontext
def backup(folder: Path | None) -> None:
    """Take a copy of the database, while people work, and look whether all of it can be read."""
    started = monotonic()
    made = backups.take(db.engine.url, folder or backups.folder(), BY_HAND)
    size = made.file.stat().st_size / MB
    click.echo(
        f"{made.file}: {made.rows:,} rows of {len(made.counts)} tables, {size:,.1f} MB, "
        f"in {monotonic() - started:.1f} s. Keep it where only you can read it, and a copy on another computer."
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask whether what the database holds may be replaced.")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Make the database what a backup holds. What it held before is copied first."""
    url = db.engine.url
    if backups.holds_anything(url) and not yes:
        click.confirm(
            f"The database {url.render_as_string()} holds something. Replace all of it by what is in {file}?",
            abort=True,
        )
    db.engine.dispose()
    done = backups.restore(url, file.absolute(), backups.folder())
    click.echo(f"The database is what {file} holds: {sum(done.counts.values()):,} rows of {len(done.counts)} tables.")
    if done.kept:
        click.echo(f"What it held before is in {done.kept}.")
    revision = migrations.applied()
    if not migrations.known(revision):
        click.echo("It was made by a newer version of Homeroom, and needs that one.", err=True)
    elif migrations.pending():
        click.echo("It is of an older version. Now run: python3 manage.py db upgrade")
