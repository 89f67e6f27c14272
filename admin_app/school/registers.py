"""Registers: which sections have to take one on a day, and which have not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, select

from ..clock import today
from ..database import db
from .attendance import RegisterTaken
from .belonging import belongs
from .courses import Course
from .sections import Section
from .teaching import sections_of
from .years import Term


@dataclass(frozen=True)
class OwnSection:
    """A section that somebody teaches today, and its register if it was taken."""

    id: int
    code: str
    course: str
    period: str | None
    takes_attendance: bool
    register_id: int | None
    taken_at: datetime | None


def is_taught(day: date) -> ColumnElement[bool]:
    """Whether a day is in the term of a section."""
    terms = select(Term.id).where(Term.starts_on <= day, Term.ends_on >= day, Term.deleted_at.is_(None))
    return Section.term_id.in_(terms)


def has_register(day: date) -> ColumnElement[bool]:
    """Whether the register of a section was taken on a day."""
    return exists().where(
        RegisterTaken.section_id == Section.id, RegisterTaken.on == day, RegisterTaken.deleted_at.is_(None)
    )


def lacks_register(day: date) -> ColumnElement[bool]:
    """Whether a section that takes attendance has no register of a day of its term."""
    return and_(Section.takes_attendance, is_taught(day), ~has_register(day))


def own_sections(user_id: int, school: int | None = None) -> list[OwnSection]:
    """What the member of staff with this account teaches today: sections with a register first, in order of period.

    With a `school`, those there.
    """
    day = today()
    taken = and_(RegisterTaken.section_id == Section.id, RegisterTaken.on == day, RegisterTaken.deleted_at.is_(None))
    rows = db.session.execute(
        select(
            Section.id,
            Section.code,
            Course.title,
            Section.period,
            Section.takes_attendance,
            RegisterTaken.id,
            RegisterTaken.taken_at,
        )
        .join(Course, Course.id == Section.course_id)
        .join(RegisterTaken, taken, isouter=True)
        .where(
            Section.id.in_(sections_of(user_id)),
            is_taught(day),
            Section.deleted_at.is_(None),
            *belongs(Section, school),
        )
        .order_by(Section.takes_attendance.desc(), Section.period, Section.code, Section.id)
    )
    return [OwnSection(*row) for row in rows]
