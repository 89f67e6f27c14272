"""A server in service, started as `serve` starts it, that waits a second for a slow request instead of many."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from admin_app import create_app
from admin_app.accounts import create_user
from admin_app.config import ROOT
from admin_app.database import db
from benchmarks.visitor import Visitor
from tests import factories as make
from tests.engines.databases import Databases
from tests.engines.schema import upgrade

EMAIL, PASSWORD = "registrar@school.example", "a long enough password"
#: Seconds that a request may take to arrive.
PATIENCE = 1
START = f"""
import sys
import manage
from admin_app.cli import gunicorn_server
gunicorn_server.HEAD_ARRIVES = gunicorn_server.BODY_ARRIVES = {PATIENCE}
sys.argv[0] = "manage.py"
manage.run()
"""


@dataclass
class Service:
    """The server, and what it has written."""

    port: int
    process: subprocess.Popen[str]
    log: Path

    def visitor(self) -> Visitor:
        return Visitor("127.0.0.1", self.port)

    def connect(self) -> socket.socket:
        """A connection for what no client would send."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def lines(self) -> list[dict[str, Any]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]

    def line_of(self, request: str) -> dict[str, Any]:
        """What the log says of a request: it does so when the answer is out already."""
        for _ in range(100):
            found = [line for line in self.lines() if line["request"] == request]
            if found:
                return found[0]
            sleep(0.05)
        raise LookupError(request)

    def memory(self) -> int:
        """Bytes that the processes which serve have taken of the computer at most, in all."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True)
        peaks = [Path(f"/proc/{child}/status").read_text("ascii") for child in children.stdout.split()]
        return sum(int(status.partition("VmHWM:")[2].split()[0]) for status in peaks) * 1024


@pytest.fixture(scope="module")
def service(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Homeroom in service on SQLite: a student, a document and an account, and a debugger that is asked for in vain."""
    database, log = databases.create("sqlite"), tmp_path_factory.mktemp("service") / "log"
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=database)
    with app.app_context():
        upgrade()
        make.DocumentFactory(student=make.StudentFactory())
        create_user(email=EMAIL, password=PASSWORD, roles=["registrar"])
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    ours = {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": database, "FLASK_DEBUG": "1", "HOMEROOM_ENV": "production"}
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | ours,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout
        assert process.stdout.readline().startswith("Homeroom listens")
        yield Service(port, process, log)
    finally:
        process.terminate()
        process.communicate()
