"""Students in numbers: by status, by grade level now and a year ago, and who came last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from ...clock import today
from ...database import db
from ..admissions import Admission, here_on
from ..belonging import belongs
from ..grade_levels import GradeLevel
from ..students import Student, StudentStatus


@dataclass(frozen=True)
class GradeLevelCount:
    name: str
    students: int


@dataclass(frozen=True)
class NewStudent:
    id: int
    name: str
    grade_level: str | None
    status: StudentStatus


def year_before(day: date) -> date:
    """The same date a year before; of a 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def students_by_status(school: int | None = None) -> dict[StudentStatus, int]:
    """Every status, also those that nobody has."""
    rows = db.session.execute(
        select(Student.status, func.count().label("students"))
        .where(Student.deleted_at.is_(None), *belongs(Student, school))
        .group_by(Student.status)
    )
    counted = {row.status: row.students for row in rows}
    return {status: counted.get(status, 0) for status in StudentStatus}


def enrolled_by_grade_level(school: int | None = None) -> list[GradeLevelCount]:
    """Enrolled students of each grade level, in order of rank."""
    enrolled = and_(Student.status == StudentStatus.ENROLLED, Student.deleted_at.is_(None), *belongs(Student, school))
    rows = db.session.execute(
        select(GradeLevel.name, func.count(Student.id))
        .join(Student, and_(Student.grade_level_id == GradeLevel.id, enrolled), isouter=True)
        .where(GradeLevel.deleted_at.is_(None))
        .group_by(GradeLevel.id, GradeLevel.name, GradeLevel.rank)
        .order_by(GradeLevel.rank)
    )
    return [GradeLevelCount(name, count) for name, count in rows]


def here_a_year_ago(school: int | None = None) -> dict[str, int]:
    """Admissions that lasted on this date of last year, by grade level; without those that had none."""
    stays = (
        select(Admission.grade_level_id, func.count().label("stays"))
        .where(here_on(year_before(today())), Admission.deleted_at.is_(None), *belongs(Admission, school))
        .group_by(Admission.grade_level_id)
        .subquery()
    )
    rows = db.session.execute(
        select(GradeLevel.name, stays.c.stays)
        .join(stays, stays.c.grade_level_id == GradeLevel.id)
        .where(GradeLevel.deleted_at.is_(None))
    )
    return {name: int(count) for name, count in rows}


def newest_students(limit: int = 5, school: int | None = None) -> list[NewStudent]:
    """The students entered last, newest first."""
    rows = db.session.execute(
        select(Student.id, Student.firstname, Student.lastname, GradeLevel.name, Student.status)
        .join(GradeLevel, GradeLevel.id == Student.grade_level_id, isouter=True)
        .where(Student.deleted_at.is_(None), *belongs(Student, school))
        .order_by(Student.created_at.desc(), Student.id.desc())
        .limit(limit)
    )
    return [NewStudent(id_, f"{first} {last}", level, status) for id_, first, last, level, status in rows]
