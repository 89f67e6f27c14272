"""The test bed: an application for each engine, a database that is empty for every test, a browser, and a clock.

A test that takes `app`, or anything built on it, runs once on each engine.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app import clock as clock_module
from admin_app import create_app
from admin_app.database import db
from admin_app.extensions import cache

from .client import Browser
from .engines.databases import ENGINES, Databases
from .engines.schema import upgrade
from .engines.statements import WrittenTables, statements_sent

#: Settings that a developer may have in the environment and that tests must not depend on.
SETTINGS = ("DATABASE_URL", "REDIS_URL", "PROXIES", "SCHOOL_NAME", "SCHOOL_TIMEZONE", "SQLALCHEMY_ECHO", "HOMEROOM_ENV")
SETTINGS += ("SCHOOL_LANGUAGE", "SCHOOL_CURRENCY", "BACKUP_FOLDER", "BACKUP_EVERY", "BACKUP_KEEP", "RETENTION_YEARS")


def pytest_configure() -> None:
    for name in SETTINGS:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = "for the tests only, and long enough for service"


def pytest_collection_finish() -> None:
    """Looking for garbage takes an eighth of a run: leave out what stays to the end, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases; all of them are dropped when the run ends."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.drop()


@pytest.fixture(scope="session")
def make_app(databases: Databases) -> Iterator[Callable[[str], tuple[Flask, WrittenTables]]]:
    """The application on an engine, with the schema of the migrations; made once in a run."""
    made: dict[str, tuple[Flask, WrittenTables]] = {}

    def make(engine: str) -> tuple[Flask, WrittenTables]:
        if engine not in made:
            app = create_app("testing", SQLALCHEMY_DATABASE_URI=databases.create(engine))
            app.test_client_class = Browser
            with app.app_context():
                upgrade()
                made[engine] = app, WrittenTables(db.engine)
        return made[engine]

    yield make
    for app, _ in made.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """`sqlite`, `postgresql` or `mysql`: a test that takes it runs once on each."""
    return str(request.param)


@pytest.fixture
def app(engine_name: str, make_app: Callable[[str], tuple[Flask, WrittenTables]]) -> Iterator[Flask]:
    """The application on an empty database, inside an application context. Tables written to are emptied afterwards."""
    app, written = make_app(engine_name)
    with app.app_context():
        yield app
        db.session.remove()
        written.empty()
        if "cache" in app.extensions:
            cache.clear()


@pytest.fixture
def bare_app(engine_name: str, databases: Databases) -> Iterator[Callable[[], Flask]]:
    """Makes applications, each on a new database without a single table, inside an application context."""
    with ExitStack() as stack:

        def make() -> Flask:
            app = create_app("testing", SQLALCHEMY_DATABASE_URI=databases.create(engine_name))
            stack.enter_context(app.app_context())
            stack.callback(db.engine.dispose)
            stack.callback(db.session.remove)
            return app

        yield make


@pytest.fixture
def session(app: Flask) -> scoped_session[Session]:
    """The session that the code under test uses too."""
    return db.session


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser that nobody has signed in yet."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return browser


#: `with query_counter() as queries: …` collects the statements; `len(queries)` counts them.
query_counter = pytest.fixture(lambda: statements_sent, name="query_counter")


class Clock:
    """Stops the time of the application and sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.instant = datetime.now(UTC)
        clock = self

        class StoppedDatetime(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime will do
                return clock.instant.astimezone(tz)

        monkeypatch.setattr(clock_module, "datetime", StoppedDatetime)

    def set(self, instant: datetime) -> None:
        """Make it this instant, which has to be aware."""
        assert instant.tzinfo, "an instant needs a time zone"
        self.instant = instant

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.instant += by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The application's clock, stopped at this instant until it is set or advanced. The databases' clocks go on."""
    return Clock(monkeypatch)
