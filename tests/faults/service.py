"""Homeroom as it is put in service: gunicorn and its processes, on a database of any engine."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from admin_app.accounts import create_user
from admin_app.config import ROOT
from admin_app.database import db
from benchmarks.visitor import Visitor

EMAIL, PASSWORD = "registrar@school.example", "a long enough password"
#: How much of everything the tests do. CI has little time; by hand it is set to 20.
HARDER = int(os.environ.get("TEST_HARDER") or "1")


class Service:
    """A server, the processes that it forks, and the visitors that come to it."""

    def __init__(self, port: int, server: subprocess.Popen[str]) -> None:
        self.port, self.server = port, server

    def visitor(self, like: Visitor | None = None) -> Visitor:
        """A browser; `like` another one, with its cookies, it is signed in already."""
        return Visitor("127.0.0.1", self.port, cookies=like.cookies if like else None)

    def processes(self) -> list[int]:
        """The processes that answer requests: what the server has forked, and not the worker, which it has started."""
        own = Path(f"/proc/{self.server.pid}/cmdline").read_bytes()
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        return [int(child) for child in children if command_of(child) == own]

    def kill(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)

    def limit_files(self, size: int) -> None:
        """From now on no process can write a file beyond this size; -1 lifts it."""
        for process in self.processes():
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def command_of(process: str) -> bytes:
    """Its command line; empty for one that is no more."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def serving(uri: str, folder: Path) -> Iterator[Service]:
    """A service with two processes. What it says goes to `log` in the folder."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    ours = {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": uri, "EXPORTS_FOLDER": str(folder / "exports")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"],
            cwd=ROOT,
            env=os.environ | ours,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        assert server.stdout
        assert server.stdout.readline().startswith("Homeroom listens"), (folder / "log").read_text()
        yield Service(port, server)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def add_registrar() -> None:
    """Somebody who can sign in. Commits."""
    create_user(email=EMAIL, password=PASSWORD, roles=["registrar"])
    db.session.commit()


def sign_in(visitor: Visitor) -> None:
    answer = visitor.sign_in(EMAIL, PASSWORD)
    assert (answer.status, answer.leads_to) == (302, "/admin/"), answer


def token(visitor: Visitor) -> str:
    """A token for what no form sends."""
    found = re.search(r'"csrf_token": ?"([^"]+)"', visitor.get("/session").text)
    assert found
    return found[1]
