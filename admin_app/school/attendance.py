"""Attendance: the teacher's code is kept beside the office's, which counts; a day is derived from its marks."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, false, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ..clock import now, today
from ..database import Record, UtcDateTime, choice, db, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable
from ..texts import say
from .enrollments import must_have_sat_in
from .errors import InvalidValue
from .sections import Section
from .years import Term

if TYPE_CHECKING:
    from .staff import Staff
    from .students import Student


class Presence(StrEnum):
    """What a code counts as when a day is added up."""

    PRESENT = "present"
    HALF = "half"
    ABSENT = "absent"


class AttendanceCode(Record):
    """A letter on the register. Codes for the office only are not offered to teachers."""

    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)
    counts_as: Mapped[Presence] = mapped_column(choice(Presence, "counts_as"))
    office_only: Mapped[bool] = mapped_column(default=False, server_default=false())

    __searchable__ = Searchable(number=15, names=("code", "name"))
    __table_args__ = table_args(*not_blank("code", "name"))

    def __str__(self) -> str:
        return self.name


class AttendanceMark(Record):
    """One student in one section on one day."""

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    on: Mapped[date] = mapped_column("on_date")
    teacher_code_id: Mapped[int | None] = mapped_column(ForeignKey("attendance_code.id"))
    office_code_id: Mapped[int | None] = mapped_column(ForeignKey("attendance_code.id"))
    comment: Mapped[str | None] = mapped_column(String(200))

    student: Mapped[Student] = relationship(back_populates="attendance_marks")
    section: Mapped[Section] = relationship(back_populates="attendance_marks")
    teacher_code: Mapped[AttendanceCode | None] = relationship(foreign_keys=[teacher_code_id])
    office_code: Mapped[AttendanceCode | None] = relationship(foreign_keys=[office_code_id])

    __large__ = True
    __table_args__ = table_args(
        UniqueConstraint("student_id", "section_id", "on_date"),
        CheckConstraint("teacher_code_id IS NOT NULL OR office_code_id IS NOT NULL", name="has_a_code"),
        Index(None, "section_id", "on_date"),
        list_index("on_date", also=("teacher_code_id", "office_code_id"), name="ix_attendance_mark_list"),
        list_index("teacher_code_id", "on_date"),
        list_index("office_code_id", "on_date"),
        trash_index(),
    )
    __constraint_messages__ = {"has_a_code": ("teacher_code", "A mark has the teacher's code or the office's.")}

    @validates("teacher_code")
    def _for_teachers(self, _: str, value: AttendanceCode | None) -> AttendanceCode | None:
        if value is not None and value.office_only:
            raise InvalidValue("“{code}” is a code for the office.", field="teacher_code", code=value)
        return value

    @property
    def code(self) -> AttendanceCode | None:
        """The code that counts."""
        return self.office_code or self.teacher_code

    def __str__(self) -> str:
        return say("{student}, {day}", student=self.student, day=self.on)


def counting_code() -> ColumnElement[int]:
    """The id of the code that counts: the office's where there is one, else the teacher's."""
    code: ColumnElement[int] = func.coalesce(AttendanceMark.office_code_id, AttendanceMark.teacher_code_id)
    return code


def counts_as(presence: Presence) -> ColumnElement[bool]:
    """Whether a mark counts as present, half or absent."""
    return counting_code().in_(select(AttendanceCode.id).where(AttendanceCode.counts_as == presence))


def mark_attendance(
    *,
    student: Student,
    section: Section,
    on: date,
    teacher_code: AttendanceCode | None = None,
    office_code: AttendanceCode | None = None,
    comment: str | None = None,
) -> AttendanceMark:
    """Mark a student of a section on a day. Does not commit. Raises NotEnrolled for one who did not sit there then."""
    must_have_sat_in(student, section, on)
    return AttendanceMark.add(
        student=student, section=section, on=on, teacher_code=teacher_code, office_code=office_code, comment=comment
    )


class RegisterTaken(Record):
    """Proof that somebody took the register of a section on a day, even when nobody was absent."""

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    on: Mapped[date] = mapped_column("on_date")
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)

    section: Mapped[Section] = relationship(back_populates="registers_taken")
    taken_by: Mapped[Staff | None] = relationship()

    __large__ = True
    __table_args__ = table_args(UniqueConstraint("section_id", "on_date"), list_index("on_date"), trash_index())

    def __str__(self) -> str:
        return say("{section}, {day}", section=self.section, day=self.on)


def presence_of_day(codes: list[Presence]) -> Presence | None:
    """What a day's marks add up to: absent or present when all agree, half when they do not, nothing without marks."""
    if not codes:
        return None
    return codes[0] if len(set(codes)) == 1 else Presence.HALF


def marks_by_code(student: Student, *only: ColumnElement[bool]) -> dict[str, int]:
    """How many marks of the terms that run today each code has, the office's counting before the teacher's.

    `only` are conditions on `AttendanceMark`: which of the marks are to be counted.
    """
    counts = func.coalesce(AttendanceMark.office_code_id, AttendanceMark.teacher_code_id)
    rows = db.session.execute(
        select(AttendanceCode.name, func.count().label("marks"))
        .select_from(AttendanceMark)
        .join(Section, Section.id == AttendanceMark.section_id)
        .join(Term, Term.id == Section.term_id)
        .join(AttendanceCode, AttendanceCode.id == counts)
        .where(AttendanceMark.student_id == student.id, Term.starts_on <= today(), Term.ends_on >= today(), *only)
        .group_by(AttendanceCode.name)
        .order_by(func.count().desc(), AttendanceCode.name)
    )
    return {row.name: row.marks for row in rows}
