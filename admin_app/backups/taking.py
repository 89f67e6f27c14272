"""Taking a copy: written beside, read again, and only then given its name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from .counting import Counts, difference
from .engines import engine_of
from .errors import BackupError
from .files import beside, made, new_file


class Backup(NamedTuple):
    """A copy that has been read again: its rows by table."""

    file: Path
    counts: Counts

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def silent() -> None:
    """Nobody wants to hear how far it is."""


def take(url: URL, folder: Path, why: str, beat: Callable[[], None] = silent) -> Backup:
    """A copy of a live database in a folder, whole and readable by its owner only; `why` becomes part of its name.

    Raises BackupError, and leaves no file, when it cannot be made or does not hold what the database held.
    """
    engine = engine_of(url)
    file = new_file(made(folder), url, why, engine.SUFFIX)
    with explained(), beside(file) as part:
        expected = engine.write(url, part, beat)
        found = engine.counts_in(part, beat)
        if expected is not None and (wrong := difference(expected, found)):
            raise BackupError("The copy does not hold what the database holds ({tables}).", tables=wrong)
    return Backup(file, found)


@contextmanager
def explained() -> Iterator[None]:
    """What goes wrong with files and databases, as a BackupError with the reason that they give."""
    try:
        yield
    except OSError as error:
        raise BackupError("The copy cannot be written: {reason}", reason=error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise BackupError("SQLite failed: {reason}", reason=str(error)) from error
    except DBAPIError as error:
        reason = str(error.orig.args[-1] if error.orig and error.orig.args else error.orig).partition("\n")[0]
        raise BackupError("The database failed: {reason}", reason=reason) from error
