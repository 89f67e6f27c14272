"""Attendance in numbers: the last days, and the registers of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select

from ...clock import today
from ...database import db
from ..attendance import AttendanceCode, AttendanceMark, Presence, counting_code
from ..belonging import belongs
from ..registers import is_taught, lacks_register
from ..sections import Section


@dataclass(frozen=True)
class AttendanceDay:
    """One day's marks, added up."""

    on: date
    present: int
    half: int
    absent: int

    @property
    def marks(self) -> int:
        return self.present + self.half + self.absent

    @property
    def percent(self) -> float:
        """The share of marks that count as present, a half day as half."""
        return round(100 * (self.present + self.half / 2) / self.marks, 1) if self.marks else 0.0


@dataclass(frozen=True)
class Registers:
    """How many sections have to take a register on a day, and how many of them have not."""

    on: date
    due: int
    missing: int


def attendance_of_last_days(days: int = 20, school: int | None = None) -> list[AttendanceDay]:
    """The last days that have marks, newest first. The office's code counts before the teacher's."""
    kept = and_(AttendanceMark.deleted_at.is_(None), *belongs(AttendanceMark, school))
    recent = select(AttendanceMark.on).where(kept).distinct().order_by(AttendanceMark.on.desc()).limit(days).subquery()
    first = select(func.min(recent.c.on)).scalar_subquery()

    def marked(presence: Presence) -> ColumnElement[int]:
        return func.sum(case((AttendanceCode.counts_as == presence, 1), else_=0))

    rows = db.session.execute(
        select(AttendanceMark.on, marked(Presence.PRESENT), marked(Presence.HALF), marked(Presence.ABSENT))
        .join(AttendanceCode, AttendanceCode.id == counting_code())
        .where(AttendanceMark.on >= first, kept)
        .group_by(AttendanceMark.on)
        .order_by(AttendanceMark.on.desc())
    )
    return [AttendanceDay(on, int(present), int(half), int(absent)) for on, present, half, absent in rows]


def registers_of_today(school: int | None = None) -> Registers:
    """The registers of the sections whose term is running and that take attendance."""
    day = today()
    due, missing = db.session.execute(
        select(func.count(), func.sum(case((lacks_register(day), 1), else_=0)))
        .select_from(Section)
        .where(Section.takes_attendance, is_taught(day), Section.deleted_at.is_(None), *belongs(Section, school))
    ).one()
    return Registers(day, due, int(missing or 0))
