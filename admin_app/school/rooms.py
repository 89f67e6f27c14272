"""Rooms, with the number of people they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, not_blank, table_args
from ..searchable import Searchable

if TYPE_CHECKING:
    from .schools import School
    from .sections import Section


class Room(Record):
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str] = mapped_column(String(50))
    capacity: Mapped[int | None]

    school: Mapped[School] = relationship(back_populates="rooms")
    sections: Mapped[list[Section]] = relationship(back_populates="room", passive_deletes="all")

    __searchable__ = Searchable(number=10, names=("name",), related_names=("school.name",))
    __table_args__ = table_args(
        *not_blank("name"),
        UniqueConstraint("school_id", "name"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
    )
    __constraint_messages__ = {"capacity_positive": ("capacity", "A room holds at least one person.")}

    def __str__(self) -> str:
        return self.name
