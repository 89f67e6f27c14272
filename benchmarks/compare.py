"""Homeroom next to plain SQL: `python -m benchmarks.compare --students 10000 --engine sqlite`.

For each engine and size a school is seeded, then every question is asked of both, turn by turn, in one process. What
counts is the ratio: how many times what the rows alone cost. Figures go to `benchmarks/results.json`;
`python -m benchmarks.table` puts them into the README.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from re import findall
from time import perf_counter, time_ns
from typing import Any

import click
from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.orm import Session, registry

from admin_app import create_app
from admin_app.accounts import RoleName, create_user
from admin_app.config import database_uri
from admin_app.database import db
from admin_app.migrations import upgrade
from admin_app.school import Student
from seeds import seed_school

from .profile import Browser
from .questions import LIVING, ROWS, Question, facts_of, questions

RESULTS = Path(__file__).parent / "results.json"
ENGINES = ("sqlite", "postgresql", "mysql")
#: The least that a save and a new student need.
WRITES = {
    "save": text("UPDATE student SET bio = :stamp WHERE id = :id"),
    "create": text(
        "INSERT INTO student (firstname, lastname, email, age, custom_fields) VALUES ('Ben', 'Mark', :email, 13, '{}')"
    ),
}
#: Median milliseconds: of the page, and of the SQL alone.
Pair = tuple[float, float]


class PlainStudent:
    """The same table without Homeroom: no change log, no search index, no version."""


registry().map_imperatively(PlainStudent, Student.__table__)


@click.command()
@click.option(
    "--students", multiple=True, default=(10_000,), type=click.IntRange(100), help="May be given several times."
)
@click.option(
    "--engine", multiple=True, default=("sqlite",), type=click.Choice(ENGINES), help="May be given several times."
)
@click.option(
    "--server", multiple=True, help="Where databases may be made, such as postgresql://user@host/ (one of each)."
)
@click.option("--runs", default=15, show_default=True, type=click.IntRange(3))
@click.option("--seconds", default=20.0, show_default=True, help="For one question, after three runs.")
def compare(
    students: tuple[int, ...], engine: tuple[str, ...], server: tuple[str, ...], runs: int, seconds: float
) -> None:
    """Seed, ask, and keep the medians."""
    servers = {make_url(each).get_backend_name(): each for each in server}
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in engine:
        for number in students:
            with school(name, servers.get(name), number) as app:
                found = ask(app, runs, seconds)
            results.setdefault(name, {})[str(number)] = found | {"measured": date.today().isoformat()}  # noqa: DTZ011
            RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
            click.echo(f"{name}, {number:,} students")
            for question, (page, sql) in found["pairs"].items():
                click.echo(f"  {question:40} {page:9.2f} ms {sql:9.2f} ms {page / sql:8.1f} times")


@contextmanager
def school(engine: str, server: str | None, students: int) -> Iterator[Flask]:
    """A seeded school in a database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, database(engine, server, folder) as uri:
        app = create_app("testing", SQLALCHEMY_DATABASE_URI=uri, SQLALCHEMY_RECORD_QUERIES=False)
        with app.app_context():
            upgrade()
            seed_school(students)
            create_user(email="bench@example.org", password=os.urandom(12).hex(), roles=[RoleName.ADMINISTRATOR])
            db.session.commit()
            yield app
            db.session.remove()
            db.engine.dispose()


