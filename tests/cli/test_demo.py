"""`demo`: makes a school once, keeps it, refuses a database of others, serves it and ends quietly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import create_engine, func, select, text

from admin_app.accounts import DEMO_PASSWORD, User
from admin_app.audit import Job, JobState
from admin_app.cli.demo import MARK
from admin_app.config import ROOT
from admin_app.database import db
from admin_app.school import Student

from .running import Run, opened_school


def test_demo_makes_a_school_once_keeps_what_was_changed_and_mends_what_was_interrupted(
    run: Run, uri: str, port: int
) -> None:
    demo = ("demo", "--students", "3", "--port", str(port))

    first = run(*demo)

    assert first.exit_code == 0, first.output
    assert f"http://127.0.0.1:{port}/" in first.output
    assert all(word in first.output for word in ("admin@example.com", "viewer@example.com", DEMO_PASSWORD))
    with opened_school():
        assert db.session.scalar(select(func.count(User.id))) == 6
        db.session.get_one(Student, 1).firstname = "Joan"
        db.session.commit()

    again = run(*demo)

    assert again.exit_code == 0, again.output
    assert "Seeding" not in again.output
    assert "The demo school is there already." in again.output
    with opened_school():
        assert db.session.get_one(Student, 1).firstname == "Joan"
        db.session.scalars(select(Job).where(Job.kind == MARK)).one().state = JobState.RUNNING
        db.session.commit()

    mended = run(*demo)

    assert mended.exit_code == 0, mended.output
    assert "The last start was interrupted. Beginning again." in mended.output
    with opened_school():
        assert db.session.get_one(Student, 1).firstname == "John"
        assert db.session.scalars(select(Job.state).where(Job.kind == MARK)).all() == [JobState.DONE]


def test_demo_refuses_a_database_of_others(run: Run, uri: str, port: int) -> None:
    engine = create_engine(uri)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE student (id INTEGER)"))
        connection.execute(text("INSERT INTO student VALUES (7)"))

    refused = run("demo", "--port", str(port))

    assert refused.exit_code == 1
    assert "holds something else than the demo school" in refused.output
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT id FROM student")) == 7
    engine.dispose()


def test_demo_refuses_a_school_in_service_and_takes_an_empty_one(run: Run, sqlite: Path, port: int) -> None:
    demo = ("demo", "--students", "3", "--port", str(port))
    account = ("head@school.example", "--role", "administrator")
    assert run("db", "upgrade").exit_code == 0
    assert run("users", "create", *account, "--password-stdin", stdin="a pass phrase\n").exit_code == 0

    refused = run(*demo)

    assert refused.exit_code == 1
    assert "holds something else than the demo school" in refused.output
    with opened_school():
        assert db.session.scalars(select(User.email)).all() == ["head@school.example"]
        db.session.delete(db.session.scalars(select(User)).one())
        db.session.commit()

    assert run(*demo).exit_code == 0


def test_seed_fills_an_empty_database_only(run: Run, sqlite: Path) -> None:
    run("db", "upgrade")

    assert run("seed", "--students", "3").exit_code == 0
    again = run("seed", "--students", "3")

    assert again.exit_code == 1
    assert "needs a database without any" in again.output


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process on Windows")
def test_demo_serves_until_ctrl_c_and_ends_quietly(tmp_path: Path, port: int) -> None:
    server = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--students", "3"],
        cwd=ROOT,
        env=os.environ | {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'school.db'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        page = read_when_ready(f"http://127.0.0.1:{port}/login", server)
        server.send_signal(signal.SIGINT)
        output, errors = server.communicate(timeout=30)
    finally:
        server.kill()

    assert 'name="password"' in page
    assert server.returncode == 0
    assert "Press Ctrl-C to stop." in output
    assert errors == ""


def read_when_ready(address: str, server: subprocess.Popen[str]) -> str:
    """The page at an address, once the server answers."""
    for _ in range(600):
        assert server.poll() is None, server.communicate()
        try:
            with urlopen(address) as response:  # noqa: S310  # our own server
                return str(response.read(), "utf-8")
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")
