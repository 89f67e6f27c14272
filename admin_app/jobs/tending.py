"""Looking after jobs, once a minute and when a worker starts: none stays unfinished without saying so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select, update

from ..audit import Job, JobState
from ..clock import now
from ..database import db
from .files import KEPT, folder
from .running import KINDS, STOPPED

#: A running job gives a sign of life every second; the longest silent step (closing a sheet of a million rows) is less.
SILENCE = timedelta(minutes=5)
#: Whoever asks for a job also sends a message; after this long it must have been lost.
UNHEARD = timedelta(minutes=1)
#: What makes jobs when it is time for them, and returns their ids.
EACH_MINUTE: list[Callable[[], list[int]]] = []


def each_minute(asks: Callable[[], list[int]]) -> Callable[[], list[int]]:
    """Has a function asked once a minute, by every worker, for the jobs that it has just made."""
    EACH_MINUTE.append(asks)
    return asks


def tend() -> list[int]:
    """End what has died, delete the files whose time is over, and return the jobs that need a message.

    Those are the ones that it is time for, and those whose message seems to be lost.
    """
    moment = now()
    bury(moment - SILENCE)
    forget(moment - KEPT)
    unheard = (Job.state == JobState.WAITING, Job.kind.in_(KINDS), Job.created_at < moment - UNHEARD)
    with db.engine.connect() as connection:
        lost = list(connection.scalars(select(Job.id).where(*unheard).order_by(Job.id)))
    return [*lost, *(job_id for asks in EACH_MINUTE for job_id in asks())]


def bury(before: datetime) -> None:
    """Jobs that nobody has heard of since then have died with their worker."""
    table = Job.__table__
    dead = (table.c.state == JobState.RUNNING, table.c.kind.in_(KINDS), table.c.updated_at < before)
    with db.engine.begin() as connection:
        if connection.scalar(select(func.count()).where(*dead)):
            connection.execute(
                update(table).where(*dead).values(state=JobState.FAILED, finished_at=now(), message=STOPPED)
            )


def forget(before: datetime) -> None:
    """Delete the files of jobs that ended before then, and what dead workers have left half-made."""
    table = Job.__table__
    over = (table.c.finished_at < before, table.c.file.is_not(None))
    with db.engine.begin() as connection:
        if connection.scalar(select(func.count()).where(*over)):
            connection.execute(update(table).where(*over).values(file=None))
    for path in folder().iterdir():
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            current_app.logger.info("Deleted %s, whose time was over.", path.name)
