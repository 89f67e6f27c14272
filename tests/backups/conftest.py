"""What the tests of backups share: a school worth keeping, the programs they need, and all that a database holds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL, make_url

from admin_app.database import db
from tests.engines.databases import Databases
from tests.factories import FACTORIES, DocumentFileFactory, StudentFactory, TagFactory

PROGRAMS = {"sqlite": (), "postgresql": ("pg_dump", "pg_restore", "psql"), "mysql": ("mariadb-dump", "mariadb")}
#: What copies have been broken by: quotes, ends of statements and of rows, other scripts, and what looks like a row.
HARD = "O’Brien \\'; DROP TABLE student; -- \\. \t(1,'a'),(2,\"b\")\n\\.\n名前 😀 \u202eabc"


@pytest.fixture
def programs(engine_name: str) -> None:
    """Skips where the programs of an engine are missing; fails when TEST_EVERYTHING wants no skips."""
    missing = [name for name in PROGRAMS[engine_name] if shutil.which(name) is None]
    if missing:
        refuse: Callable[[str], None] = pytest.fail if os.environ.get("TEST_EVERYTHING") == "1" else pytest.skip
        refuse(f"{', '.join(missing)} are not on this computer")


@pytest.fixture
def school(app: Flask, programs: None) -> URL:
    """Where a database is that has some rows in every table, hard texts and bytes among them."""
    for factory in FACTORIES:
        factory()
    StudentFactory(lastname=HARD[:100], bio=HARD)
    DocumentFileFactory(content=bytes(range(256)) * 5000)
    TagFactory(name="(" * 20)
    db.session.commit()
    return make_url(app.config["SQLALCHEMY_DATABASE_URI"])


@pytest.fixture
def empty(engine_name: str, databases: Databases) -> URL:
    """Where another database is, of the same engine and without a table."""
    return make_url(databases.create(engine_name))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies go. Nobody has made it yet."""
    return tmp_path / "copies"


def everything(url: URL) -> dict[str, list[Any]]:
    """Every row of every table, as the database gives them."""
    engine = create_engine(url)
    with engine.connect() as connection:
        quote = connection.dialect.identifier_preparer.quote
        names = [name for name in inspect(connection).get_table_names() if name != "search_fts"]
        rows = {name: connection.exec_driver_sql(f"SELECT * FROM {quote(name)}").all() for name in names}  # noqa: S608  # our own names
    engine.dispose()
    return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}
