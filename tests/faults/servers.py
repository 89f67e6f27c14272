"""Database servers of a test's own, which it may kill."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from admin_app.config import database_uri

#: Seconds until a server that was started answers.
PATIENCE = 60


class DatabaseServer:
    """PostgreSQL or MariaDB, with nothing in it. Subclasses say how it is made, started and reached."""

    programs: tuple[str, ...] = ()
    #: Servers refuse to run as root.
    account = ""
    #: What ends it in the midst of everything.
    death = signal.SIGKILL
    home = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.paths = {name: find(name) for name in self.programs}
        if os.geteuid() == 0:
            shutil.chown(folder, self.account)
        self.process: subprocess.Popen[bytes] | None = None
        self.make()

    def make(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def uri(self, database: str) -> str:
        raise NotImplementedError

    def run(self, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self.as_account())
        assert done.returncode == 0, done.stdout + done.stderr

    def as_account(self) -> dict[str, str]:
        return {"user": self.account, "group": self.account, "cwd": str(self.folder)} if os.geteuid() == 0 else {}

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, **self.as_account())
        deadline = monotonic() + PATIENCE
        while not self.answers():
            assert monotonic() < deadline, (self.folder / "log").read_text()
            sleep(0.05)

    def answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except OperationalError:
            return False
        return True

    def execute(self, statement: str) -> None:
        engine = create_engine(self.uri(self.home), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(self.death)
            self.process.wait()
            self.process = None


class PostgreSQL(DatabaseServer):
    programs = ("initdb", "postgres")
    account = "postgres"
    death = signal.SIGQUIT  # at once, without tidying up; a kill would leave its processes behind
    home = "postgres"

    def make(self) -> None:
        self.run(
            self.paths["initdb"],
            *("--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"),
            str(self.folder / "data"),
        )

    def command(self) -> list[str]:
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")
        options = [option for setting in settings for option in ("-c", setting)]
        return [self.paths["postgres"], "-D", str(self.folder / "data"), "-p", str(self.port), *options]

    def uri(self, database: str) -> str:
        return database_uri(f"postgresql://postgres@127.0.0.1:{self.port}/{database}")


class MariaDB(DatabaseServer):
    programs = ("mariadb-install-db", "mariadbd")
    account = "mysql"

    def make(self) -> None:
        self.run(
            self.paths["mariadb-install-db"],
            *("--no-defaults", f"--datadir={self.folder / 'data'}", "--skip-test-db"),
            "--auth-root-authentication-method=normal",
        )

    def command(self) -> list[str]:
        return [
            self.paths["mariadbd"],
            *("--no-defaults", f"--datadir={self.folder / 'data'}", f"--socket={self.folder / 'socket'}"),
            *(f"--port={self.port}", "--bind-address=127.0.0.1", "--character-set-server=utf8mb4"),
            "--loose-innodb-flush-method=nosync",
        ]

    def uri(self, database: str) -> str:
        return database_uri(f"mysql://root@127.0.0.1:{self.port}/{database}")


def find(name: str) -> str:
    """A program of a server. Skips when it is missing; fails when TEST_EVERYTHING wants no skips."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(beside[-1]) if beside else shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        refuse: Callable[[str], None] = pytest.fail if os.environ.get("TEST_EVERYTHING") == "1" else pytest.skip
        refuse(f"{name} is not on this computer")
    return path or ""


SERVERS: dict[str, type[DatabaseServer]] = {"postgresql": PostgreSQL, "mysql": MariaDB}


@contextmanager
def database_server(engine: str) -> Iterator[DatabaseServer]:
    """A server that runs, in a folder that its account can reach."""
    folder = Path(mkdtemp(prefix="homeroom-server-"))
    folder.chmod(0o755)
    server = None
    try:
        server = SERVERS[engine](folder)
        server.start()
        server.execute("CREATE DATABASE homeroom")
        yield server
    finally:
        if server is not None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
