"""Copies by the clock: one for all workers, rotated, and a failure that is seen and tried again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app import jobs
from admin_app.audit import Job, JobState
from admin_app.backups import KIND, folder, take
from admin_app.backups.files import rotate
from admin_app.backups.scheduled import beginning
from admin_app.database import db
from tests.conftest import Clock
from tests.engines.together import together

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.fixture(autouse=True)
def every_night(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "EXPORTS_FOLDER", str(tmp_path / "exports"))
    monkeypatch.setitem(app.config, "BACKUP_FOLDER", str(tmp_path / "backups"))
    monkeypatch.setitem(app.config, "BACKUP_EVERY", 24)
    monkeypatch.setitem(app.config, "BACKUP_KEEP", 2)


def the_jobs() -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(select(Job).where(Job.kind == KIND).order_by(Job.id)))


def test_many_workers_ask_for_one(app: Flask) -> None:
    asked = together(app, *[jobs.tend] * 6)
    (job,) = the_jobs()
    assert sorted(map(len, asked)) == [0] * 5 + [1]
    assert [job.id] in asked


@on_sqlite
def test_a_copy_is_taken_each_night_and_the_newest_are_kept(app: Flask, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 30, 21, 30, tzinfo=UTC))
    by_hand = take(db.engine.url, folder(), "by-hand").file
    for _ in range(3):
        (due,) = jobs.tend()
        assert jobs.tend() == []
        jobs.run(due)
        assert jobs.tend() == []
        clock.advance(timedelta(hours=2))
        assert jobs.tend() == []
        clock.advance(timedelta(hours=22))
    found = the_jobs()
    assert [job.state for job in found] == [JobState.DONE] * 3
    assert sorted(folder().iterdir()) == sorted([by_hand, *(Path(job.message or "") for job in found[1:])])


@on_sqlite
def test_a_failure_is_told_and_tried_again_within_the_hour(
    app: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    folder().touch()
    (due,) = jobs.tend()
    with caplog.at_level(logging.WARNING):
        jobs.run(due)
    (failed,) = the_jobs()
    assert failed.state is JobState.FAILED
    assert failed.message == f"{folder()} cannot be made: File exists"
    assert failed.message in caplog.text
    clock.advance(timedelta(minutes=59))
    assert jobs.tend() == []
    folder().unlink()
    clock.advance(timedelta(minutes=1))
    (due,) = jobs.tend()
    db.session.rollback()
    jobs.run(due)
    assert the_jobs()[-1].state is JobState.DONE


@on_sqlite
def test_none_is_taken_unless_it_is_wanted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "BACKUP_EVERY", 0)
    assert jobs.tend() == []


@on_sqlite
def test_hours_are_counted_from_midnight_at_the_school(app: Flask) -> None:
    moment = datetime(2026, 11, 30, 21, 30, tzinfo=UTC)
    assert beginning(moment, 24) == datetime(2026, 11, 30, tzinfo=UTC)
    assert beginning(moment, 6) == datetime(2026, 11, 30, 18, tzinfo=UTC)
    assert moment - beginning(moment, 168) < timedelta(days=7)


@on_sqlite
def test_only_our_own_copies_of_that_occasion_are_deleted(app: Flask, tmp_path: Path, clock: Clock) -> None:
    url = db.engine.url.set(database=str(tmp_path / "north.db"))
    names = [
        *(f"north-2026110{day}T000000Z-scheduled.sqlite3" for day in range(1, 5)),
        "north-20261101T000000Z-by-hand.sqlite3",
        "north-20261101T000000Z-before-upgrade.sqlite3",
        "north-2-20261101T000000Z-scheduled.sqlite3",
        "notes.txt",
        ".north-20261101T000000Z-scheduled.sqlite3-abc.part",
    ]
    for name in names:
        (tmp_path / name).touch()
    assert rotate(tmp_path, url, "scheduled", 2) == names[:2]
    clock.advance(timedelta(days=2))
    assert rotate(tmp_path, url, "scheduled", 2) == names[-1:]
    assert {path.name for path in tmp_path.iterdir()} >= set(names[2:-1])
