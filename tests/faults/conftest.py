"""A migrated database with a few students, and a service on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask

from admin_app import create_app
from admin_app.database import db
from benchmarks.visitor import Visitor
from tests.engines.databases import ENGINES, Databases
from tests.engines.schema import upgrade
from tests.factories import StudentFactory

from .service import Service, add_registrar, serving, sign_in

STUDENTS = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests look into /proc and send signals."""
    for item in items:
        if "tests/faults" in item.nodeid and not sys.platform.startswith("linux"):
            item.add_marker(pytest.mark.skip(reason="processes are found in /proc, which only Linux has"))


@pytest.fixture(scope="module", params=ENGINES)
def school(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Flask]:
    """An application to look into the database with, on each engine."""
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=databases.create(request.param))
    with app.app_context():
        furnish()
        yield app
        db.session.remove()
        db.engine.dispose()


def furnish() -> None:
    """Give the database of the application a school."""
    upgrade()
    StudentFactory.create_batch(STUDENTS)
    add_registrar()
    db.session.remove()


@pytest.fixture(scope="module")
def service(school: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(school.config["SQLALCHEMY_DATABASE_URI"], tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="module")
def registrar(service: Service) -> Iterator[Visitor]:
    """Somebody who has signed in."""
    with closing(service.visitor()) as visitor:
        sign_in(visitor)
        yield visitor
