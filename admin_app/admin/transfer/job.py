"""Exports that are made by the worker: as the user who asked, with what they may do when it is made."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from flask import current_app
from flask_login import login_user
from werkzeug.exceptions import BadRequest

from ... import jobs
from ...accounts import school_of
from ...errors import DomainError
from ...language import english, ngettext
from .. import access
from .extract import Extract

#: The kind of these jobs.
KIND = "export"


class NoLongerAllowed(DomainError):
    """Whoever asked may not export this any more."""


@jobs.kind(KIND)
def make_export(work: jobs.Work) -> jobs.Result:
    """The file that a list's address asks for. Raises DomainError where it cannot be made."""
    asked = work.arguments
    with current_app.test_request_context(f"/?{asked['query']}"):
        login_user(work.user)
        screen = access.screens()[asked["resource"]]
        if not screen.can_export or asked.get("school") != school_of(work.user):
            raise NoLongerAllowed("You may no longer export this list.")
        try:
            extract = screen.extract()
        except BadRequest as error:  # a filter by a field that the user may no longer read
            raise NoLongerAllowed(str(error.description)) from error
        work.progress(0, extract.count())
        file = jobs.folder() / f"{uuid4().hex}.{asked['format']}"
        try:
            with english():
                rows = write(extract, file, asked["format"], work)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        screen.note_export(asked["format"], extract, rows)
        work.progress(rows, rows)  # which may be others than were counted, since that was a moment before
        return jobs.Result(
            ngettext("%(num)s row.", "%(num)s rows.", rows), file, screen.get_export_name(asked["format"])
        )


def write(extract: Extract, file: Path, export_type: str, work: jobs.Work) -> int:
    """Write the file and return the number of its rows."""
    file.touch(mode=0o600)
    if export_type == "xlsx":
        return extract.sheet(file, work.progress, jobs.folder())
    rows = 0

    def done(count: int) -> None:
        nonlocal rows
        rows = count
        work.progress(count)

    with file.open("wb") as stream:
        stream.writelines(extract.csv(done=done))
    return rows