@contextmanager
def database(engine: str, server: str | None, folder: str) -> Iterator[str]:
    """The address of a new database."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/school.db"
        return
    if server is None:
        raise click.ClickException(f"Where is {engine}? Give --server {engine}://user@host/")
    name = f"homeroom_benchmark_{time_ns()}"
    with administering(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield database_uri(make_url(server).set(database=name).render_as_string(hide_password=False))
    finally:
        with administering(server) as connection:
            connection.execute(text(f"DROP DATABASE {name}"))


@contextmanager
def administering(server: str) -> Iterator[Connection]:
    url = make_url(database_uri(server))
    if url.get_backend_name() == "postgresql" and not url.database:
        url = url.set(database="postgres")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def ask(app: Flask, runs: int, seconds: float) -> dict[str, Any]:
    """The medians of every question in milliseconds, page and SQL."""
    browser = Browser(app)
    with db.engine.connect() as connection:
        facts = facts_of(connection)
        connection.rollback()
        pairs = {q.name: pair(page_of(browser, q), rows_of(connection, q), runs, seconds) for q in questions(facts)}
        connection.rollback()
    for name, operation in (("Edit form", "edit"), ("Save an edit", "save"), ("Create", "create")):
        pairs[name] = pair(requests_of(browser, operation), statement_of(operation), runs, seconds)
    pairs["A save in a session, with change log and search index, or plain"] = pair(
        saving(Student), saving(PlainStudent), runs, seconds
    )
    pairs["A save in a session, with its entry in the change log, or without"] = pair(
        saving(Student), unlogged(saving(Student)), runs, seconds
    )
    pairs["Export of 1,000 rows as CSV"] = per_thousand(browser, facts.students)
    return {"students": facts.students, "pairs": pairs}


def pair(page: Callable[[], Any], sql: Callable[[], Any], runs: int, seconds: float) -> Pair:
    """Both in turn, so that a busy machine is busy for both. Two runs to warm up."""
    spent: tuple[list[float], list[float]] = ([], [])
    began = perf_counter()
    for number in range(runs + 2):
        if number > 4 and perf_counter() - began > seconds:
            break
        for kept, run in zip(spent, (page, sql), strict=True):
            started = perf_counter()
            run()
            if number > 1:
                kept.append((perf_counter() - started) * 1000)
    return statistics.median(spent[0]), statistics.median(spent[1])


def page_of(browser: Browser, question: Question) -> Callable[[], None]:
    """Asks for the page of a question. Raises ClickException for a page that does not have its rows."""
    with db.engine.connect() as connection:
        expected = {row[0] for row in connection.execute(text(question.sql))}

    def run() -> None:
        status, body = browser.open(browser.environ(question.address))
        shown = {int(found) for found in findall(r'class="edit" href="edit/\?id=(\d+)', body)}
        if status != "200 OK" or not shown or (question.same and shown != expected):
            raise click.ClickException(f"{question.name}: {status}, {len(shown)} rows, {len(expected)} expected")

    return run


def rows_of(connection: Connection, question: Question) -> Callable[[], Any]:
    cursor = connection.connection.cursor()

    def run() -> None:
        cursor.execute(question.sql)
        cursor.fetchall()

    return run


def requests_of(browser: Browser, operation: str) -> Callable[[], None]:
    """Sends what is prepared: the form that comes before a save is not timed."""
    ahead = browser.requests(operation)
    environs = [next(ahead) for _ in range(40)]

    def run() -> None:
        status, _ = browser.open(environs.pop())
        if not status.startswith("200" if operation == "edit" else "302"):
            raise click.ClickException(f"{operation}: {status}")

    return run


def statement_of(operation: str) -> Callable[[], None]:
    """The least that the same operation needs of the database."""
    numbers = count(1)

    def run() -> None:
        with db.engine.begin() as connection:
            values = {"id": next(numbers), "stamp": str(time_ns()), "email": f"plain.{time_ns()}@example.org"}
            if operation == "edit":
                connection.execute(text("SELECT * FROM student WHERE id = :id"), values).all()
                connection.execute(text("SELECT id, name FROM grade_level")).all()
            else:
                connection.execute(WRITES[operation], values)

    return run


def saving(model: type[Any]) -> Callable[[], None]:
    """A new last name through a session and a commit."""
    numbers = count(10)

    def run() -> None:
        with Session(db.engine) as session:
            student = session.get(model, next(numbers))
            student.lastname = f"Renamed {time_ns()}"
            session.commit()

    return run


def unlogged(save: Callable[[], None]) -> Callable[[], None]:
    """The same without an entry in the change log."""

    def run() -> None:
        Student.__audited__ = False  # type: ignore[attr-defined]  # what a model says that is kept out of the log
        try:
            save()
        finally:
            del Student.__audited__  # type: ignore[attr-defined]

    return run


def per_thousand(browser: Browser, students: int) -> Pair:
    """Milliseconds for a thousand rows of the whole export, and of the same rows read by the driver."""
    started = perf_counter()
    _, body = browser.open(browser.environ("/admin/student/export/csv/?sort=id"))
    exported = perf_counter() - started
    if body.count("\n") < students:
        raise click.ClickException(f"The export has {body.count(chr(10))} lines for {students} students.")
    question = Question("", "", f"{ROWS} WHERE {LIVING} ORDER BY s.id")
    with db.engine.connect() as connection:
        started = perf_counter()
        rows_of(connection, question)()
        read = perf_counter() - started
    return exported / students * 1e6, read / students * 1e6


if __name__ == "__main__":
    compare()
