"""Asking for long work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from ..accounts import User
from ..audit import Job
from ..database import db
from .queue import queue
from .running import KINDS, UNATTENDED, Handler


def kind(name: str, *, unattended: bool = False) -> Callable[[Handler], Handler]:
    """Says what does the jobs of a kind: a function of a `Work` that returns a `Result`.

    It may raise a DomainError, whose sentence the job's page shows. It does not commit what it has not finished, since
    a worker may be stopped at any moment; its job then says so, and is not tried again by itself.
    Jobs of a kind that is `unattended` are asked for by nobody, and are done with nobody's powers.
    """

    def register(handler: Handler) -> Handler:
        KINDS[name] = handler
        if unattended:
            UNATTENDED.add(name)
        return handler

    return register


def ask(*, kind: str, requested_by: User, subject: str, arguments: dict[str, Any]) -> Job:
    """A new job for the worker, with what it is about in words (`Students, CSV`) and what its handler needs to know.

    Commits, since the worker must find it. Where the queue cannot be reached, the job waits until it can.
    """
    job = Job(kind=kind, requested_by_id=requested_by.id, subject=subject, arguments=arguments)
    db.session.add(job)
    db.session.commit()
    try:
        queue(current_app._get_current_object()).send(job.id)  # type: ignore[attr-defined]  # noqa: SLF001  # the proxy's way to it
    except Exception:  # of a file or of Redis, and either way the worker will find the job by itself
        current_app.logger.exception("The queue cannot be reached; job %s waits.", job.id)
    return job
