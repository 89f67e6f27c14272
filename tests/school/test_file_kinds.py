"""What a file is, told by what is in it."""

from __future__ import annotations

import pytest

from admin_app.school.errors import InvalidValue
from admin_app.school.file_kinds import media_type_of

PNG, JPEG, ZIP, PDF = b"\x89PNG\r\n\x1a\n\0", b"\xff\xd8\xff\xe0\0", b"PK\x03\x04\x14\0", b"%PDF-1.7\n\0"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("report.pdf", PDF, "application/pdf"),
        ("REPORT.PDF", b"\r\n" + PDF, "application/pdf"),
        ("photo.jpg", JPEG, "image/jpeg"),
        ("photo.jpg", PNG, "image/png"),
        ("IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0", "image/heic"),
        ("scan.tiff", b"II*\0\x08\0", "image/tiff"),
        ("letter.docx", ZIP, "application/zip"),
        ("grades.xlsx", ZIP, "application/zip"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "application/x-ole-storage"),
        ("note.txt", "Zoë 李".encode(), "text/plain"),
        ("export.csv", "Zo\xeb;1\r\n".encode("latin-1"), "text/plain"),
        ("without an ending", b"A note.", "text/plain"),
    ],
)
def test_what_a_school_keeps(name: str, content: bytes, media_type: str) -> None:
    assert media_type_of(content, name=name) == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", b"MZ\x90\0\x03"),
        ("report.pdf", b"\x7fELF\x02\x01"),
        ("film.mp4", b"\0\0\0\x18ftypmp42\0"),
        ("empty.txt", b""),
        ("noise", b"\0\1\2"),
        ("picture.svg", b"<svg onload='alert(1)'/>"),
        ("page.html", b"<html>"),
        ("macro.exe", PDF),
        ("archive.zip", ZIP),
        ("program.jar", ZIP),
    ],
)
def test_what_it_does_not_keep(name: str, content: bytes) -> None:
    with pytest.raises(InvalidValue, match="no kind of file that is kept here"):
        media_type_of(content, name=name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", PNG),
        ("report.pdf", b"<html><script>alert(1)</script>"),
        ("photo.png.pdf", PNG),
    ],
)
def test_a_name_that_says_something_else(name: str, content: bytes) -> None:
    with pytest.raises(InvalidValue, match="is something else"):
        media_type_of(content, name=name)
