"""The demo school: `demo` serves it as in service, `dev` with the reloader and the developer's toolbar."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from enum import Enum, auto

import click
from click.core import ParameterSource
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import inspect, select
from werkzeug.serving import is_running_from_reloader

from .. import migrations
from ..accounts import DEMO_PASSWORD, DEMO_USERS, User, create_demo_users
from ..audit import Job, JobState
from ..clock import now
from ..config import instance_folder
from ..database import db
from ..school import Student
from .reloading import run_reloading_server
from .serve import address, check_address, host_option, port_option, run_server
from .worker import worker_beside

#: The kind of the job that fills a database with the demo school. It is what marks the database as made by us.
MARK = "demo school"


class Content(Enum):
    """What a database holds."""

    NOTHING = auto()
    DEMO = auto()
    UNFINISHED_DEMO = auto()
    SOMETHING_ELSE = auto()


def demo_options(command: Callable[..., None]) -> Callable[..., None]:
    students = click.option(
        "--students", default=600, show_default=True, type=click.IntRange(3), help="Students of a school newly made."
    )
    return host_option(port_option(5000)(students(command)))


@click.command()
@demo_options
@click.pass_context
def demo(context: click.Context, host: str, port: int, students: int) -> None:
    """Make a demo school, unless it is there, and serve it."""
    check_address(host, port)
    app = demo_app(context.obj, "demo")
    with app.app_context():
        prepare(context, students)
    run_server(app, host, port, ready=lambda: announce(host, port))


@click.command()
@demo_options
@click.pass_context
def dev(context: click.Context, host: str, port: int, students: int) -> None:
    """The same with the reloader and the debug toolbar, for developers."""
    if not is_running_from_reloader():
        check_address(host, port)
    app = demo_app(context.obj, "development")
    if not is_running_from_reloader():
        with app.app_context():
            prepare(context, students)
        announce(host, port)
    with nullcontext() if is_running_from_reloader() else worker_beside():
        run_reloading_server(app, host, port)


def demo_app(info: ScriptInfo, environment: str) -> Flask:
    """The application of an environment, on the database of DATABASE_URL or else on one file for both commands."""
    os.environ["HOMEROOM_ENV"] = environment
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or f"sqlite:///{instance_folder() / 'demo.db'}"
    return info.load_app()


def prepare(context: click.Context, students: int) -> None:
    """Bring the database to where a demo school can be served from it, keeping one that is there.

    Raises ClickException when it holds something else.
    """
    content = content_of_database()
    if content is Content.SOMETHING_ELSE:
        raise click.ClickException(
            f"The database {db.engine.url.render_as_string()} holds something else than the demo school, and stays as "
            "it is. Set DATABASE_URL to an empty one, or unset it to use a file under instance/."
        )
    if content is Content.DEMO and context.get_parameter_source("students") is ParameterSource.COMMANDLINE:
        click.echo("The demo school is there already. For --students to count, delete its database first.")
    if content is Content.UNFINISHED_DEMO:
        click.echo("The last start was interrupted. Beginning again.")
        migrations.downgrade()
    if content is not Content.DEMO or migrations.pending():
        click.echo("Preparing the database")
        migrations.upgrade()
    if content is not Content.DEMO:
        fill(context, students)


def content_of_database() -> Content:
    """What the database holds. Nothing is changed, and no transaction stays open that migrations would wait for."""
    tables = set(inspect(db.engine).get_table_names())
    if tables <= {"alembic_version"}:  # which comes before the first migration
        return Content.NOTHING
    if not migrations.known(migrations.applied()):
        return Content.SOMETHING_ELSE
    with db.engine.connect() as connection:
        if Job.__tablename__ in tables:
            state = connection.scalar(select(Job.state).where(Job.kind == MARK))
            if state is not None:
                return Content.DEMO if state is JobState.DONE else Content.UNFINISHED_DEMO
        ours = [model.id for model in (User, Student) if model.__tablename__ in tables]
        in_use = any(connection.scalar(select(column).limit(1)) is not None for column in ours)
    return Content.SOMETHING_ELSE if in_use else Content.NOTHING


def fill(context: click.Context, students: int) -> None:
    """Fill an empty, migrated database with the demo school, and mark it from the beginning to the end."""
    job = Job(kind=MARK, state=JobState.RUNNING, started_at=now(), total=students)
    db.session.add(job)
    db.session.commit()
    create_demo_users()
    db.session.commit()
    # Seeds are above commands, which do not import them, so the command is asked for by its name.
    group = context.find_root().command
    assert isinstance(group, click.Group)
    context.invoke(group.commands["seed"], students=students)
    job.state, job.progress, job.finished_at = JobState.DONE, students, now()
    db.session.commit()


def announce(host: str, port: int) -> None:
    """Say where it is, and how to sign in."""
    click.echo(f"\nThe demo school is at {address(host, port)}\n\n  Sign in as                to work as")
    for email, role, _ in DEMO_USERS:
        click.echo(f"  {email:<25} {role}")
    click.echo(f"  with the password         {DEMO_PASSWORD}\n\nPress Ctrl-C to stop.")
