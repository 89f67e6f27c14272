"""The command `seed`: the demo school in an empty database, with a progress bar."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from . import seed_school


@click.command()
@click.option("--students", default=600, show_default=True, type=click.IntRange(3), help="How many students.")
@with_appcontext
def seed(students: int) -> None:
    """Fill an empty database with a demo school, without accounts."""
    with click.progressbar(length=students, label="Seeding the demo school", show_pos=True) as bar:
        seed_school(students, lambda done: bar.update(done - bar.pos))
