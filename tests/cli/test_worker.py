"""`worker`: does what pages asked for, ends with its server, and leaves no job unfinished."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from admin_app import jobs
from admin_app.accounts import create_user
from admin_app.audit import Job, JobState
from admin_app.config import ROOT
from admin_app.database import db

from .running import Run, opened_school

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent here that Windows has not")


@pytest.fixture
def school(run: Run, sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migrated database, and files of its own."""
    monkeypatch.setenv("EXPORTS_FOLDER", str(tmp_path / "exports"))
    monkeypatch.setenv("HOMEROOM_ENV", "testing")
    assert run("db", "upgrade").exit_code == 0


@contextmanager
def started(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "worker", *options]
    environment = os.environ | {"HOMEROOM_NO_VENV": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def asked() -> int:
    """A job that waits, of somebody who may export."""
    user = create_user(email="a@school.example", password="a long enough one", roles=["administrator"])
    db.session.commit()
    arguments = {"resource": "tag", "format": "csv", "query": ""}
    return jobs.ask(kind="export", requested_by=user, subject="Tags", arguments=arguments).id


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it never came to be")


def server_ends(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin
    worker.stdin.close()


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("options", "end"), [(("--beside-server",), server_ends), ((), subprocess.Popen.terminate)], ids=["beside", "alone"]
)
def test_a_worker_does_what_was_asked_for_and_ends_quietly(options: tuple[str, ...], end: Callable[..., None]) -> None:
    with started(*options) as worker, opened_school():
        job_id = asked()

        def is_done() -> bool:
            db.session.rollback()
            return db.session.get_one(Job, job_id).state is JobState.DONE

        wait_until(is_done)
        path = jobs.path_of(db.session.get_one(Job, job_id))
        assert path
        assert path.read_bytes().endswith(b"# 0 rows\r\n")
        end(worker)
        assert worker.wait(20) == 0
        assert worker.stderr
        assert worker.stderr.read() == b""
