"""The commands of manage.py, one file for each group of them."""

from __future__ import annotations

import click
from flask import Flask

from .backup import backup, restore
from .check import check
from .command_line import CommandLine, LateCommand
from .demo import demo, dev
from .search import search
from .serve import serve
from .shell import shell
from .students import students
from .test import test
from .texts import texts
from .trash import trash
from .users import users
from .vendor import vendor_command
from .worker import worker


def migrating() -> click.Command:
    from .upgrading import db

    return db


#: Imported when it is run, since it brings Alembic, which no web process needs.
db = LateCommand("db", migrating, "Perform database migrations.")
#: What needs an application to work on; `flask --app admin_app` has these as well.
APPLICATION_COMMANDS = (
    db,
    search,
    users,
    students,
    trash,
    check,
    backup,
    restore,
    worker,
    shell,
    texts,
    vendor_command,
)
#: What makes its own application, or none.
STARTING_COMMANDS = (demo, dev, test, serve)

__all__ = ["APPLICATION_COMMANDS", "STARTING_COMMANDS", "CommandLine", "init_cli"]


def init_cli(app: Flask) -> None:
    """Give the application its commands."""
    for command in APPLICATION_COMMANDS:
        app.cli.add_command(command)
