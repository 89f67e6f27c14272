"""The library's screens inside the real application, with powers that a test gives and takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app import accounts, create_app
from admin_app.accounts import Action
from admin_app.database import db
from tests.client import Browser
from tests.engines.databases import Databases
from tests.engines.statements import WrittenTables

from .library import VIEWS, Shelved

RESOURCES = frozenset(view.model.__tablename__ for view in VIEWS)


class Powers:
    """The permission table for the library: everything on every row, until a test says otherwise."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], frozenset[str]] = {}
        self.unreadable: set[str] = set()
        self.unwritable: set[str] = set()

    def limit(self, resource: str, *scopes: str, to: Iterable[str] = tuple(Action)) -> None:
        """Allow these actions on these scopes of rows only; none at all denies them."""
        self.rows |= {(resource, str(action)): frozenset(scopes) for action in to}

    def state(self) -> tuple[frozenset[Any], ...]:
        return frozenset(self.rows.items()), frozenset(self.unreadable), frozenset(self.unwritable)

    def scopes(self, user: Any, resource: str, action: str) -> frozenset[str]:
        if not user or not user.is_authenticated:
            return frozenset()
        return self.rows.get((resource, str(action)), frozenset({"all"}))


@pytest.fixture
def powers(monkeypatch: pytest.MonkeyPatch) -> Powers:
    """What the signed-in user may do in the library."""
    given = Powers()

    def over(name: str, own: Callable[..., Any]) -> None:
        school: Callable[..., Any] = getattr(accounts, name)
        monkeypatch.setattr(
            accounts,
            name,
            lambda user, resource, what: (own if resource in RESOURCES else school)(user, resource, what),
        )

    roles_of = accounts.roles_of
    # What is kept for each set of roles has to be made anew when a test changes what they may.
    monkeypatch.setattr(accounts, "roles_of", lambda user: roles_of(user) | {given.state()})
    over("scopes", lambda user, resource, action: frozenset(given.scopes(user, resource, action)))
    over("may", lambda user, resource, action: bool(given.scopes(user, resource, action)))
    over("may_read_field", lambda user, resource, field: f"{resource}.{field}" not in given.unreadable)
    over("may_write_field", lambda user, resource, field: f"{resource}.{field}" not in given.unwritable)
    return given


@pytest.fixture(scope="session")
def make_library(databases: Databases) -> Iterator[Callable[[str], tuple[Flask, WrittenTables]]]:
    """The application with the library's screens on an engine; made once in a run."""
    made: dict[str, tuple[Flask, WrittenTables]] = {}

    def make(engine: str) -> tuple[Flask, WrittenTables]:
        if engine not in made:
            app = create_app("testing", SQLALCHEMY_DATABASE_URI=databases.create(engine))
            app.test_client_class = Browser
            for view in VIEWS:
                app.extensions["admin"][0].add_view(view(db))
            with app.app_context():
                db.create_all()
                Shelved.metadata.create_all(db.engine)
                made[engine] = app, WrittenTables(db.engine)
        return made[engine]

    yield make
    for app, _ in made.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(
    engine_name: str, make_library: Callable[[str], tuple[Flask, WrittenTables]], powers: Powers
) -> Iterator[Flask]:
    """The library on an empty database, inside an application context."""
    app, written = make_library(engine_name)
    with app.app_context():
        yield app
        db.session.remove()
        written.empty()
        with db.engine.begin() as connection:
            for table in reversed(Shelved.metadata.sorted_tables):
                connection.execute(table.delete())


@pytest.fixture
def session(app: Flask) -> scoped_session[Session]:
    return db.session


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser with an administrator signed in."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in()
    return browser


@pytest.fixture
def add(session: scoped_session[Session]) -> Callable[..., Any]:
    """Puts a record into the database and returns it."""

    def make(record: Any) -> Any:
        session.add(record)
        session.commit()
        return record

    return make
