"""What each engine does for copies, and which of them a database or a file belongs to."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import URL

from . import mariadb, postgresql, sqlite
from .counting import Counts
from .errors import BackupError


class Engine(Protocol):
    """What a module of an engine has.

    `beat` is called every now and then, however long it takes. What goes wrong is a BackupError, or what the engine's
    driver raises.
    """

    NAME: str
    #: How the names of its copies end.
    SUFFIX: str

    def write(self, url: URL, file: Path, beat: Callable[[], None]) -> Counts | None:
        """Write a copy of a live database, as it was at one instant, into a file that is there and empty.

        Returns the rows at that very instant; None where the engine cannot tell them.
        """

    def counts_in(self, file: Path, beat: Callable[[], None]) -> Counts:
        """The rows in a copy, all of which is read."""

    def counts_of(self, url: URL) -> Counts:
        """The rows in a database; nothing where there is none."""

    def put_back(self, url: URL, file: Path, beat: Callable[[], None]) -> None:
        """Make the database what the copy holds, and nothing else.

        Raises HalfRestored when it breaks off in the midst; with any other error the database is as it was.
        """


ENGINES: dict[str, Engine] = {"sqlite": sqlite, "postgresql": postgresql, "mysql": mariadb, "mariadb": mariadb}


def engine_of(url: URL) -> Engine:
    return ENGINES[url.get_backend_name()]


def engine_of_file(file: Path) -> Engine:
    """Which engine a copy was made of, by how it begins. Raises BackupError for a file that is no copy."""
    try:
        with file.open("rb") as stream:
            beginning = stream.read(100)
        if beginning.startswith(b"\x1f\x8b"):
            with gzip.open(file) as unpacked:
                beginning = unpacked.read(100)
    except (OSError, EOFError) as error:
        raise BackupError("{file} cannot be read: {reason}", file=file, reason=str(error)) from error
    if beginning.startswith(b"SQLite format 3\0"):
        return sqlite
    if beginning.startswith(b"PGDMP"):
        return postgresql
    if b"-- MariaDB dump" in beginning or b"-- MySQL dump" in beginning:
        return mariadb
    raise BackupError("{file} is no backup of a database.", file=file)
