"""A small application with the toolbar, on each engine that is switched on."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, text

os.environ.setdefault("HOMEROOM_ENV", "testing")  # else the toolbar refuses to be imported

from admin_app.config import database_uri
from admin_app.devtools.recording import Exchange, Recorder
from admin_app.devtools.routes import EXTENSION

from .small_app import db, small_app

SERVERS = {"postgresql": "TEST_POSTGRESQL_URL", "mysql": "TEST_MYSQL_URL"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    yield from running(f"sqlite:///{tmp_path / 'small.db'}")


@pytest.fixture(params=["sqlite", *SERVERS])
def app_on_each_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    if request.param == "sqlite":
        yield from running(f"sqlite:///{tmp_path / 'small.db'}")
        return
    server = os.environ.get(SERVERS[request.param])
    if not server:
        reason = f"set {SERVERS[request.param]} to the URL of a server on which databases may be created"
        pytest.fail(reason) if os.environ.get("TEST_EVERYTHING") == "1" else pytest.skip(reason)
    yield from running_on_server(server)


def running_on_server(server: str) -> Iterator[Flask]:
    """The application on a database of its own, which is dropped afterwards."""
    name = f"homeroom_devtools_{uuid.uuid4().hex[:12]}"
    url = make_url(database_uri(server))
    # The SQL standard's quotes are not MySQL's; a name of letters, digits and underscores needs none.
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield from running(url.set(database=name).render_as_string(hide_password=False))
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}"))
        admin.dispose()


def running(uri: str) -> Iterator[Flask]:
    app = small_app(uri)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def visit(client: FlaskClient) -> Callable[[str], str]:
    """Open a page and give its HTML."""
    return lambda address: client.get(address).get_data(as_text=True)


def last_exchange(app: Flask) -> Exchange:
    """What was recorded of the last request."""
    recorder: Recorder = app.extensions[EXTENSION][0]
    return recorder.exchanges[-1]


def panel(html: str, name: str) -> str:
    """The HTML of one panel of the toolbar."""
    found = re.search(rf'id="flDebug{name}Panel-content".*?(?=id="flDebug\w+Panel-content"|id="flDebugWindow")', html, re.DOTALL)
    assert found, f"the page has no panel {name}"
    return found[0]
