"""The little school, made anew for tests that write and kept standing for those that only read."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zlib import crc32

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app import clock as clock_module
from admin_app.clock import now
from admin_app.database import db
from admin_app.extensions import cache
from admin_app.school import Student, StudentStatus
from tests import factories as make
from tests.client import Browser
from tests.conftest import Clock
from tests.engines.copies import Rows, copy_rows, identity_of, put_back, record_of
from tests.engines.databases import ENGINES
from tests.engines.statements import WrittenTables

from .home_page import TODAY
from .little_school import LittleSchool, build

#: What makes the application on an engine.
MakeApp = Callable[[str], tuple[Flask, WrittenTables]]
MakeSchool = Callable[[WrittenTables], LittleSchool]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where TEST_SHARED_OUT is `1`, each case of a screen is tried on one engine, and each engine gets its share.

    Not where a test is marked `every_engine`, since it is about what engines do in their own ways.
    """
    if os.environ.get("TEST_SHARED_OUT") != "1":
        return
    cases: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        engine = engine_of(item)
        if engine and item.path.is_relative_to(HERE) and not item.get_closest_marker("every_engine"):
            cases[item.nodeid.replace(engine, "", 1)][engine] = item
    everywhere = {case: on for case, on in cases.items() if len(on) == len(ENGINES)}
    chosen = {case: ENGINES[crc32(case.encode()) % len(ENGINES)] for case in everywhere}
    left_out = {item for case, on in everywhere.items() for engine, item in on.items() if engine != chosen[case]}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def engine_of(item: pytest.Item) -> str | None:
    """The engine that a test is to run on; None where it runs once."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return next((value for value in values if value in ENGINES), None)


@pytest.fixture(scope="session")
def make_school() -> MakeSchool:
    """Makes the little school: by its factories once, and on all engines from a copy of its rows after that.

    So its pages are the same on all of them, and the client need not check them again.
    """
    copies: list[tuple[Rows, LittleSchool]] = []

    def make(written: WrittenTables) -> LittleSchool:
        if written.names:  # a copy has its ids, and who is there already may have the same
            school = build()
        elif copies:
            rows, identities = copies[0]
            put_back(rows)
            school = identities.each(record_of)
        else:
            with pytest.MonkeyPatch.context() as real:  # a test that stops the time stops it for itself
                real.setattr(clock_module, "datetime", datetime)
                school = build()
            copies.append((copy_rows(), school.each(identity_of)))
        db.session.commit()
        return school

    return make


@pytest.fixture
def school(app: Flask, engine_name: str, make_app: MakeApp, make_school: MakeSchool) -> LittleSchool:
    """The little school in the database of this test."""
    return make_school(make_app(engine_name)[1])


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
def standing(request: pytest.FixtureRequest, make_app: MakeApp, make_school: MakeSchool) -> Iterator[Standing]:
    """The little school on each engine, for tests that only read."""
    app, written = make_app(request.param)
    with app.app_context():
        yield Standing(app, make_school(written))
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


@pytest.fixture
def registrar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["registrar"])
    return client


@pytest.fixture
def three(school: LittleSchool, session: scoped_session[Session]) -> list[Student]:
    """Three students who are here, in order of their ids."""
    found = [make.StudentFactory(lastname=f"Trio{n}", city="Old Town", status=StudentStatus.ENROLLED) for n in range(3)]
    for student in found:
        make.AdmissionFactory(
            student=student,
            school=school.own["school"],
            academic_year=school.own["academic_year"],
            grade_level=school.own["grade_level"],
        )
    session.commit()
    return found
