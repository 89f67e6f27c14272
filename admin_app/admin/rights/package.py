"""What is held on a record as a ZIP file: a page to read, the same as spreadsheets and as JSON, and documents."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response, render_template, stream_with_context

from ... import clock, jobs
from ..transfer.cells import cell
from ..transfer.csv_file import heading, written
from ..transfer.sending import sent_apart
from .held import Sheet, files_of, left_out, sheets_of

#: Characters that some system does not take in the name of a file.
UNSAFE = re.compile(r"[^\w.\- ]+")


class Pipe:
    """What `ZipFile` writes into: it is taken out again as it comes, and nothing goes back."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, piece: bytes) -> int:
        self.held += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        taken, self.held = bytes(self.held), bytearray()
        return taken


def zipped(files: Iterator[tuple[str, str | bytes]]) -> Generator[bytes]:
    """A ZIP file of files, each packed when it comes."""
    pipe = Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it asks for no more
        for name, content in files:
            archive.writestr(name, content)
            yield pipe.take()
    yield pipe.take()


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
    """The package as a download. It is made at full speed and sent at leisure, as exports are."""
    pieces = zipped(contents(record))
    body = stream_with_context(sent_apart(next(pieces), pieces, jobs.folder()))
    name = UNSAFE.sub("_", f"{record} {clock.today().isoformat()}.zip")
    answer = Response(body, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
