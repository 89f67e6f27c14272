"""Notes about students. The category decides who may read one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts import User
from ..database import Record, choice, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable

if TYPE_CHECKING:
    from .students import Student


class NoteCategory(StrEnum):
    GENERAL = "general"
    ACADEMIC = "academic"
    BEHAVIOR = "behavior"
    MEDICAL = "medical"
    PASTORAL = "pastoral"


class Note(Record):
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    category: Mapped[NoteCategory] = mapped_column(
        choice(NoteCategory, "category"), default=NoteCategory.GENERAL, server_default="general"
    )
    title: Mapped[str] = mapped_column(String(150))
    body: Mapped[str] = mapped_column(Text)

    student: Mapped[Student] = relationship(back_populates="notes")
    author: Mapped[User | None] = relationship()

    __searchable__ = Searchable(
        number=19, names=("title",), details=("body",), related_names=("student.firstname", "student.lastname")
    )
    __sensitive__ = frozenset({"title", "body"})
    __large__ = True
    __table_args__ = table_args(
        *not_blank("title", "body"),
        list_index("created_at", also=("category",), name="ix_note_list"),
        list_index("category", "created_at"),
        trash_index(),
    )

    def __str__(self) -> str:
        return self.title
