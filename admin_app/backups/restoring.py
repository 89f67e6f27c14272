"""Putting a copy back, without ever leaving half a database as the only one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import URL

from .counting import Counts, difference
from .engines import engine_of, engine_of_file
from .errors import BackupError, HalfRestored
from .taking import explained, silent, take

#: On what occasion the copy was made of a database that is then replaced.
BEFORE = "before-restore"
#: The tables that say nothing of whether anybody has worked with a database.
BOOKKEEPING = ("alembic_version", "search_fts")


class Restored(NamedTuple):
    """What the database has now, and the copy of what it held before, if that was anything."""

    counts: Counts
    kept: Path | None


def holds_anything(url: URL) -> bool:
    """Whether a database has rows that somebody may miss. One that cannot be read may have some."""
    try:
        counts = engine_of(url).counts_of(url)
    except sqlite3.DatabaseError:
        return True
    return any(number for name, number in counts.items() if not name.startswith(BOOKKEEPING))


def restore(url: URL, file: Path, folder: Path) -> Restored:
    """Make a database what a copy of it or of another one holds, after a copy of what it holds now has been taken.

    Raises BackupError, which says in what state the database is. A file of SQLite that cannot be read any more is kept
    under another name instead of being copied.
    """
    engine = engine_of(url)
    if engine_of_file(file) is not engine:
        raise BackupError(
            "{file} is a backup of {other}, and DATABASE_URL names a database of {engine}. A backup goes back to the "
            "engine that it came from.",
            file=file,
            other=engine_of_file(file).NAME,
            engine=engine.NAME,
        )
    with explained():
        counts = engine.counts_in(file, silent)  # all of it can be read, before anything is touched
    kept = keep(url, folder)
    try:
        with explained():
            engine.put_back(url, file, silent)
    except HalfRestored as error:
        raise HalfRestored("{error} {before}", error=str(error), before=before(kept)) from error
    except BackupError as error:
        raise BackupError("{error} The database is as it was.", error=str(error)) from error
    if wrong := difference(counts, engine.counts_of(url)):
        raise BackupError(
            "The database does not hold what the backup holds ({tables}). {before}", tables=wrong, before=before(kept)
        )
    return Restored(counts, kept)


def keep(url: URL, folder: Path) -> Path | None:
    """The copy of what is in the database now; None where that is nothing, or nothing that can be read."""
    try:
        engine_of(url).counts_of(url)
    except sqlite3.DatabaseError:
        return None
    return take(url, folder, BEFORE).file if holds_anything(url) else None


def before(kept: Path | None) -> str:
    return f"What it held before is in {kept}." if kept else "It held nothing before."
