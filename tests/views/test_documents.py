"""Documents as they are uploaded and fetched: by their content, as attachments, and never as a page of ours."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import select

from admin_app.database import db
from admin_app.school import Document, DocumentFile
from tests import factories as make
from tests.client import Browser

from .reading import complaints

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
MB = 1024 * 1024
PDF = b"%PDF-1.7\n" + b"\0" * 1000


def upload(browser: Browser, name: str, content: bytes) -> dict[str, str] | None:
    """Enter a document with a file: what the form complains about, None when it was saved."""
    student = make.StudentFactory()
    typed = {"student": student.id, "kind": "passport", "title": "Passport", "upload": (BytesIO(content), name)}
    answer = browser.post_form("/admin/document/new/", typed)
    return complaints(answer) if answer.status_code == 200 else None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("pass.pdf", "pass.pdf"),
        ("../../etc/passwd.pdf", "etc_passwd.pdf"),
        ("C:\\pass port.pdf", "Cpass_port.pdf"),
        ("<b>.pdf", "b.pdf"),
        ("\u202efdp.pdf", "fdp.pdf"),
        ("...", "file"),
    ],
)
def test_a_file_is_given_back_as_an_attachment(client: Browser, name: str, kept: str) -> None:
    client.sign_in()
    assert upload(client, name, PDF) is None
    file = db.session.scalars(select(DocumentFile)).one()
    assert (file.name, file.media_type, file.size) == (kept, "application/pdf", len(PDF))
    answer = client.get(f"/admin/document_file/download/?id={file.id}", headers={"Accept": "text/html"})
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == f"attachment; filename={kept}"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pass.pdf", b"MZ\x90\0", "no kind of file that is kept here"),
        ("pass.pdf", b"<script>alert(1)</script>", "is something else"),
        ("pass.svg", b"<svg onload='alert(1)'/>", "no kind of file that is kept here"),
        ("pass.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024), "at most 10 MB"),
    ],
)
def test_what_is_not_kept_is_told_at_its_field(client: Browser, name: str, content: bytes, said: str) -> None:
    client.sign_in()
    found = upload(client, name, content)
    assert found is not None
    assert list(found) == ["upload"]
    assert said in found["upload"]
    assert db.session.scalars(select(Document)).all() == []


def test_a_file_that_would_unpack_to_gigabytes_stays_packed(client: Browser) -> None:
    """A spreadsheet of 2 MB, which takes more than a gigabyte from whoever unpacks it."""
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
        for _ in range(1500):
            sheet.write(bytes(MB))
    assert len(bomb.getvalue()) < 4 * MB
    client.sign_in()
    tracemalloc.start()
    assert upload(client, "marks.xlsx", bomb.getvalue()) is None
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * MB
    file = db.session.scalars(select(DocumentFile)).one()
    assert (file.size, file.media_type) == (len(bomb.getvalue()), "application/zip")
