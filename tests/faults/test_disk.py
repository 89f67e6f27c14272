"""SQLite's disk is full, or does not take what is written: a save says so, and nothing is half there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from admin_app import create_app
from admin_app.database import db
from admin_app.school import Student
from benchmarks.visitor import Visitor, form_with

from .agreement import assert_file_is_whole, assert_log_and_records_agree, assert_search_agrees
from .conftest import furnish
from .service import Service, serving, sign_in

PAGE = "/admin/student/edit/?id=1"
TRIES = 5
#: Bytes: less than any save needs in SQLite's log.
SMALL_FILE = 16_384
Trouble = Callable[[Service, Path], AbstractContextManager[None]]


@contextmanager
def limited_files(service: Service, folder: Path) -> Iterator[None]:
    """Whatever is written beyond some bytes of a file is an error of the disk."""
    service.limit_files(SMALL_FILE)
    yield
    service.limit_files(-1)


@contextmanager
def full_disk(service: Service, folder: Path) -> Iterator[None]:
    """There is no byte left."""
    filler = folder / "filler"
    with filler.open("wb") as stream:
        room = os.statvfs(folder)
        os.posix_fallocate(stream.fileno(), 0, room.f_bavail * room.f_bsize)
    yield
    filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, in memory. Only root may have one, and not in every container."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "homeroom", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be had here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    assert_saves_fail_and_then_work(small_disk, tmp_path, full_disk)


def test_a_disk_that_does_not_take_what_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    assert_saves_fail_and_then_work(folder, tmp_path, limited_files)


def assert_saves_fail_and_then_work(disk: Path, folder: Path, trouble: Trouble) -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{disk / 'school.db'}")
    with app.app_context():
        furnish()
        versions = {student.id: student.version for student in db.session.scalars(select(Student))}
        db.session.remove()
        with serving(app.config["SQLALCHEMY_DATABASE_URI"], folder) as service, closing(service.visitor()) as registrar:
            sign_in(registrar)
            for _ in range(2):  # each process has been used
                assert saved(registrar, "before") == 302
            with db.engine.connect() as connection:  # what comes next finds no room that is already there
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            with trouble(service, disk):
                assert [saved(registrar, f"meanwhile {number}") for number in range(TRIES)] == [503] * TRIES
                assert registrar.get("/admin/student/").status == 200  # reading goes on
            assert saved(registrar, "afterwards") == 302
        assert db.session.get_one(Student, 1).bio == "afterwards"
        assert_log_and_records_agree(versions)
        assert_search_agrees()
        assert_file_is_whole()
        db.session.remove()
        db.engine.dispose()


def saved(visitor: Visitor, bio: str) -> int:
    """The status of a save. One that was refused says why, and brings back what was typed."""
    form = form_with(visitor.get(PAGE).text, "firstname")
    form["bio"] = [bio if form["bio"] != [bio] else f"{bio} again"]
    answer = visitor.post(PAGE, form)
    if answer.status == 503:
        assert "Nothing can be saved now" in answer.text
        assert form_with(answer.text, "firstname")["bio"] == form["bio"]
        assert int(answer.headers["retry-after"]) > 0
    return answer.status
