"""A migrated database with a few students, and a service on it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from admin_app.database import db
from benchmarks.visitor import Visitor
from tests.engines.schema import upgrade
from tests.factories import StudentFactory

from .service import Service, add_registrar, serving, sign_in

STUDENTS = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests look into /proc and send signals."""
    for item in items:
        if "tests/faults" in item.nodeid and not sys.platform.startswith("linux"):
            item.add_marker(pytest.mark.skip(reason="processes are found in /proc, which only Linux has"))


@pytest.fixture
def school(bare_app: Callable[[], Flask]) -> Flask:
    """An application to look into the database with."""
    return furnished(bare_app())


def furnished(app: Flask) -> Flask:
    """The application whose context this is, after its database has been given a school."""
    upgrade()
    StudentFactory.create_batch(STUDENTS)
    add_registrar()
    db.session.remove()
    return app


@pytest.fixture
def service(school: Flask, tmp_path: Path) -> Iterator[Service]:
    with serving(school.config["SQLALCHEMY_DATABASE_URI"], tmp_path) as running:
        yield running


@pytest.fixture
def registrar(service: Service) -> Iterator[Visitor]:
    """Somebody who has signed in."""
    with closing(service.visitor()) as visitor:
        sign_in(visitor)
        yield visitor
