from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, scoped_session

from admin_app.school import Document, DocumentFile
from tests.engines.statements import statements_sent
from tests.factories import DocumentFactory, StudentFactory

BYTES = b"\x00\xff%PDF-1.7\r\n" * 100_000  # about a megabyte, of bytes that are no text


def test_the_bytes_of_a_file_are_read_only_when_asked_for(session: scoped_session[Session]) -> None:
    document = DocumentFactory(file=DocumentFile.of(name="a.pdf", media_type="application/pdf", content=BYTES))
    StudentFactory(photo=document.file)
    session.commit()
    session.expire_all()
    with statements_sent("SELECT") as queries:
        found = session.scalars(select(Document).options(joinedload(Document.file))).one()
        assert found.file is not None
        assert (found.file.name, found.file.size) == ("a.pdf", len(BYTES))
    assert len(queries) == 1
    assert "content" not in queries[0]
    with statements_sent("SELECT") as queries:
        assert found.file.content == BYTES
    assert len(queries) == 1


def test_a_file_knows_its_size_and_digest() -> None:
    file = DocumentFile.of(name="a", media_type="text/plain", content=b"abc")
    assert file.size == 3
    assert file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
