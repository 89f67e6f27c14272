"""Tags: an office's own words for groups of students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, not_blank, table_args
from ..searchable import Searchable
from .students import student_tag

if TYPE_CHECKING:
    from .students import Student


class Tag(Record):
    name: Mapped[str] = mapped_column(String(50), unique=True)

    students: Mapped[list[Student]] = relationship(secondary=student_tag, back_populates="tags")

    __searchable__ = Searchable(number=13, names=("name",))
    __table_args__ = table_args(*not_blank("name"))

    def __repr__(self) -> str:
        return f"<Tag {self.name}>"

    def __str__(self) -> str:
        return self.name
