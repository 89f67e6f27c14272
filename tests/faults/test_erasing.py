"""A command that erases what is held on many leavers is killed: of each student all of it is gone, or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app import create_app
from admin_app.audit import AuditEntry, Change
from admin_app.config import ROOT
from admin_app.database import db
from admin_app.school import Charge, Note, Student, StudentStatus
from tests import factories as make
from tests.engines.databases import ENGINES, Databases
from tests.engines.schema import upgrade

from .agreement import assert_file_is_whole, assert_search_agrees
from .service import HARDER
from .writers import PATIENCE

LEAVERS, KILLS = 60, 3 * HARDER
COMMAND = ("manage.py", "students", "erase", "--all-leavers", "--reason", "long gone")
CATEGORIES = ("--category", "contact", "--category", "notes", "--category", "fees")


@pytest.fixture(params=ENGINES)
def leavers(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Flask]:
    """Many who left long ago, each with an address, a note and a charge."""
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=databases.create(request.param))
    with app.app_context():
        upgrade()
        year = make.AcademicYearFactory(name="old", starts_on=date(2008, 8, 1), ends_on=date(2009, 6, 30))
        for _ in range(LEAVERS):
            student = make.StudentFactory(address="1 Main Street", status=StudentStatus.WITHDRAWN)
            make.AdmissionFactory(
                student=student, academic_year=year, exited_on=date(2009, 6, 30), exit_code="withdrawn"
            )
            student.status = StudentStatus.WITHDRAWN
            make.NoteFactory(student=student)
            make.ChargeFactory(student=student, charged_on=date(2009, 1, 1), due_on=date(2009, 1, 1))
        db.session.commit()
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def erased() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(AuditEntry.action == Change.ERASE)) or 0


def test_erasing_that_is_killed_has_erased_somebody_whole_or_not_at_all(leavers: Flask) -> None:
    ours = {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": leavers.config["SQLALCHEMY_DATABASE_URI"]}
    for _ in range(KILLS):
        before, deadline = erased(), monotonic() + PATIENCE
        running = subprocess.Popen([sys.executable, *COMMAND, *CATEGORIES], cwd=ROOT, env=os.environ | ours)
        while erased() < before + 3 and running.poll() is None:
            assert monotonic() < deadline, "nobody was erased"
            sleep(0.01)
        running.send_signal(signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL
        assert_whole()
    done = subprocess.run(
        [sys.executable, *COMMAND, *CATEGORIES], cwd=ROOT, env=os.environ | ours, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert_whole()
    assert erased() == LEAVERS
    assert_search_agrees()
    assert_file_is_whole()


def assert_whole() -> None:
    """Whoever has an entry of an erasure has nothing left, in the log neither; all others have everything."""
    db.session.rollback()
    gone = set(db.session.scalars(select(AuditEntry.record_id).filter_by(action=Change.ERASE)))
    for student in db.session.scalars(select(Student)):
        held = [student.address is not None, student.email is not None]
        held += [db.session.scalar(select(func.count()).where(m.student_id == student.id)) == 1 for m in (Note, Charge)]
        told = select(AuditEntry).filter_by(resource="student", record_id=student.id, action=Change.INSERT)
        held.append(db.session.scalars(told).one().changes["address"] == [None, "1 Main Street"])
        assert set(held) == {student.id not in gone}, (student.id, held)
