"""The files of copies: where they are, what they are called, and how they come to be there whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from glob import escape
from pathlib import Path
from tempfile import mkstemp

from flask import current_app
from sqlalchemy.engine import URL

from ..clock import now
from .errors import BackupError

#: How the name of a file ends that is still being written.
PART = ".part"
#: Whoever has not finished one by then is no more.
GIVEN_UP = timedelta(days=1)


def folder() -> Path:
    """BACKUP_FOLDER, where copies are kept when nobody says otherwise."""
    return Path(current_app.config["BACKUP_FOLDER"])


def made(path: Path) -> Path:
    """A folder, made where it is missing; nobody but its owner can look into one that was. Raises BackupError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError("{folder} cannot be made: {reason}", folder=path, reason=error.strerror) from error
    return path


def new_file(folder: Path, url: URL, why: str, suffix: str) -> Path:
    """A file for a copy: the database, when, and on what occasion, as in `school-20261130T170102Z-scheduled.dump`.

    They sort by time. Of two in one second the later one gets the next second: none takes the name of another.
    """
    moment = now()
    while (file := folder / f"{stem(url)}-{moment:%Y%m%dT%H%M%SZ}-{why}{suffix}").exists():
        moment += timedelta(seconds=1)
    return file


def stem(url: URL) -> str:
    """What the database is called, in letters that are right in the name of a file."""
    name = str(url.database)
    return re.sub(r"[^\w.-]", "_", Path(name).stem if url.get_backend_name() == "sqlite" else name)


@contextmanager
def beside(file: Path) -> Iterator[Path]:
    """A file to write, for its owner only, which takes its name once all of it is on the disk. Nothing half remains."""
    descriptor, name = mkstemp(dir=file.parent, prefix=f".{file.name}-", suffix=PART)
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
        if part.exists():  # unless it was given its name already
            keep(part)
            part.replace(file)
        keep(file.parent)
    finally:
        for each in part.parent.glob(f"{escape(part.name)}*"):  # with what SQLite has beside it
            each.unlink()


def keep(path: Path) -> None:
    """Return when a file is on the disk, or a folder knows its files. Windows has no such thing for folders."""
    if os.name == "posix" or path.is_file():
        descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def rotate(path: Path, url: URL, why: str, keep: int) -> list[str]:
    """Delete all but the newest copies of a database that were made on an occasion; returns their names.

    What somebody has broken off goes as well.
    """
    ours = re.compile(rf"{re.escape(stem(url))}-\d{{8}}T\d{{6}}Z-{re.escape(why)}\.[a-z0-9.]+")
    old = sorted(file for file in path.iterdir() if ours.fullmatch(file.name))[:-keep]
    dead = now() - GIVEN_UP
    for file in path.glob(f".{stem(url)}-*{PART}*"):
        if file.stat().st_mtime < dead.timestamp():
            old.append(file)
    for file in old:
        file.unlink(missing_ok=True)
    return [file.name for file in old]
