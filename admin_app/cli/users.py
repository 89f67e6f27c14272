"""`users`: the accounts, for when there is nobody yet who could make one on a screen."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..accounts import (
    RoleName,
    User,
    can_write,
    create_user,
    enroll,
    forget_second_factor,
    invite_user,
    set_password,
)
from ..audit import because
from ..database import db

password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it."
)

role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in RoleName]),
    help="May be given several times.",
)


@click.group()
def users() -> None:
    """Make and list the accounts that sign in."""


@users.command()
@click.argument("email")
@role_option
@click.option("--name", help="What screens and the change log call them.")
@password_option
@with_appcontext
def create(email: str, roles: tuple[str, ...], name: str | None, password_stdin: bool) -> None:
    """Make an account; the first one wants --role administrator."""
    user = create_user(email=email, password=read_password(from_stdin=password_stdin), roles=roles, name=name)
    db.session.commit()
    click.echo(f"{user.email} can sign in, as {' and '.join(sorted(user.role_names))}.")


@users.command("list")
@with_appcontext
def list_users() -> None:
    """List the accounts, their roles, and whether they can sign in."""
    accounts = db.session.scalars(select(User).options(selectinload(User.roles)).order_by(User.email)).all()
    for user in accounts:
        state = "" if user.is_active else "disabled"
        click.echo(f"{user.email:<40} {', '.join(sorted(user.role_names)):<30} {state}".rstrip())
    if not accounts:
        click.echo("There are no accounts yet. Make one: python3 manage.py users create EMAIL --role administrator")


@users.command()
@click.argument("email")
@password_option
@with_appcontext
def password(email: str, password_stdin: bool) -> None:
    """Give an account a new password, which signs it out everywhere."""
    user = account_of(email)
    set_password(user, read_password(from_stdin=password_stdin))
    db.session.commit()
    click.echo(f"{user.email} has a new password.")


@users.command()
@click.argument("email")
@role_option
@click.option("--name", help="What screens and the change log call them.")
@with_appcontext
def invite(email: str, roles: tuple[str, ...], name: str | None) -> None:
    """Make an account and send its user a link to choose the password with."""
    if not can_write():
        raise click.ClickException("No letters are sent from here. Set MAIL_URL and SCHOOL_URL, or use: users create")
    user = invite_user(email=email, roles=roles, name=name)
    db.session.commit()
    click.echo(f"{user.email} is sent a link.")


@users.command("second-factor")
@click.argument("email")
@with_appcontext
def second_factor(email: str) -> None:
    """Give an account a new second factor, and show its key: bring it to the right person, and nobody else."""
    user = account_of(email)
    key, uri = enroll(user)
    db.session.commit()
    click.echo(f"{user.email} signs in with a code as well. The key for their application is {key}, or as an address:")
    click.echo(uri)


@users.command("reset-second-factor")
@click.argument("email")
@with_appcontext
def reset_second_factor(email: str) -> None:
    """Take a lost second factor away, passkeys included; whoever needs one sets a new one up at the next sign-in."""
    user = account_of(email)
    with because("reset from the command line"):
        forget_second_factor(user)
    db.session.commit()
    click.echo(f"{user.email} has no second factor now.")


def account_of(email: str) -> User:
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise click.ClickException(f"Nobody signs in with {email}.")
    return user


def read_password(*, from_stdin: bool) -> str:
    """The password, typed twice at the terminal or as the first line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
