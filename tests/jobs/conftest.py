"""Jobs with files and a queue of their own, and two kinds of work to try them with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from admin_app import jobs
from admin_app.errors import DomainError
from admin_app.jobs.queue import EXTENSION
from admin_app.jobs.running import KINDS


class Refused(DomainError):
    """What a kind of work may say."""


def write_a_file(work: jobs.Work) -> jobs.Result:
    file = jobs.folder() / f"{work.arguments['name']}.txt"
    file.write_text(str(work.user))
    return jobs.Result("Written.", file, "for you.txt")


def refuse(work: jobs.Work) -> jobs.Result:
    raise Refused("Not today.")


def break_down(work: jobs.Work) -> jobs.Result:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def of_their_own(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "EXPORTS_FOLDER", str(tmp_path / "exports"))
    monkeypatch.setitem(app.config, "JOBS_FILE", str(tmp_path / "jobs.db"))
    monkeypatch.delitem(app.extensions, EXTENSION, raising=False)
    for name, work in {"write": write_a_file, "refuse": refuse, "break": break_down}.items():
        monkeypatch.setitem(KINDS, name, work)
    yield
    if EXTENSION in app.extensions:
        jobs.queue(app).huey.storage.close()
        del app.extensions[EXTENSION]
