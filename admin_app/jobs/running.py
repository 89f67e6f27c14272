"""Doing a job, in the worker: once, as its user, and so that whatever happens is told in its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import selectinload

from ..accounts import User
from ..audit import Job, JobState
from ..clock import now
from ..database import db
from ..errors import DomainError
from ..texts import later

#: Progress is written this often, in seconds; it is also the sign of life.
BEAT = 1.0
NOT_OPEN = later("The account that asked for it is closed.")
FAILED = later("It failed. The fault is ours and has been noted.")
STOPPED = later("It was stopped before it was done. Ask for it again.")


class Result(NamedTuple):
    """How a job ended: what to tell, and the file it left in `folder()`, with the name that it has when downloaded."""

    message: str
    file: Path | None = None
    name: str | None = None


@dataclass
class Work:
    """A job as its handler sees it."""

    id: int
    #: Whoever asked for it; nobody where its kind is unattended.
    user: User | None
    arguments: dict[str, Any]
    last_beat: float = field(default_factory=monotonic)

    def progress(self, done: int, total: int | None = None) -> None:
        """Tell how far it is. May be called often: without a `total` it is written once a second."""
        if total is not None or monotonic() - self.last_beat >= BEAT:
            self.last_beat = monotonic()
            note(self.id, {"progress": done} | ({} if total is None else {"total": total}))


Handler = Callable[[Work], Result]
#: What does the jobs of each kind; see `asking.kind`.
KINDS: dict[str, Handler] = {}
#: The kinds that nobody asks for, but the clock.
UNATTENDED: set[str] = set()
#: The jobs that this process is at.
at_work: set[int] = set()


def run(job_id: int) -> None:
    """Do a job that waits; one that somebody else has taken, or that is over, is left alone. Its errors are its own."""
    if not note(job_id, {"state": JobState.RUNNING, "started_at": now()}, only_if=JobState.WAITING):
        return
    at_work.add(job_id)
    try:
        result = outcome(job_id)
    except DomainError as error:
        current_app.logger.warning("Job %s failed: %s", job_id, error)
        end(job_id, JobState.FAILED, Result(str(error)))
    except Exception:
        current_app.logger.exception("Job %s failed.", job_id)
        end(job_id, JobState.FAILED, Result(FAILED))
    else:
        end(job_id, JobState.DONE, result)
    finally:
        at_work.discard(job_id)


def outcome(job_id: int) -> Result:
    """What the handler makes of it, for a user who is still let in. Raises whatever the handler does."""
    job = db.session.get_one(Job, job_id)
    if job.kind in UNATTENDED:
        return KINDS[job.kind](Work(job_id, None, job.arguments or {}))
    options = [selectinload(User.roles)]
    user = db.session.get(User, job.requested_by_id, options=options) if job.requested_by_id else None
    if user is None or not user.is_active:
        raise DomainError(NOT_OPEN)
    return KINDS[job.kind](Work(job_id, user, job.arguments or {}))


def end(job_id: int, state: JobState, result: Result) -> None:
    db.session.rollback()
    file = result.file.name if result.file else None
    told = {"message": result.message[:500], "file": file, "file_name": result.name}
    note(job_id, {"state": state, "finished_at": now(), **told})


def give_up() -> None:
    """Say of every job that this process is at that it was stopped; for a worker on its way out."""
    for job_id in tuple(at_work):
        end(job_id, JobState.FAILED, Result(STOPPED))


def note(job_id: int, values: dict[str, Any], *, only_if: JobState = JobState.RUNNING) -> bool:
    """Write to a job's row, in a transaction of its own, if it is in that state still; whether it was.

    Past the session, so that neither the version nor what the handler has not yet finished is in the way.
    """
    table = Job.__table__
    statement = update(table).where(table.c.id == job_id, table.c.state == only_if)
    with db.engine.begin() as connection:
        return bool(connection.execute(statement.values(updated_at=now(), **values)).rowcount)
