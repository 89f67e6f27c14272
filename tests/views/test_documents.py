"""Documents as they are uploaded and fetched: by their content, as attachments, and never as a page of ours."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from admin_app.database import db
from admin_app.school import Document, DocumentFile
from tests import factories as make
from tests.client import Browser

from .reading import complaints

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
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
