"""Academic years and their terms."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, choice, not_blank, table_args
from ..searchable import Searchable

if TYPE_CHECKING:
    from .admissions import Admission
    from .sections import Section

ENDS_LATER = ("ends_on", "The last day cannot be before the first.")


class YearState(StrEnum):
    UPCOMING = "upcoming"
    CURRENT = "current"
    PAST = "past"


class TermState(StrEnum):
    """Whether grades can still be posted."""

    OPEN = "open"
    CLOSED = "closed"


class AcademicYear(Record):
    name: Mapped[str] = mapped_column(String(50), unique=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    state: Mapped[YearState] = mapped_column(
        choice(YearState, "state"), default=YearState.UPCOMING, server_default="upcoming"
    )

    terms: Mapped[list[Term]] = relationship(
        back_populates="academic_year", passive_deletes="all", order_by="Term.starts_on"
    )
    admissions: Mapped[list[Admission]] = relationship(back_populates="academic_year", passive_deletes="all")

    __searchable__ = Searchable(number=6, names=("name",))
    __table_args__ = table_args(*not_blank("name"), CheckConstraint("ends_on >= starts_on", name="ends_after_start"))
    __constraint_messages__ = {"ends_after_start": ENDS_LATER}

    def __str__(self) -> str:
        return self.name


class Term(Record):
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id"))
    name: Mapped[str] = mapped_column(String(50))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[TermState] = mapped_column(choice(TermState, "state"), default=TermState.OPEN, server_default="open")

    academic_year: Mapped[AcademicYear] = relationship(back_populates="terms")
    sections: Mapped[list[Section]] = relationship(back_populates="term", passive_deletes="all")

    __searchable__ = Searchable(number=7, names=("name",), related_names=("academic_year.name",))
    __table_args__ = table_args(
        *not_blank("name"),
        UniqueConstraint("academic_year_id", "name"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )
    __constraint_messages__ = {"ends_after_start": ENDS_LATER}

    def __str__(self) -> str:
        return f"{self.name}, {self.academic_year}"
