"""Jobs: done once, as whoever asked, and never unfinished without saying so."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from admin_app import jobs
from admin_app.accounts import User, disable
from admin_app.audit import Job, JobState
from admin_app.clock import now
from admin_app.database import db
from admin_app.jobs import running
from tests.factories.users import user_with


@pytest.fixture
def user(app: Flask) -> User:
    made = user_with("registrar")
    db.session.commit()
    return made


def ask(user: User, kind: str = "write", **arguments: Any) -> Job:
    return jobs.ask(kind=kind, requested_by=user, subject="A test", arguments={"name": "x", **arguments})


def after(job: Job) -> Job:
    """The job as it is now."""
    db.session.rollback()
    return db.session.get_one(Job, job.id)


def set_back(job: Job, **values: Any) -> None:
    """Write into the row, past everything that would note when."""
    with db.engine.begin() as connection:
        connection.execute(update(Job.__table__).where(Job.__table__.c.id == job.id).values(**values))


def test_what_is_asked_for_is_put_into_the_queue_and_done(app: Flask, user: User) -> None:
    job = ask(user)
    assert (job.state, job.requested_by_id, job.subject) == (JobState.WAITING, user.id, "A test")
    queue = jobs.queue(app).huey
    assert len(queue) == 1
    queue.execute(queue.dequeue())
    done = after(job)
    assert (done.state, done.message, done.file_name) == (JobState.DONE, "Written.", "for you.txt")
    assert done.started_at is not None
    assert done.finished_at is not None
    path = jobs.path_of(done)
    assert path is not None
    assert path.read_text() == str(user)
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_message_that_comes_twice_does_no_harm(user: User) -> None:
    job = ask(user)
    jobs.run(job.id)
    path = jobs.path_of(after(job))
    assert path
    path.write_text("fetched and kept")
    jobs.run(job.id)
    assert path.read_text() == "fetched and kept"
    jobs.run(job.id + 1000)


def test_an_account_closed_meanwhile_gets_nothing(user: User, tmp_path: Path) -> None:
    job = ask(user)
    disable(user)
    db.session.commit()
    jobs.run(job.id)
    failed = after(job)
    assert (failed.state, failed.message, failed.file) == (JobState.FAILED, running.NOT_OPEN, None)
    assert not (tmp_path / "exports").exists()


@pytest.mark.parametrize(
    ("kind", "told"), [("refuse", "Not today."), ("break", running.FAILED), ("gone", running.FAILED)]
)
def test_what_went_wrong_is_told_and_not_tried_again(user: User, kind: str, told: str) -> None:
    job = ask(user, kind)
    jobs.run(job.id)
    failed = after(job)
    assert (failed.state, failed.message) == (JobState.FAILED, told)
    assert failed.finished_at is not None
    assert job.id not in jobs.tend()


def test_a_job_whose_worker_died_says_so(user: User) -> None:
    alive, dead, other = ask(user), ask(user), ask(user, "no kind of ours")
    for job, silent in ((alive, timedelta(minutes=1)), (dead, timedelta(minutes=6)), (other, timedelta(days=1))):
        set_back(job, state=JobState.RUNNING, started_at=now() - timedelta(days=1), updated_at=now() - silent)
    jobs.tend()
    assert [after(job).state for job in (alive, dead, other)] == [JobState.RUNNING, JobState.FAILED, JobState.RUNNING]
    assert after(dead).message == running.STOPPED


def test_a_worker_that_is_stopped_gives_its_job_up(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask(user)
    running.note(job.id, {"state": JobState.RUNNING, "started_at": now()}, only_if=JobState.WAITING)
    monkeypatch.setattr(running, "at_work", {job.id})
    jobs.give_up()
    assert (after(job).state, after(job).message) == (JobState.FAILED, running.STOPPED)


def test_a_job_whose_message_was_lost_is_sent_again(app: Flask, user: User) -> None:
    new, old = ask(user), ask(user)
    set_back(old, created_at=now() - timedelta(minutes=2))
    assert jobs.tend() == [old.id]
    assert after(new).state is JobState.WAITING


def test_a_queue_that_cannot_be_reached_loses_no_job(
    app: Flask, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "JOBS_FILE", str(tmp_path / "no" / "such" / "folder.db"))
    assert after(ask(user)).state is JobState.WAITING


def test_a_file_is_deleted_after_some_days(user: User) -> None:
    old, new = ask(user, name="old"), ask(user, name="new")
    for job in (old, new):
        jobs.run(job.id)
    long_ago = now() - jobs.KEPT - timedelta(hours=1)
    set_back(old, started_at=long_ago, finished_at=long_ago)
    old_path = jobs.folder() / "old.txt"
    half_made = jobs.folder() / "half-made"
    half_made.touch()
    for path in (old_path, half_made):
        os.utime(path, (long_ago.timestamp(), long_ago.timestamp()))
    jobs.tend()
    assert [path.name for path in jobs.folder().iterdir()] == ["new.txt"]
    assert after(old).file is None
    assert after(new).file == "new.txt"


def test_progress_is_written_once_a_second_and_is_a_sign_of_life(
    user: User, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(user)
    set_back(job, state=JobState.RUNNING, updated_at=now() - timedelta(minutes=4))
    time = iter([0.0, 0.5, 1.5, 1.5])
    monkeypatch.setattr(running, "monotonic", lambda: next(time))
    work = jobs.Work(job.id, user, {}, last_beat=0.0)
    work.progress(10, 100)
    work.progress(20)
    assert after(job).progress == 10
    work.progress(30)
    found = after(job)
    assert (found.progress, found.total) == (30, 100)
    assert found.updated_at > now() - timedelta(minutes=1)
