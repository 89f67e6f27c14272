"""`check`: whether this configuration is safe to put in service."""

from __future__ import annotations

import importlib.util
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path, PurePath
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect, select

from .. import migrations
from ..accounts import RoleName, User, has_demo_users
from ..config import INSTANCE, SHORTEST_SECRET
from ..database import db

#: A random secret of the shortest length has more different characters than this.
FEW_CHARACTERS = 10
MOUNTS = Path("/proc/self/mounts")
#: File systems of other computers.
REMOTE = frozenset(
    {
        *("9p", "afs", "ceph", "cifs", "davfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2"),
        *("smb3", "smbfs", "fuse.glusterfs", "fuse.s3fs", "fuse.sshfs"),
    }
)


def secret() -> str | None:
    key = current_app.config["SECRET_KEY"]
    if len(key) >= SHORTEST_SECRET and len(set(key)) > FEW_CHARACTERS:
        return None
    return 'Set SECRET_KEY to the output of: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


def shared_secret() -> str | None:
    alone = db.engine.dialect.name == "sqlite" and not current_app.config["REDIS_URL"]
    if alone or os.environ.get("SECRET_KEY"):
        return None
    return f"Set SECRET_KEY on every host to what {INSTANCE / 'secret_key'} holds here."


def debugging() -> str | None:
    if current_app.debug or current_app.testing:
        return "Unset HOMEROOM_ENV, or set it to production."
    return None


def cookies() -> str | None:
    config = current_app.config
    names = [config[f"{cookie}_COOKIE_NAME"] for cookie in ("SESSION", "REMEMBER") if config[f"{cookie}_COOKIE_SECURE"]]
    if [name.startswith("__Host-") for name in names] == [True, True]:
        return None
    return "Unset HOMEROOM_ENV, or set it to production."


def toolbar() -> str | None:
    if current_app.config["TOOLBAR"]:
        return "Unset HOMEROOM_ENV, or set it to production."
    if importlib.util.find_spec("flask_debugtoolbar") is None:
        return None
    return "Serve from an environment without the developers' tools: delete .venv, then run python3 manage.py serve."


def migrated() -> str | None:
    return "Run: python3 manage.py db upgrade" if migrations.pending() else None


def demo_accounts() -> str | None:
    if inspect(db.engine).has_table(User.__tablename__) and has_demo_users():
        return "This is the demo's database, or has its accounts. Set DATABASE_URL to one of your own."
    return None


def second_factors() -> str | None:
    """By role, as SECOND_FACTOR has it: whoever has none yet chooses it at the first sign-in, and so could a thief."""
    if not inspect(db.engine).has_table(User.__tablename__) or migrations.pending():
        return None
    users = db.session.scalars(
        select(User).where(User.active, User.deleted_at.is_(None), User.tf_primary_method.is_(None))
    )
    needing = [user for user in users if user.needs_second_factor and RoleName.ADMINISTRATOR in user.role_names]
    found = [user.email for user in needing if not user.has_second_factor]
    return f"Run: python3 manage.py users second-factor {found[0]}" if found else None


def one_host() -> str | None:
    """SQLite's file is for the processes of one computer; a Redis elsewhere is there for several."""
    redis = urlsplit(current_app.config["REDIS_URL"] or "").hostname
    if sqlite_file() is None or redis in (None, "localhost", "127.0.0.1", "::1"):
        return None
    return "Set DATABASE_URL to a PostgreSQL, MySQL or MariaDB, or REDIS_URL to a Redis on this host."


def own_disk() -> str | None:
    file = sqlite_file()
    if file is None or not is_remote(file, MOUNTS.read_text() if MOUNTS.exists() else ""):
        return None
    return "Locks do not hold there. Move the file to a disk of this computer, or set DATABASE_URL to a server."


def sqlite_file() -> Path | None:
    """The file of the database, where it is SQLite's."""
    url = db.engine.url
    return Path(url.database).resolve() if db.engine.dialect.name == "sqlite" and url.database else None


def is_remote(file: PurePath, mounts: str) -> bool:
    """Whether a file is on a computer other than this one; `mounts` is Linux's table of what is mounted where."""
    if str(file).startswith(("\\\\", "//")):  # as Windows names shared folders
        return True
    kinds = {}
    for line in mounts.splitlines():
        _source, folder, kind, *_ = line.split(" ")
        kinds[PurePath(folder.replace("\\040", " "))] = kind  # of two on one folder, the later hides the first
    around = [folder for folder in kinds if file.is_relative_to(folder)]
    return bool(around) and kinds[max(around, key=lambda folder: len(folder.parts))] in REMOTE


def private_files() -> str | None:
    if sys.platform == "win32":  # a file there is as private as its folder
        return None
    database = sqlite_file()
    files = [INSTANCE / "secret_key", *([database] if database else [])]
    public = [str(file) for file in files if is_public(file)]
    return f"Run: chmod o-rwx {' '.join(public)}" if public else None


def is_public(file: Path) -> bool:
    """Whether other users can enter the folder of a file and read or change it."""
    return (
        file.exists()
        and bool(file.parent.stat().st_mode & stat.S_IXOTH)
        and bool(file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
    )


#: What has to be so, and the function that says what to do when it is not (None when it is).
CHECKS: tuple[tuple[str, Callable[[], str | None]], ...] = (
    ("Sessions are signed with a secret that nobody can guess", secret),
    ("Another host would sign sessions with the same secret", shared_secret),
    ("Errors are not shown to visitors", debugging),
    ("Cookies are sent over HTTPS only", cookies),
    ("The debug toolbar is not installed", toolbar),
    ("The database is one that every host can share", one_host),
    ("The database is on a disk of this computer", own_disk),
    ("The database has every migration", migrated),
    ("Nobody signs in with a password that is public", demo_accounts),
    ("Administrators sign in with a second factor, unless SECOND_FACTOR says otherwise", second_factors),
    ("Other users of this computer cannot read the database or the secret", private_files),
)


@click.command()
@with_appcontext
def check() -> None:
    """Say whether this configuration is safe in service."""
    safe = True
    for claim, find_remedy in CHECKS:
        remedy = find_remedy()
        click.echo(f"no   {claim}. {remedy}" if remedy else f"yes  {claim}.")
        safe = safe and remedy is None
    if not safe:
        raise click.ClickException("This configuration is not safe to put in service.")
    click.echo("This configuration is safe to put in service.")
