"""`shell`: Python with the database, every model and every verb at hand."""

from __future__ import annotations

import code
import sys
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from .. import school
from ..database import Base, db

BANNER = "Homeroom. At hand: app, db, select, func, every model, and the verbs of the school (admit, enroll, pay, …)."


class Console(code.InteractiveConsole):
    """Remembers whether anything raised, so that a script on standard input can fail."""

    failed = False

    def showtraceback(self) -> None:
        self.failed = True
        super().showtraceback()

    def showsyntaxerror(self, filename: str | None = None, **options: Any) -> None:
        self.failed = True
        super().showsyntaxerror(filename, **options)


@click.command()
@with_appcontext
def shell() -> None:
    """Open a Python shell, or run what is piped into it."""
    console = Console(at_hand())
    if sys.stdin.isatty():
        complete_with_tab(console.locals)
        console.interact(banner=BANNER, exitmsg="")
        return
    sys.ps1 = sys.ps2 = ""
    console.interact(banner="", exitmsg="")
    if console.failed:
        sys.exit(1)


def at_hand() -> dict[str, Any]:
    """The names that are known in the shell."""
    models = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
    verbs = {name: getattr(school, name) for name in school.__all__}
    return {**verbs, **models, "app": current_app, "db": db, "select": select, "func": func}


def complete_with_tab(names: dict[str, Any]) -> None:
    """Complete names with the tab key, where Python has readline (Windows has none)."""
    try:
        import readline  # noqa: PLC0415  # not everywhere
        import rlcompleter  # noqa: PLC0415  # the same
    except ImportError:
        return
    readline.set_completer(rlcompleter.Completer(names).complete)
    readline.parse_and_bind("tab: complete")
