"""What is held on a record as a ZIP file: a page to read, the same as spreadsheets and as JSON, and documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response, render_template, send_file

from ... import clock, jobs
from ..transfer.cells import cell
from ..transfer.csv_file import heading, written
from .held import Sheet, files_of, left_out, sheets_of

#: Characters that some system does not take in the name of a file.
UNSAFE = re.compile(r"[^\w.\- ]+")


def contents(record: Any) -> Iterator[tuple[str, str | bytes]]:
    """The files of a package."""
    sheets = list(sheets_of(record))
    page = render_template(
        "admin/rights/package.html", title=str(record), sheets=sheets, left_out=left_out(record), now=clock.now()
    )
    yield "index.html", page
    data = {sheet.name: [sheet.data(each) for each in sheet.records] for sheet in sheets}
    yield "data.json", json.dumps(data, ensure_ascii=False, indent=2)
    for sheet in sheets:
        yield f"tables/{sheet.name}.csv", table(sheet)
    for sheet in sheets:
        for name, content in files_of(sheet):
            yield f"files/{UNSAFE.sub('_', name)}", content


def table(sheet: Sheet) -> str:
    """A sheet as CSV, in which no text is taken for a formula."""
    rows = [[cell(text) for text in sheet.words(record)] for record in sheet.records]
    return heading(label for _, label in sheet.fields) + written(rows)


def package_of(record: Any) -> Response:
    """The package as a download. It is whole before anything is sent: records can be read until the request ends."""
    file = TemporaryFile(dir=jobs.folder())  # noqa: SIM115  # closed by the server when it is sent
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in contents(record):
            archive.writestr(name, content)
    file.seek(0)
    name = UNSAFE.sub("_", f"{record} {clock.today().isoformat()}.zip")
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
