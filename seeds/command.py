"""The command `seed`: the demo school in an empty database, with a progress bar."""

from __future__ import annotations

from contextlib import ExitStack
from time import monotonic
from typing import Any

import click
from flask.cli import with_appcontext

from . import seed_school


@click.command()
@click.option("--students", default=600, show_default=True, type=click.IntRange(3), help="How many students.")
@with_appcontext
def seed(students: int) -> None:
    """Fill an empty database with a demo school, without accounts.

    The first 10,000 students have a history: last year, attendance, grades, fees, documents, notes and so on. Those
    after them have what a school cannot be without: families, admissions, and this term's sections.
    """
    with Bar("Seeding the demo school") as made, Bar("Indexing it for search") as indexed:
        seed_school(students, lambda done: made.show(done, students), indexed.show)


class Bar(ExitStack):
    """A progress bar that appears when there is something to show: how many, how many in a second, how long still.

    Where nobody looks at a terminal, click prints its label alone.
    """

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label
        self.bar: Any = None

    def show(self, done: int, total: int) -> None:
        if self.bar is None:
            self.begun = monotonic()
            self.bar = self.enter_context(
                click.progressbar(length=total, label=self.label, show_pos=True, item_show_func=self.rate)
            )
        self.bar.update(done - self.bar.pos, done)
        if done >= total:
            self.close()

    def rate(self, done: int | None) -> str:
        return f"{done / (monotonic() - self.begun):,.0f}/s" if done else ""
