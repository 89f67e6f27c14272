"""The small application with the toolbar, on SQLite or on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ..engines.databases import Databases

# The toolbar refuses to be imported by a process that is not known to be a developer's or a test's.
with pytest.MonkeyPatch.context() as environment:
    environment.setenv("HOMEROOM_ENV", "testing")
    from .small_app import db, small_app


@pytest.fixture
def app(databases: Databases) -> Iterator[Flask]:
    """In place of the school: two tables and a dozen pages, on SQLite."""
    yield from running(databases.create("sqlite"))


@pytest.fixture
def app_on_each_engine(engine_name: str, databases: Databases) -> Iterator[Flask]:
    yield from running(databases.create(engine_name))


def running(uri: str) -> Iterator[Flask]:
    app = small_app(uri)
    app.test_client_class = Client
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Client(FlaskClient):
    """Reads every answer to its end, so that no file stays open."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def visit(client: FlaskClient) -> Callable[[str], str]:
    """Opens a page and gives its HTML."""
    return lambda address: client.get(address).get_data(as_text=True)
