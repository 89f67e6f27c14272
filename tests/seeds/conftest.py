"""Demo schools to look at. The tests that share one only read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from admin_app import create_app
from admin_app.accounts import create_demo_users
from admin_app.database import db
from seeds import seed_school
from tests.engines.databases import Databases

#: Enough for every grade level.
STUDENTS = 300

MakeSchool = Callable[..., Flask]


@pytest.fixture(scope="session")
def make_school(databases: Databases) -> Iterator[MakeSchool]:
    """Makes demo schools, with the demo's accounts or without, each in an application of its own."""
    made = []

    def make(students: int, *, accounts: bool = False, progress: Callable[[int], None] | None = None) -> Flask:
        app = create_app("testing", SQLALCHEMY_DATABASE_URI=databases.create("sqlite"))
        made.append(app)
        with app.app_context():
            db.create_all()
            if accounts:
                create_demo_users()
            db.session.commit()
            seed_school(students, progress)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def demo(make_school: MakeSchool) -> Flask:
    """The demo school with its accounts, as the command `demo` makes it."""
    return make_school(STUDENTS, accounts=True)


@pytest.fixture
def school(demo: Flask) -> Iterator[Flask]:
    """The demo school, inside an application context. Only to be read."""
    with demo.app_context():
        yield demo
        db.session.remove()
