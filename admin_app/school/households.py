"""Households: one address and who lives at it. A child may live in two; siblings are derived from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import MYSQL_TABLE, Record, db, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable
from .schools import OfSchool

if TYPE_CHECKING:
    from .guardians import Guardian
    from .students import Student

household_student = Table(
    "household_student",
    db.metadata,
    Column("household_id", ForeignKey("household.id", ondelete="CASCADE"), primary_key=True),
    Column("student_id", ForeignKey("student.id", ondelete="CASCADE"), primary_key=True, index=True),
    **MYSQL_TABLE,
)
household_guardian = Table(
    "household_guardian",
    db.metadata,
    Column("household_id", ForeignKey("household.id", ondelete="CASCADE"), primary_key=True),
    Column("guardian_id", ForeignKey("guardian.id", ondelete="CASCADE"), primary_key=True, index=True),
    **MYSQL_TABLE,
)


class Household(OfSchool, Record):
    """A home: its name as a letter would address it, and its address."""

    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(100))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(30))

    students: Mapped[list[Student]] = relationship(secondary=household_student, back_populates="households")
    guardians: Mapped[list[Guardian]] = relationship(secondary=household_guardian, back_populates="households")

    __searchable__ = Searchable(
        number=3,
        names=("name",),
        details=("address", "postal_code", "phone"),
        related_names=("students.firstname", "students.lastname"),
    )
    __large__ = True
    __table_args__ = table_args(
        *not_blank("name"),
        list_index("name", also=("city", "postal_code"), name="ix_household_list"),
        list_index("city", "name", blanks=("city",)),
        list_index("postal_code", "name", blanks=("postal_code",)),
        trash_index(),
    )

    def __str__(self) -> str:
        return self.name


def share_address(student: Student) -> None:
    """Whoever has no address of their own is reached at that of their household. Does not commit."""
    home = next((home for home in student.households if home.address and home.deleted_at is None), None)
    if home and not (student.address or student.city):
        student.address, student.city = home.address, home.city
