"""Schools: where students are admitted and rooms are found, and what is entered for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from ..database import Record, not_blank, table_args
from ..searchable import Searchable

if TYPE_CHECKING:
    from .admissions import Admission
    from .rooms import Room


class School(Record):
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    address: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(30))
    email: Mapped[str | None] = mapped_column(String(80))
    sourced_id: Mapped[str | None] = mapped_column(String(100), unique=True)

    rooms: Mapped[list[Room]] = relationship(back_populates="school", passive_deletes="all")
    admissions: Mapped[list[Admission]] = relationship(back_populates="school", passive_deletes="all")

    __searchable__ = Searchable(number=5, names=("name", "code"), details=("phone", "email"))
    __table_args__ = table_args(*not_blank("code", "name"))

    def __str__(self) -> str:
        return self.name


class OfSchool:
    """A mixin: the school that somebody or something is of before, or without, anything else that ties them to one.

    An account that is limited to a school leaves it on what it enters. See `belonging.py`.
    """

    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"), index=True)

    @declared_attr
    def school(self) -> Mapped[School | None]:
        return relationship(School)
