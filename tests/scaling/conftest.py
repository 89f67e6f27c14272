"""Two hosts of one school: server processes that share a PostgreSQL database and a Redis, and nothing else."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import pytest
from flask import Flask
from redis import Redis

from admin_app import create_app
from admin_app.accounts import create_user
from admin_app.config import ROOT
from admin_app.database import db
from benchmarks.visitor import Visitor
from tests import factories as make
from tests.engines.databases import Databases
from tests.engines.schema import upgrade

EMAIL, PASSWORD = "registrar@school.example", "a long enough password"
STUDENTS = 8
#: How long a test run may hold one of the numbered databases of Redis, in seconds.
HELD = 600


@dataclass
class Host:
    """A server of its own, with processes of its own."""

    port: int
    server: subprocess.Popen[str]

    def visitor(self, address: str = "203.0.113.1") -> Visitor:
        return Visitor("127.0.0.1", self.port, address=address)

    def kill(self) -> None:
        """End the server and its processes in the midst of what they are doing."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        if self.server.stdout:
            self.server.stdout.close()


@dataclass
class Hosts:
    """What serves a school, and an application to look into its database."""

    first: Host
    second: Host
    app: Flask


def redis_server() -> SplitResult:
    """The address of a Redis. Skips when its variable is not set; fails when TEST_EVERYTHING wants no skips."""
    value = os.environ.get("TEST_REDIS_URL")
    if not value:
        refuse: Callable[[str], None] = pytest.fail if os.environ.get("TEST_EVERYTHING") == "1" else pytest.skip
        refuse("Redis is not switched on: set TEST_REDIS_URL to a server, for example redis://127.0.0.1:6379/")
    return urlsplit(value or "")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A numbered database of Redis that nobody else uses meanwhile; emptied in the end."""
    server = redis_server()
    for number in range(15, 0, -1):
        url = server._replace(path=f"/{number}").geturl()
        with Redis.from_url(url) as client:
            if client.dbsize() == 0 and client.set("held by a test run", os.getpid(), nx=True, ex=HELD):
                yield url
                client.flushdb()
                return
    pytest.fail("Every numbered database of Redis is in use.")


@pytest.fixture(scope="module")
def school(databases: Databases) -> Iterator[Flask]:
    """A migrated database with a few students and an account."""
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=databases.create("postgresql"))
    with app.app_context():
        upgrade()
        make.StudentFactory.create_batch(STUDENTS)
        create_user(email=EMAIL, password=PASSWORD, roles=["administrator"])
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def hosts(school: Flask, redis_url: str) -> Iterator[Hosts]:
    """Two hosts of the school. A test that kills one comes last."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        ports = [probe.getsockname()[1] for probe in probes]
    started = [start(school, redis_url, port) for port in ports]
    try:
        for host in started:
            assert host.server.stdout
            assert host.server.stdout.readline().startswith("Homeroom listens")
        yield Hosts(started[0], started[1], school)
    finally:
        for host in started:
            if host.server.poll() is None:
                host.kill()


def start(app: Flask, redis_url: str, port: int) -> Host:
    """A host on the database of an application; it answers once it has said where it listens."""
    database = app.config["SQLALCHEMY_DATABASE_URI"]
    ours = {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": database, "REDIS_URL": redis_url, "PROXIES": "1"}
    ours["SECOND_FACTOR"] = "nobody"  # it is tried elsewhere
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"],
        cwd=ROOT,
        env=os.environ | ours,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return Host(port, server)
