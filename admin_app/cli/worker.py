"""`worker`: the process that does long work. `serve`, `demo` and `dev` start one beside them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import click
from flask import current_app
from flask.cli import with_appcontext

from .. import jobs
from ..config import ROOT
from ..database import db

#: How long a worker may take to end, in seconds, before it is ended.
PATIENCE = 10


@click.command()
@click.option("--beside-server", is_flag=True, hidden=True, help="End when standard input does: the server is gone.")
@with_appcontext
def worker(beside_server: bool) -> None:
    """Do the long work that pages ask for, such as large exports. `serve`, `demo` and `dev` have one beside them."""
    from huey.consumer import Consumer  # noqa: PLC0415  # with all of huey, which other commands do not need

    db.session.remove()
    if beside_server:
        Thread(target=end_with_server, daemon=True).start()
    huey = jobs.queue(current_app._get_current_object()).huey  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's way
    # One job at a time: an export keeps a processor busy, and the pages need the other.
    consumer = Consumer(huey, workers=1, max_delay=1.0)
    try:
        consumer.run()
    finally:
        jobs.give_up()


def end_with_server() -> None:
    """Wait until the server has closed our standard input or is no more, however it ended."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker for as long as this lasts. Ctrl-C is for the server alone, which then ends the worker."""
    command = [sys.executable, str(ROOT / "manage.py"), "worker", "--beside-server"]
    environment = os.environ | {"HOMEROOM_NO_VENV": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, start_new_session=sys.platform != "win32"
    )
    owner = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == owner:  # gunicorn's processes are forked from here, and leave through here too
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
