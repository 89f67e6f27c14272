"""Staff, and the account each of them signs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts import User
from ..database import MYSQL_TABLE, Record, db, not_blank, table_args
from ..searchable import Searchable
from .people import Person
from .schools import OfSchool

if TYPE_CHECKING:
    from .departments import Department
    from .sections import Section

section_teacher = Table(
    "section_teacher",
    db.metadata,
    Column("section_id", ForeignKey("section.id", ondelete="CASCADE"), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), primary_key=True, index=True),
    **MYSQL_TABLE,
)


class Staff(Person, OfSchool, Record):
    email: Mapped[str] = mapped_column(String(80), unique=True)
    staff_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    title: Mapped[str | None] = mapped_column(String(100))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)

    department: Mapped[Department | None] = relationship(back_populates="staff")
    user: Mapped[User | None] = relationship()
    sections: Mapped[list[Section]] = relationship(secondary=section_teacher, back_populates="teachers")

    __searchable__ = Searchable(
        number=4, names=("firstname", "lastname", "staff_number", "title"), details=("email", "phone", "former_names")
    )
    __table_args__ = table_args(
        *not_blank("firstname", "lastname", "email"), Index(None, "lastname", "firstname", "id")
    )
