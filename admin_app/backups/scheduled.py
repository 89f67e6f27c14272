"""Copies by the clock: asked for once by all workers together, made by one of them, told of in the list of jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import insert, select

from .. import jobs
from ..audit import Job, JobState
from ..clock import local, now
from ..database import db
from ..migrations import VERSION
from .files import folder, rotate
from .taking import take

#: The kind of these jobs, and on what occasion their copies are made.
KIND, WHY = "backup", "scheduled"
#: How long after a failure it is tried again.
AGAIN = timedelta(hours=1)
#: Its one row is in every database that is migrated: whoever has locked it looks alone whether it is time.
TURN = select(VERSION.c.version_num).with_for_update()


@jobs.kind(KIND, unattended=True)
def make_backup(work: jobs.Work) -> jobs.Result:
    """Take a copy and delete the oldest ones. Raises BackupError where it cannot be taken, and deletes none then."""
    url = db.engine.url
    backup = take(url, folder(), WHY, lambda: work.progress(0))
    for name in rotate(folder(), url, WHY, current_app.config["BACKUP_KEEP"]):
        current_app.logger.info("Deleted %s, whose time was over.", name)
    return jobs.Result(str(backup.file))


@jobs.each_minute
def ask_for_backup() -> list[int]:
    """The id of a new job when it is time for one. A lock on one row lets no two workers find so at once."""
    every = current_app.config["BACKUP_EVERY"]
    if not every:
        return []
    job = Job.__table__
    last = select(job.c.state, job.c.created_at, job.c.finished_at).where(job.c.kind == KIND).order_by(job.c.id.desc())
    with db.engine.begin() as connection:
        connection.execute(TURN)
        found = connection.execute(last.limit(1)).first()
        if found and not is_time(every, *found):
            return []
        asked = insert(job).values(kind=KIND, state=JobState.WAITING, created_at=now(), updated_at=now())
        key = connection.execute(asked).inserted_primary_key
    return [key[0]] if key else []


def is_time(every: int, state: JobState, asked_at: datetime, finished_at: datetime | None) -> bool:
    """Whether to ask again, after the last one that was asked for. One that is not over yet is waited for."""
    if state is JobState.FAILED:
        return now() >= (finished_at or asked_at) + AGAIN
    return state is JobState.DONE and asked_at < beginning(now(), every)


def beginning(moment: datetime, every: int) -> datetime:
    """The last time that it was to be done: from midnight on at the school, every so many hours."""
    here = local(moment)
    hours = (here.toordinal() * 24 + here.hour) // every * every
    return here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hours - here.toordinal() * 24)
