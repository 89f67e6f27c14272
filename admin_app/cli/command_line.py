"""The command line as a whole: how it makes the application, and how an error becomes a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from .. import migrations
from ..config import ConfigurationError
from ..errors import DomainError

#: What a shell reports of a command that Ctrl-C ended.
INTERRUPTED = 130


class CommandLine(click.Group):
    """The commands of manage.py. The application is made when one of them first asks for it."""

    def __init__(self, create_app: Callable[[], Flask], commands: Iterable[click.Command]) -> None:
        super().__init__(
            name="manage.py",
            help="Homeroom, the back office of a school.",
            commands=list(commands),
            context_settings={
                "help_option_names": ["-h", "--help"],
                "obj": ScriptInfo(create_app=create_app, set_debug_flag=False, load_dotenv_defaults=False),
            },
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were given: what is needed first comes first."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (ConfigurationError, DomainError) as error:
            raise click.ClickException(str(error)) from error
        except DBAPIError as error:
            if sentence := unreachable(error, ctx.obj) or out_of_date(ctx.obj):
                raise click.ClickException(sentence) from error
            raise


class LateCommand(click.Command):
    """A command, or a group of them, that `load` imports when it is run."""

    def __init__(self, name: str, load: Callable[[], click.Command], about: str) -> None:
        super().__init__(name, help=about)
        self.load = load

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        return self.load().make_context(*args, **options)


def unreachable(error: DBAPIError, info: ScriptInfo) -> str | None:
    """What to do when there was no connection to send a statement over; None when there was one."""
    if error.statement is not None and not error.connection_invalidated:
        return None
    url = make_url(info.load_app().config["SQLALCHEMY_DATABASE_URI"])
    reason = str(error.orig.args[-1] if error.orig and error.orig.args else error.orig).partition("\n")[0]
    advice = (
        "Look whether its folder is there and can be written."
        if url.get_backend_name() == "sqlite"
        else "Look whether its server runs, and at the address, the name and the password in DATABASE_URL."
    )
    return f"The database {url.render_as_string()} cannot be used: {reason}. {advice}"


def out_of_date(info: ScriptInfo) -> str | None:
    """What to do when the database lacks what a statement asked for, since its migrations have not been applied."""
    with info.load_app().app_context():
        if migrations.pending():
            return "The database is not up to date. First run: python3 manage.py db upgrade"
    return None
