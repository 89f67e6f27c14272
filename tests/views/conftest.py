"""The little school, made anew for tests that write and kept standing for those that only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import now
from admin_app.database import db
from admin_app.extensions import cache
from admin_app.school import Student, StudentStatus
from tests import factories as make
from tests.client import Browser
from tests.conftest import Clock
from tests.engines.databases import ENGINES
from tests.engines.statements import WrittenTables

from .home_page import TODAY
from .little_school import LittleSchool, build


@pytest.fixture
def school(app: Flask) -> LittleSchool:
    """The little school in the database of this test."""
    made = build()
    db.session.commit()
    return made


#: For tests of what no database has a part in: who is let in, which fields are shown, whether a token is right.
anywhere = pytest.mark.parametrize("standing", ["sqlite"], indirect=True)


@dataclass
class Standing:
    """The little school in a database that the tests of a module share, none of which may change it."""

    app: Flask
    school: LittleSchool

    def browser(self, role: str | None = None) -> Browser:
        """A new browser, with the role's account signed in unless it is to be a stranger's."""
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        browser.strict = db.engine.dialect.name == "sqlite"  # every engine has the same pages; once is enough
        if role:
            browser.sign_in(self.school.users[role])
        return browser


@pytest.fixture(scope="module", params=ENGINES)
def standing(
    request: pytest.FixtureRequest, make_app: Callable[[str], tuple[Flask, WrittenTables]]
) -> Iterator[Standing]:
    """The little school on each engine, for tests that only read."""
    app, written = make_app(request.param)
    with app.app_context():
        school = build()
        db.session.commit()
        yield Standing(app, school)
        db.session.remove()
        written.empty()
        cache.clear()


@pytest.fixture
def administrator(client: Browser, clock: Clock) -> Browser:
    """An administrator’s browser, on the day of `home_page`."""
    clock.set(TODAY)
    client.sign_in("administrator")
    return client


@pytest.fixture
def students(session: scoped_session[Session]) -> list[Student]:
    """Four who are enrolled, two applicants, one who left, and one in the trash."""
    second, first = make.GradeLevelFactory(name="Second", rank=2), make.GradeLevelFactory(name="First", rank=1)
    make.GradeLevelFactory(name="Third", rank=3)
    enrolled = StudentStatus.ENROLLED
    four = [make.StudentFactory(status=enrolled, grade_level=level) for level in (first, second, second, second)]
    make.StudentFactory.create_batch(2)
    make.StudentFactory(status=StudentStatus.WITHDRAWN, grade_level=first)
    make.StudentFactory(status=enrolled, grade_level=first, deleted_at=now())
    session.commit()
    return four
