"""Departments: which staff and courses belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, not_blank, table_args
from ..searchable import Searchable

if TYPE_CHECKING:
    from .courses import Course
    from .staff import Staff


class Department(Record):
    name: Mapped[str] = mapped_column(String(100), unique=True)

    courses: Mapped[list[Course]] = relationship(back_populates="department", passive_deletes="all")
    staff: Mapped[list[Staff]] = relationship(back_populates="department", passive_deletes="all")

    __searchable__ = Searchable(number=9, names=("name",))
    __table_args__ = table_args(*not_blank("name"))

    def __str__(self) -> str:
        return self.name
