"""The queue between pages and the worker: a file of this host, or Redis for several hosts.

It only says that there is something to do. What, and how it went, is the row of the `Job`: a message that comes twice
does no harm, and one that is lost is sent again; see `tending`.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ..config import instance_folder
from .running import run
from .tending import tend

EXTENSION = "homeroom_queue"


class Queue(NamedTuple):
    """The queue of huey, and how a job is put into it: by its id."""

    huey: Any
    send: Callable[[int], Any]


def queue(app: Flask) -> Queue:
    """The application's queue, made when it is first asked for."""
    if EXTENSION not in app.extensions:
        app.extensions[EXTENSION] = make_queue(app)
    found: Queue = app.extensions[EXTENSION]
    return found


def make_queue(app: Flask) -> Queue:
    from huey import crontab  # noqa: PLC0415  # costs a start 0.2 s, and most processes never ask

    huey = make_huey(app)

    def do(job_id: int) -> None:
        with app.app_context():
            run(job_id)

    def look_after() -> None:
        with app.app_context():
            try:
                due = tend()
            except SQLAlchemyError as error:  # away, or not migrated yet; it is tried again in a minute
                app.logger.warning("Nobody can look after the jobs now: %s", type(error).__name__)
                return
            for job_id in due:
                send(job_id)

    send = huey.task(name="do")(do)
    huey.periodic_task(crontab(minute="*"), name="look_after")(look_after)
    huey.on_startup(name="look_after")(look_after)
    return Queue(huey, send)


def make_huey(app: Flask) -> Any:
    from huey import RedisHuey, SqliteHuey  # noqa: PLC0415  # the same
    from redis import ConnectionPool  # noqa: PLC0415  # the same

    # Databases have a queue each: the demo's worker must not take what the school's pages asked for.
    name = "homeroom-" + sha256(app.config["SQLALCHEMY_DATABASE_URI"].encode()).hexdigest()[:16]
    if app.config["REDIS_URL"]:
        pool = ConnectionPool.from_url(app.config["REDIS_URL"], socket_connect_timeout=1)
        return RedisHuey(name, connection_pool=pool, results=False)
    return SqliteHuey(name, filename=str(app.config["JOBS_FILE"] or instance_folder() / "jobs.db"), results=False)
