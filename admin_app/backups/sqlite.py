"""Copies of a SQLite database: by SQLite's own backup interface, while people work; put back by changing the file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import URL

from ..clock import now
from ..database import unicode_lower
from .counting import Counts
from .errors import BackupError
from .files import beside

NAME = "SQLite"
SUFFIX = ".sqlite3"
#: Pages of 4 KiB that are copied before somebody hears of it, and steps of SQLite's machine.
PAGES, STEPS = 10_000, 1_000_000
#: Seconds to wait for whoever else has the file open.
PATIENCE = 5


def write(url: URL, file: Path, beat: Callable[[], None]) -> Counts:
    """Copy the pages within one reading transaction, which neither waits for writers nor keeps them waiting."""
    with closing(connect(file_of(url))) as live, closing(connect(file)) as copy:
        live.execute("BEGIN")
        expected = count(live)
        live.backup(copy, pages=PAGES, progress=lambda *_: beat())
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
        return expected


def counts_in(file: Path, beat: Callable[[], None]) -> Counts:
    """Count, after SQLite has looked at every page."""
    with closing(connect(file, query="mode=ro&immutable=1")) as copy:
        copy.set_progress_handler(beat, STEPS)
        problem = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if problem != "ok":
            raise BackupError("{file} is damaged: {reason}", file=file, reason=problem)
        return count(copy)


def counts_of(url: URL) -> Counts:
    if not file_of(url).exists():
        return {}
    with closing(connect(file_of(url))) as connection:
        return count(connection)


def put_back(url: URL, file: Path, beat: Callable[[], None]) -> None:
    """Write the new file beside the old one, and let it take its place in one step.

    Raises BackupError while somebody has the database open: they would go on in a file that nobody sees any more.
    """
    target = file_of(url)
    with beside(target) as new:
        with closing(connect(file, query="mode=ro&immutable=1")) as copy, closing(connect(new)) as fresh:
            copy.backup(fresh, pages=PAGES, progress=lambda *_: beat())
            fresh.execute("PRAGMA journal_mode=DELETE")
        if target.exists():
            look_like(new, target)
        with nobody_else_in(target):
            new.replace(target)


def file_of(url: URL) -> Path:
    if url.database in (None, "", ":memory:"):
        raise BackupError("A database in memory is gone with its process; there is nothing to copy.")
    return Path(str(url.database)).absolute()


def connect(file: Path, *, query: str = "mode=rw") -> sqlite3.Connection:
    """A connection to a file that is there, which begins no transaction by itself."""
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?{query}", uri=True, timeout=PATIENCE, isolation_level=None
    )
    connection.create_function("lower", 1, unicode_lower, deterministic=True)  # which indexes may be made of
    return connection


def count(connection: sqlite3.Connection) -> Counts:
    """The rows of every table but the virtual one, which has none of its own."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = [name for (name,) in connection.execute(tables) if not name.startswith("sqlite_")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  # the database's own names


def look_like(new: Path, old: Path) -> None:
    """Give a file the mode of another, and its owner where that is somebody else and we may."""
    status = old.stat()
    new.chmod(status.st_mode & 0o777)
    if os.name == "posix":
        with suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)


@contextmanager
def nobody_else_in(target: Path) -> Iterator[None]:
    """Alone with a database, whose log of late changes is in it. One that is damaged is put aside first."""
    if not target.exists():
        yield
        return
    with closing(connect(target)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")  # takes in what the log holds, and deletes it
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BackupError("The database is in use. Stop the service and its worker, then try again.") from error
        except sqlite3.DatabaseError:
            put_aside(target)
        yield


def put_aside(target: Path) -> None:
    """A damaged database keeps its content, under another name: somebody may get something out of it yet."""
    mark = f".damaged-{now():%Y%m%dT%H%M%SZ}"
    for end in ("", "-wal", "-shm", "-journal"):
        part = target.with_name(target.name + end)
        if part.exists():
            part.replace(target.with_name(target.name + mark + end))
