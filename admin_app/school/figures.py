"""How the school stands, in numbers. Each function is one statement over whole tables: cache what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Subquery, case, func, select

from ..clock import today
from ..database import cents, db
from .attendance import AttendanceCode, AttendanceMark, Presence
from .fees import SIGNED_PAYMENT, Charge, Payment
from .grade_levels import GradeLevel
from .students import Student, StudentStatus


@dataclass(frozen=True)
class AttendanceDay:
    """One day's marks, added up."""

    on: date
    present: int
    half: int
    absent: int

    @property
    def percent(self) -> float:
        """The share of marks that count as present, a half day as half."""
        marks = self.present + self.half + self.absent
        return round(100 * (self.present + self.half / 2) / marks, 1) if marks else 0.0


@dataclass(frozen=True)
class FeesDue:
    """What families owe; credit of one family does not lower what another owes."""

    outstanding: Decimal
    overdue: Decimal
    students_overdue: int


@dataclass(frozen=True)
class NewStudent:
    id: int
    name: str
    grade_level: str | None
    status: StudentStatus


def students_by_status() -> dict[StudentStatus, int]:
    """Every status, also those that nobody has."""
    rows = db.session.execute(
        select(Student.status, func.count().label("students"))
        .where(Student.deleted_at.is_(None))
        .group_by(Student.status)
    )
    counted = {row.status: row.students for row in rows}
    return {status: counted.get(status, 0) for status in StudentStatus}


def enrolled_by_grade_level() -> list[tuple[str, int]]:
    """Enrolled students of each grade level, in order of rank."""
    enrolled = (Student.status == StudentStatus.ENROLLED) & Student.deleted_at.is_(None)
    rows = db.session.execute(
        select(GradeLevel.name, func.count(Student.id))
        .join(Student, (Student.grade_level_id == GradeLevel.id) & enrolled, isouter=True)
        .where(GradeLevel.deleted_at.is_(None))
        .group_by(GradeLevel.id, GradeLevel.name, GradeLevel.rank)
        .order_by(GradeLevel.rank)
    )
    return [(name, count) for name, count in rows]


def attendance_of_last_days(days: int = 5) -> list[AttendanceDay]:
    """The last days that have marks, newest first. The office's code counts before the teacher's."""
    kept = AttendanceMark.deleted_at.is_(None)
    recent = select(AttendanceMark.on).where(kept).distinct().order_by(AttendanceMark.on.desc()).limit(days).subquery()
    counting = func.coalesce(AttendanceMark.office_code_id, AttendanceMark.teacher_code_id)

    def marked(presence: Presence) -> ColumnElement[int]:
        return func.sum(case((AttendanceCode.counts_as == presence, 1), else_=0))

    rows = db.session.execute(
        select(AttendanceMark.on, marked(Presence.PRESENT), marked(Presence.HALF), marked(Presence.ABSENT))
        .join(recent, recent.c.on == AttendanceMark.on)
        .join(AttendanceCode, AttendanceCode.id == counting)
        .where(kept)
        .group_by(AttendanceMark.on)
        .order_by(AttendanceMark.on.desc())
    )
    return [AttendanceDay(on, int(present), int(half), int(absent)) for on, present, half, absent in rows]


def charged_per_student() -> Subquery:
    """What each student was charged, in all and as far as it is past due."""
    past_due = case((Charge.due_on < today(), Charge.amount), else_=0)
    return (
        select(Charge.student_id, func.sum(Charge.amount).label("charged"), func.sum(past_due).label("past_due"))
        .where(Charge.deleted_at.is_(None))
        .group_by(Charge.student_id)
        .subquery()
    )


def fees_due() -> FeesDue:
    """What is owed now, and what of it is past due: payments settle the oldest charges first."""
    charged = charged_per_student()
    paid = (
        select(Payment.student_id, func.sum(SIGNED_PAYMENT).label("paid"))
        .where(Payment.deleted_at.is_(None))
        .group_by(Payment.student_id)
        .subquery()
    )
    owed = charged.c.charged - func.coalesce(paid.c.paid, 0)
    late = charged.c.past_due - func.coalesce(paid.c.paid, 0)
    # SQLite adds in binary fractions, where what was settled exactly can differ from nothing by a trace.
    owing, is_late = owed > Decimal("0.004"), late > Decimal("0.004")
    outstanding, overdue, students = db.session.execute(
        select(
            func.sum(case((owing, owed), else_=0)),
            func.sum(case((is_late, late), else_=0)),
            func.sum(case((is_late, 1), else_=0)),
        ).select_from(charged.join(paid, paid.c.student_id == charged.c.student_id, isouter=True))
    ).one()
    return FeesDue(cents(str(outstanding or 0)), cents(str(overdue or 0)), int(students or 0))


def newest_students(limit: int = 5) -> list[NewStudent]:
    """The students entered last, newest first."""
    rows = db.session.execute(
        select(Student.id, Student.firstname, Student.lastname, GradeLevel.name, Student.status)
        .join(GradeLevel, GradeLevel.id == Student.grade_level_id, isouter=True)
        .where(Student.deleted_at.is_(None))
        .order_by(Student.created_at.desc(), Student.id.desc())
        .limit(limit)
    )
    return [NewStudent(id_, f"{first} {last}", level, status) for id_, first, last, level, status in rows]
