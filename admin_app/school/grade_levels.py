"""Grade levels, in order; each knows the one that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ..database import Record, not_blank, table_args
from ..searchable import Searchable
from .errors import InvalidValue

if TYPE_CHECKING:
    from .students import Student


class GradeLevel(Record):
    name: Mapped[str] = mapped_column(String(50), unique=True)
    rank: Mapped[int] = mapped_column(unique=True)
    next_id: Mapped[int | None] = mapped_column(ForeignKey("grade_level.id"), index=True)

    next: Mapped[GradeLevel | None] = relationship(remote_side="GradeLevel.id")
    students: Mapped[list[Student]] = relationship(back_populates="grade_level", passive_deletes="all")

    __searchable__ = Searchable(number=8, names=("name",))
    __table_args__ = table_args(*not_blank("name"))

    # Not a check of the table: MariaDB allows none over a column that numbers itself.
    @validates("next")
    def _another(self, _: str, value: GradeLevel | None) -> GradeLevel | None:
        if value is self:
            raise InvalidValue("A grade level cannot follow itself.", field="next")
        return value

    def __str__(self) -> str:
        return self.name
