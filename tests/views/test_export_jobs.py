"""Large exports: asked for on a form, made by the worker as whoever asked, fetched by them and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app import jobs
from admin_app.accounts import RoleName
from admin_app.admin.transfer.csv_file import rows_of_whole_file
from admin_app.audit import Job, JobState
from admin_app.database import db
from admin_app.jobs.queue import EXTENSION
from tests.client import Browser

from .little_school import LittleSchool


@pytest.fixture(autouse=True)
def files(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "EXPORTS_FOLDER", str(tmp_path / "exports"))
    monkeypatch.setitem(app.config, "JOBS_FILE", str(tmp_path / "jobs.db"))
    monkeypatch.delitem(app.extensions, EXTENSION, raising=False)
    yield
    if EXTENSION in app.extensions:
        jobs.queue(app).huey.storage.close()
        del app.extensions[EXTENSION]


def asked(client: Browser, query: str = "", export_type: str = "csv") -> Job:
    """The job that a form made, not done yet."""
    answer = client.post_form(f"/admin/student/export/job/{query}", {"format": export_type})
    assert answer.status_code == 302, answer.text
    job = db.session.scalars(select(Job).where(Job.kind == "export").order_by(Job.id.desc())).first()
    assert job
    assert answer.location == f"/admin/job/details/?id={job.id}"
    return job


def done(job: Job) -> Job:
    db.session.commit()
    jobs.run(job.id)
    db.session.rollback()
    return db.session.get_one(Job, job.id)


def file_of(client: Browser, job: Job) -> tuple[int, bytes]:
    answer = client.get(f"/admin/job/download/?id={job.id}")
    return answer.status_code, answer.data


def test_the_page_says_how_far_it_is_and_then_has_the_file(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    job = asked(client, "?sort=lastname&desc=1")
    page = client.get(f"/admin/job/details/?id={job.id}").text
    assert '<meta http-equiv="refresh" content="3">' in page
    assert "waits for its turn" in page
    assert file_of(client, job)[0] == 404

    job.state, job.progress, job.total = JobState.RUNNING, 1200, 4000
    assert "1,200 of 4,000 rows" in client.get(f"/admin/job/details/?id={job.id}").text
    job.state = JobState.WAITING
    db.session.commit()

    assert done(job).state is JobState.DONE
    page = client.get(f"/admin/job/details/?id={job.id}").text
    assert 'http-equiv="refresh"' not in page
    assert f'<a href="/admin/job/download/?id={job.id}">students-' in page
    status, content = file_of(client, job)
    assert status == 200
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    assert rows_of_whole_file(lines) == done(job).total == 4
    assert content == client.get("/admin/student/export/csv/?sort=lastname&desc=1").data


def test_an_excel_file_is_made_too(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    job = done(asked(client, "?columns=all", "xlsx"))
    assert (job.state, job.message) == (JobState.DONE, "4 rows.")
    assert file_of(client, job)[1].startswith(b"PK")


def test_a_file_is_for_whoever_asked_and_for_administrators(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["teacher"])
    job = done(asked(client))
    status, content = file_of(client, job)
    assert status == 200
    assert b"Pupilfar" not in content, "a teacher's file has a student of somebody else"
    for role, expected in {"administrator": 200, "registrar": 404, "viewer": 404}.items():
        client.sign_out()
        client.sign_in(school.users[role])
        assert file_of(client, job)[0] == expected, role


def test_what_somebody_may_do_counts_when_it_is_made_and_when_it_is_fetched(
    client: Browser, school: LittleSchool
) -> None:
    user = client.sign_in(school.users["registrar"])
    before, after = done(asked(client)), asked(client)
    user.roles = [role for role in school.users["viewer"].roles if role.name is RoleName.VIEWER]
    db.session.commit()
    failed = done(after)
    assert (failed.state, failed.message) == (JobState.FAILED, "You may no longer export this list.")
    client.sign_in(user)  # another role has ended the session
    assert file_of(client, before)[0] == 403
    assert "You may no longer export this list." in client.get(f"/admin/job/details/?id={after.id}").text


def test_it_is_not_made_without_a_token_a_format_or_sense(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    assert client.post("/admin/student/export/job/", data={"format": "csv"}).status_code == 400
    token = {"csrf_token": client.token()}
    assert client.post("/admin/student/export/job/", data={"format": "pdf", **token}).status_code == 400
    answer = client.post("/admin/student/export/job/?flt0_nothing_is=1", data={"format": "csv", **token})
    assert answer.status_code == 400
    assert db.session.scalars(select(Job).where(Job.kind == "export")).all() == []
