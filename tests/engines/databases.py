"""Databases that exist for one test run: SQLite always, the servers when the environment says where they are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, Connection, make_url

from admin_app.config import database_uri

ENGINES = ("sqlite", "postgresql", "mysql")
#: Where the test run may create databases.
SERVER_VARIABLES = {"postgresql": "TEST_POSTGRESQL_URL", "mysql": "TEST_MYSQL_URL"}
EXAMPLES = {"postgresql": "postgresql://postgres@127.0.0.1:5432/", "mysql": "mysql://root@127.0.0.1:3306/"}
LIST_DATABASES = {"postgresql": "SELECT datname FROM pg_database", "mysql": "SHOW DATABASES"}
PREFIX = "homeroom_test"
#: A run that died leaves its databases behind; after a day nobody is running it any more.
LEFTOVER_SECONDS = 24 * 60 * 60


class Databases:
    """Makes databases on any engine and drops all of them in the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[tuple[URL, str]] = []
        self.swept: set[str] = set()

    def create(self, engine: str) -> str:
        """The URI of a new, empty database. Skips or fails the test when the engine's server is not known."""
        name = f"{PREFIX}_{int(time.time())}_{uuid4().hex[:8]}"
        if engine == "sqlite":
            return database_uri(f"sqlite:///{self.folder / name}.db")
        url = server_url(engine)
        with administration(url) as server:
            if engine not in self.swept:
                drop_leftovers(server, engine)
                self.swept.add(engine)
            server.execute(text(f"CREATE DATABASE {name}"))
            if engine == "postgresql":  # nobody needs these rows after a power cut, so nobody waits for the disk
                server.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        self.made.append((url, name))
        return database_uri(url.set(database=name).render_as_string(hide_password=False))

    def drop(self) -> None:
        """Drop every database made on a server; SQLite's files go with their folder."""
        for url, name in self.made:
            with administration(url) as server:
                drop(server, name)
        self.made.clear()


def server_url(engine: str) -> URL:
    """The server for an engine. Skips when its variable is not set; fails when TEST_EVERYTHING wants no skips."""
    variable = SERVER_VARIABLES[engine]
    value = os.environ.get(variable)
    if not value:
        refuse: Callable[[str], None] = pytest.fail if os.environ.get("TEST_EVERYTHING") == "1" else pytest.skip
        refuse(f"{engine} is not switched on: set {variable} to a server, for example {EXAMPLES[engine]}")
    return make_url(database_uri(value or ""))


@contextmanager
def administration(url: URL) -> Iterator[Connection]:
    """A connection for CREATE and DROP DATABASE, which want no transaction."""
    home = url.set(database="postgres") if url.get_backend_name() == "postgresql" else url
    engine = create_engine(home, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def drop_leftovers(server: Connection, engine: str) -> None:
    """Drop what runs that died a day ago or more have left."""
    for name in server.scalars(text(LIST_DATABASES[engine])).all():
        prefix, _, rest = name.rpartition(f"{PREFIX}_")
        made = rest.split("_")[0]
        if rest and not prefix and made.isdecimal() and int(made) < time.time() - LEFTOVER_SECONDS:
            drop(server, name)


def drop(server: Connection, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    force = " WITH (FORCE)" if server.dialect.name == "postgresql" else ""
    server.execute(text(f"DROP DATABASE IF EXISTS {name}{force}"))
