"""Documents. The bytes of a file have a table of their own and are read only when somebody asks for the file."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.dialects.mysql import LONGBLOB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, choice, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable

if TYPE_CHECKING:
    from .students import Student


class DocumentKind(StrEnum):
    BIRTH_CERTIFICATE = "birth certificate"
    PASSPORT = "passport"
    IMMUNIZATION = "immunization"
    TRANSCRIPT = "transcript"
    COURT_ORDER = "court order"
    CONSENT = "consent"
    OTHER = "other"


class DocumentFile(Record):
    """The bytes of an upload, with what is known about them without reading them."""

    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary().with_variant(LONGBLOB, "mysql", "mariadb"), deferred=True)

    __searchable__ = Searchable(number=17, names=("name",))
    __large__ = True
    __table_args__ = table_args(
        *not_blank("name"),
        CheckConstraint("size >= 0", name="size_not_negative"),
        list_index("media_type"),
        list_index("size"),
        trash_index("media_type", "size", "created_at", name="ix_document_file_list"),
    )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, *, name: str, media_type: str, content: bytes) -> DocumentFile:
        """A file from its bytes, with size and SHA-256 counted."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(name=name, media_type=media_type, size=len(content), sha256=digest, content=content)


class Document(Record):
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(choice(DocumentKind, "kind"))
    title: Mapped[str] = mapped_column(String(150))
    number: Mapped[str | None] = mapped_column(String(50))
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("document_file.id"), index=True)

    student: Mapped[Student] = relationship(back_populates="documents")
    file: Mapped[DocumentFile | None] = relationship()

    __searchable__ = Searchable(
        number=16, names=("title", "number"), related_names=("student.firstname", "student.lastname")
    )
    __large__ = True
    __table_args__ = table_args(
        *not_blank("title"),
        CheckConstraint("expires_on >= issued_on", name="expires_after_issue"),
        list_index("issued_on", blanks=("issued_on",)),
        list_index("expires_on", blanks=("expires_on",)),
        trash_index("kind", "issued_on", "expires_on", name="ix_document_list"),
    )
    __constraint_messages__ = {"expires_after_issue": ("expires_on", "A document cannot expire before it was issued.")}

    def __str__(self) -> str:
        return self.title
