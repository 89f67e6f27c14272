"""Courses: what is taught, whoever teaches it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Hundredths, Record, not_blank, table_args
from ..searchable import Searchable

if TYPE_CHECKING:
    from .departments import Department
    from .sections import Section


class Course(Record):
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(150), index=True)
    credits: Mapped[Decimal | None] = mapped_column(Hundredths)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    sourced_id: Mapped[str | None] = mapped_column(String(100), unique=True)

    department: Mapped[Department | None] = relationship(back_populates="courses")
    sections: Mapped[list[Section]] = relationship(back_populates="course", passive_deletes="all")

    __searchable__ = Searchable(number=11, names=("code", "title"))
    __table_args__ = table_args(
        *not_blank("code", "title"), CheckConstraint("credits >= 0", name="credits_not_negative")
    )
    __constraint_messages__ = {"credits_not_negative": ("credits", "Credits cannot be negative.")}

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
