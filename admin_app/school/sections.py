"""Sections: a course in a term, with its teachers, room, period and seats. Homerooms are sections too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, not_blank, table_args
from ..searchable import Searchable
from .staff import section_teacher

if TYPE_CHECKING:
    from .attendance import AttendanceMark, RegisterTaken
    from .courses import Course
    from .enrollments import Enrollment
    from .rooms import Room
    from .staff import Staff
    from .years import Term


class Section(Record):
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    period: Mapped[str | None] = mapped_column(String(20))
    seats: Mapped[int | None]
    takes_attendance: Mapped[bool] = mapped_column(default=True, server_default=true())
    sourced_id: Mapped[str | None] = mapped_column(String(100), unique=True)

    course: Mapped[Course] = relationship(back_populates="sections")
    term: Mapped[Term] = relationship(back_populates="sections")
    room: Mapped[Room | None] = relationship(back_populates="sections")
    teachers: Mapped[list[Staff]] = relationship(secondary=section_teacher, back_populates="sections")
    enrollments: Mapped[list[Enrollment]] = relationship(back_populates="section", passive_deletes="all")
    attendance_marks: Mapped[list[AttendanceMark]] = relationship(back_populates="section", passive_deletes="all")
    registers_taken: Mapped[list[RegisterTaken]] = relationship(back_populates="section", passive_deletes="all")

    __searchable__ = Searchable(
        number=12,
        names=("code",),
        related_names=("course.code", "course.title"),
        related_details=("teachers.firstname", "teachers.lastname"),
    )
    __table_args__ = table_args(
        *not_blank("code"),
        UniqueConstraint("course_id", "term_id", "code"),
        CheckConstraint("seats > 0", name="seats_positive"),
    )
    __constraint_messages__ = {
        "seats_positive": ("seats", "A section has at least one seat; leave it empty for no limit.")
    }

    def __str__(self) -> str:
        return f"{self.code} ({self.term})"
